import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeOnezoneDetails } from '../../../../../../src/main/providers/kinds/onezone/details.ts'

test('an access token: its type, restrictions and metadata in words, without its expiry', () => {
  const details = {
    type: { accessToken: {} },
    caveats: [
      { type: 'time', validUntil: 1_800_000_000 },
      { type: 'interface', interface: 'rest' },
    ],
    metadata: { creationTime: 1, custom: { ticket: 'OPS-12\u001b' } },
  }
  expect(describeOnezoneDetails(details)).toEqual([
    { label: 'Type', value: 'an access token' },
    { label: 'Kept by the server', value: 'yes: a named token' },
    {
      label: 'Good for',
      value: 'Whoever has this token can do everything its owner may do, within the limits below.',
    },
    { label: 'Restriction', value: 'It works only on REST and CDMI interfaces.' },
    { label: 'Metadata', value: String.raw`{"ticket":"OPS-12\u001b"}` },
  ])
})

test('an invitation: its target, use and privileges', () => {
  const details = {
    type: { inviteToken: { inviteType: 'userJoinGroup', groupId: 'g1' } },
    metadata: { usageLimit: 10, usageCount: 3, privileges: ['group_view'], custom: {} },
  }
  expect(describeOnezoneDetails(details)).toEqual([
    { label: 'Type', value: 'an invite token (invite a user to a group)' },
    { label: 'Target', value: 'group g1' },
    { label: 'Kept by the server', value: 'yes: a named token' },
    { label: 'Usage limit', value: '10, used 3 times' },
    { label: 'Privileges', value: 'group_view' },
  ])
})

test('a temporary token is said to be one', () => {
  expect(describeOnezoneDetails({ persistence: 'temporary', type: { identityToken: {} } })).toContainEqual({
    label: 'Kept by the server',
    value: 'no: a temporary token',
  })
})

test('any record is described without throwing', () => {
  const any = fc.jsonValue()
  fc.assert(
    fc.property(fc.record({ type: any, caveats: any, metadata: any, persistence: any }), (details) => {
      describeOnezoneDetails(details as Record<string, unknown>)
    }),
  )
})
