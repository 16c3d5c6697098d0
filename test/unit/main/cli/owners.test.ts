import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { makeId, makeKind, makeOwner } from './records.ts'

const unconfirmed = () => {
  throw new AppError('confirmation-missing', 'This hits 3 tokens of ci.')
}

describe('owner create', () => {
  const ci = makeOwner({ id: 'u2', name: 'ci', type: 'service user', isSelf: false })

  test('sends the fields and prints the owner', async () => {
    const handlers: FakeHandlers = { 'owners.create': () => ci }
    const line = ['owner', 'create', '--server', 'office', '--field', 'name=ci', '--field', 'role=user']
    const json = await runCli([...line, '--json'], { handlers })
    expect(json).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual(ci)
    expect(ownCalls(json)).toEqual([
      { method: 'owners.create', input: { server: 'office', fields: { name: 'ci', role: 'user' } } },
    ])
    expect((await runCli(line, { handlers })).stdout).toContain('ci    u2  service user  manageable\n')
  })

  test('the kinds tell which fields there are', async () => {
    const [field] = makeKind().createFields
    if (!field) throw new Error('no field')
    const kind = makeKind({ ownerFields: [{ ...field, name: 'role', help: 'What it may do.' }] })
    const { stdout } = await runCli(['server', 'kinds'], { handlers: { 'servers.kinds': () => [kind] } })
    expect(stdout).toMatch(/Fields of owner create:\n +role +integer, required · What it may do\./)
  })
})

describe.each([
  [
    ['owner', 'delete', 'ci', '--server', 'office'],
    'owners.delete',
    { server: 'office', owner: 'ci' },
    { owner: makeOwner({ name: 'ci' }), tokens: 3 },
    'Deleted ci on office with 3 tokens.\n',
  ],
  [
    ['token', 'delete-all', '--server', 'office', '--owner', 'ci'],
    'tokens.deleteAll',
    { server: 'office', owner: 'ci' },
    { server: 'office', owner: 'ci', deleted: 1 },
    'Deleted 1 token of ci on office.\n',
  ],
  [
    ['server', 'revoke-temporary', 'cloud', '--owner', 'ci'],
    'tokens.revokeTemporary',
    { server: 'cloud', owner: 'ci' },
    { server: 'cloud', owner: 'ci', revoked: 2 },
    'All temporary tokens of ci on cloud have ended. In the vault: 2.\n',
  ],
  [
    ['server', 'revoke-temporary', 'cloud'],
    'tokens.revokeTemporary',
    { server: 'cloud' },
    { server: 'cloud', owner: 'Jane', revoked: 0 },
    'All temporary tokens of Jane on cloud have ended. In the vault: 0.\n',
  ],
])('%j', (line, method, input, answer, sentence) => {
  test('does it with --yes', async () => {
    const handlers = { [method]: () => answer } as FakeHandlers
    const json = await runCli([...line, '--yes', '--json'], { handlers })
    expect(json).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual(answer)
    expect(ownCalls(json)).toEqual([{ method, input: { ...input, confirmed: true } }])
    expect((await runCli([...line, '--yes'], { handlers })).stdout).toBe(sentence)
  })

  test('without it says what it would hit and exits 2', async () => {
    const result = await runCli([...line, '--json'], { handlers: { [method]: unconfirmed } as FakeHandlers })
    expect([result.code, result.stdout]).toEqual([2, ''])
    expect(errorOf(result)).toMatchObject({
      code: 'confirmation-missing',
      message: 'This hits 3 tokens of ci. To go on, repeat the command with --yes.',
    })
    expect(ownCalls(result)).toEqual([{ method, input: { ...input, confirmed: false } }])
  })
})

describe('token events', () => {
  const events = [
    { at: '2026-06-14T12:00:00Z', what: 'token created', by: { id: 'u1', name: 'Jane' } },
    { at: '2026-06-13T12:00:00Z', what: 'user invited', by: null },
  ]

  test('prints what the server recorded', async () => {
    const handlers: FakeHandlers = { 'tokens.events': () => events }
    const json = await runCli(['token', 'events', makeId(1), '--json'], { handlers })
    expect([json.code, JSON.parse(json.stdout)]).toEqual([0, events])
    const human = await runCli(['token', 'events', makeId(1)], { handlers })
    expect(human.stdout).toMatch(/2026-06-14T12:00:00Z \(.+\) +token created +Jane \(u1\)\n/)
  })

  test('says when there is nothing', async () => {
    const human = await runCli(['token', 'events', makeId(1)], { handlers: { 'tokens.events': () => [] } })
    expect([human.stdout, human.stderr]).toEqual(['', 'The server recorded nothing about it.\n'])
  })
})
