import { describe, expect, test } from 'vitest'
import { providers } from '../../../../src/main/providers/registry.ts'
import { capabilityIds, kindDescriptor, kindIds } from '../../../../src/shared/model/kind.ts'

test('every kind has a provider', () => {
  expect(Object.keys(providers)).toEqual([...kindIds])
})

describe.each(Object.entries(providers))('%s', (id, provider) => {
  const { descriptor } = provider

  test('is described by data', () => {
    expect(kindDescriptor.parse(structuredClone(descriptor))).toEqual(descriptor)
    expect(descriptor.id).toBe(id)
  })

  test('says of every capability whether it has it, and why not', () => {
    expect(descriptor.capabilities.map((entry) => entry.id)).toEqual([...capabilityIds])
    for (const entry of descriptor.capabilities) {
      if (entry.available) expect(entry.reason).toBeNull()
      else expect(entry.reason).toMatch(/^[A-Z].{10,}\.$/)
    }
  })

  test('accepts its own example, and names the field it refuses', () => {
    expect(provider.parse({ url: descriptor.urlExample, fields: {} })).toEqual({
      url: descriptor.urlExample,
      fields: {},
    })
    const refused = (input: Parameters<typeof provider.parse>[0], field: string) =>
      expect(() => provider.parse(input)).toThrowError(
        expect.objectContaining({ code: 'invalid-input', field }),
      )
    refused({ url: 'no url', fields: {} }, 'url')
    refused({ url: descriptor.urlExample, fields: { 'no-field': 'x' } }, 'no-field')
    for (const field of descriptor.serverFields) {
      refused(
        { url: descriptor.urlExample, fields: { [field.name]: 'x'.repeat((field.maxLength ?? 0) + 1) } },
        field.name,
      )
    }
  })
})
