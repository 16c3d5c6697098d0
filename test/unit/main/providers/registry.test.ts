import { describe, expect, test } from 'vitest'
import { providers } from '../../../../src/main/providers/registry.ts'
import { capabilityIds, kindDescriptor, kindIds } from '../../../../src/shared/model/kind.ts'

test('every kind has a provider', () => {
  expect(Object.keys(providers)).toEqual([...kindIds])
})

/** Values of the fields that a server of a kind cannot do without. */
const needed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  astra: { account_id: '0b3c9a52-5f0e-4d0c-8c0e-2a64c6b1f6d1' },
}

describe.each(Object.entries(providers))('%s', (id, provider) => {
  const { descriptor } = provider
  const fields = needed[id] ?? {}

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
    expect(provider.parse({ url: descriptor.urlExample, fields })).toEqual({
      url: descriptor.urlExample,
      fields,
    })
    const refused = (input: Parameters<typeof provider.parse>[0], field: string) =>
      expect(() => provider.parse(input)).toThrowError(
        expect.objectContaining({ code: 'invalid-input', field }),
      )
    refused({ url: 'no url', fields }, 'url')
    refused({ url: descriptor.urlExample, fields: { ...fields, 'no-field': 'x' } }, 'no-field')
    for (const field of descriptor.serverFields) {
      if (field.required)
        refused({ url: descriptor.urlExample, fields: { ...fields, [field.name]: '' } }, field.name)
      refused(
        {
          url: descriptor.urlExample,
          fields: { ...fields, [field.name]: 'x'.repeat((field.maxLength ?? 0) + 1) },
        },
        field.name,
      )
    }
  })
})
