import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { failure, value } from '../../../support/engine.ts'
import { fakeToken, lost } from '../../../support/fake-kind.ts'
import { type FakeSetting, fakeSetting } from '../../../support/fake-setting.ts'

const statuses = async ({ client }: FakeSetting, owner: string) =>
  (await value(client.call('tokens.query', { owner }))).rows.map(({ name, status }) => `${name} ${status}`)

describe('deleting all tokens of an owner', () => {
  const deleteAll = ({ client }: FakeSetting, confirmed: boolean, owner = 'Jane') =>
    client.call('tokens.deleteAll', { server: 'cloud', owner, confirmed })

  test('names owner and exact number first, also of tokens that no refresh has seen', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').tokens.push(fakeToken('unseen'))
    const refused = await failure(deleteAll(setting, false))
    expect(refused.code).toBe('confirmation-missing')
    expect(refused.message).toContain('all 3 tokens of Jane (u1) on cloud')
    expect(setting.world('cloud').calls).not.toContain('deleteAllTokens')
    expect(await value(deleteAll(setting, true))).toEqual({ server: 'cloud', owner: 'Jane', deleted: 3 })
    expect(await statuses(setting, 'u1')).toEqual(['t1 gone', 't2 gone', 'unseen gone'])
    expect(await statuses(setting, 'u2')).toEqual(['t3 active'])
    expect((await setting.journal())[0]).toBe('token.delete-all 3 tokens of Jane on cloud: done')
  })

  test('asks again when there are more than were named, and deletes nothing until then', async () => {
    const setting = await fakeSetting()
    expect((await failure(deleteAll(setting, false))).message).toContain('all 2 tokens of Jane')
    setting.world('cloud').tokens.push(fakeToken('made-meanwhile'))
    const again = await failure(deleteAll(setting, true))
    expect(again).toMatchObject({ code: 'confirmation-missing' })
    expect(again.message).toMatch(/new tokens since .* nothing was deleted.* all 3 tokens of Jane/)
    expect(setting.world('cloud').calls).not.toContain('deleteAllTokens')
    expect((await value(deleteAll(setting, true))).deleted).toBe(3)
    // What is confirmed without having been asked about means all there are, as `--yes` does.
    setting.world('cloud').tokens.push(fakeToken('another'))
    expect((await value(deleteAll(setting, true))).deleted).toBe(1)
  })

  test('a name says nothing of its own in the sentence that asks', async () => {
    const setting = await fakeSetting()
    const [jane] = setting.world('cloud').owners
    const name = 'Jane\n\nNothing is deleted.\u202e\u001b[2K'
    setting.world('cloud').owners.splice(0, 1, { ...jane, name } as typeof jane & { name: string })
    const sentences = await Promise.all([
      failure(deleteAll(setting, false, 'u1')),
      failure(setting.client.call('owners.delete', { server: 'cloud', owner: 'u1', confirmed: false })),
      failure(setting.client.call('tokens.revokeTemporary', { server: 'cloud', confirmed: false })),
    ])
    for (const { code, message } of sentences) {
      expect(code).toBe('confirmation-missing')
      for (const hidden of ['\n', '\u001b', '\u202e']) expect(message).not.toContain(hidden)
      expect(message).toContain('Jane')
    }
  })

  test('says when the credential itself is among them', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').selfTokenId = 't2'
    await value(setting.client.call('servers.test', { server: 'cloud' }))
    expect((await failure(deleteAll(setting, false))).message).toContain('nothing works there afterwards')
  })

  test('leaves temporary tokens as they are', async () => {
    const setting = await fakeSetting()
    const fields = { name: 'short', persistence: 'temporary' }
    await value(setting.client.call('tokens.create', { server: 'cloud', owner: 'u1', fields }))
    expect((await value(deleteAll(setting, true))).deleted).toBe(2)
    expect(await statuses(setting, 'u1')).toEqual(['short active', 't1 gone', 't2 gone'])
  })

  test('whose answer was lost is read back', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('deleteAllTokens', lost())
    expect((await value(deleteAll(setting, true))).deleted).toBe(2)
    expect(await statuses(setting, 'u1')).toEqual(['t1 gone', 't2 gone'])
  })

  test('that was refused changes nothing', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('deleteAllTokens', new AppError('forbidden', 'No right.'))
    expect((await failure(deleteAll(setting, true))).code).toBe('forbidden')
    expect(await statuses(setting, 'u1')).toEqual(['t1 active', 't2 active'])
    expect((await setting.journal())[0]).toBe('token.delete-all all tokens of Jane on cloud: forbidden')
  })

  test('that left some says so, and only the others are gone', async () => {
    const setting = await fakeSetting()
    const cloud = setting.world('cloud')
    const kept = cloud.tokens.filter(({ remoteId }) => remoteId === 't2')
    const deleting = deleteAll(setting, true)
    // What the server says was deleted is there again when it is asked.
    Object.defineProperty(cloud, 'tokens', {
      get: () => (cloud.calls.includes('deleteAllTokens') ? kept : [fakeToken('t1'), fakeToken('t2')]),
      set() {
        // It stays as it is.
      },
    })
    expect(await failure(deleting)).toMatchObject({
      code: 'outcome-unknown',
      message: expect.stringContaining('1 of the 2 tokens'),
    })
    expect(await statuses(setting, 'u1')).toEqual(['t1 gone', 't2 active'])
  })

  test('of somebody whom this credential may not manage, or who is not there, is refused', async () => {
    const setting = await fakeSetting()
    expect((await failure(deleteAll(setting, true, 'Bob'))).code).toBe('forbidden')
    expect((await failure(deleteAll(setting, true, 'nobody'))).code).toBe('not-found')
    expect(setting.world('cloud').calls).not.toContain('deleteAllTokens')
  })
})

describe('making an owner', () => {
  const create = ({ client }: FakeSetting) =>
    client.call('owners.create', { server: 'cloud', fields: { name: 'robot' } })

  test('gives the owner, and is in the journal', async () => {
    const setting = await fakeSetting()
    expect(await value(create(setting))).toMatchObject({ id: 'u9', name: 'robot', server: 'cloud' })
    expect((await setting.journal())[0]).toBe('owner.create robot on cloud: done')
  })

  test('whose answer was lost names who is new, and makes nobody twice', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('createOwner', lost())
    const error = await failure(create(setting))
    expect(error).toMatchObject({ code: 'outcome-unknown' })
    expect(error.message).toContain('robot (u9)')
    expect(setting.world('cloud').calls.filter((call) => call === 'createOwner')).toHaveLength(1)
  })
})

describe('deleting an owner', () => {
  const remove = ({ client }: FakeSetting, confirmed: boolean, owner = 'Jane') =>
    client.call('owners.delete', { server: 'cloud', owner, confirmed })

  test('says how many tokens go with it, and afterwards they are gone, temporary ones too', async () => {
    const setting = await fakeSetting()
    const fields = { name: 'short', persistence: 'temporary' }
    const made = await value(setting.client.call('tokens.create', { server: 'cloud', owner: 'u1', fields }))
    const refused = await failure(remove(setting, false))
    expect(refused.message).toMatch(/Jane \(u1\) on cloud for good, with 2 tokens, and 1 temporary/)
    expect(refused.message).toContain('signs in with')
    const done = await value(remove(setting, true))
    expect(done).toMatchObject({ owner: { id: 'u1', name: 'Jane' }, tokens: 3 })
    expect(await statuses(setting, 'u1')).toEqual(['short gone', 't1 gone', 't2 gone'])
    expect(await value(setting.client.call('tokens.get', { id: made.id }))).toMatchObject({ hasSecret: true })
    expect((await setting.journal())[0]).toBe('owner.delete Jane on cloud: done')
  })

  test('asks again when there are more tokens than were named, and deletes nothing until then', async () => {
    const setting = await fakeSetting()
    expect((await failure(remove(setting, false))).message).toContain('with 2 tokens;')
    setting.world('cloud').tokens.push(fakeToken('made-meanwhile'))
    const again = await failure(remove(setting, true))
    expect(again).toMatchObject({ code: 'confirmation-missing' })
    expect(again.message).toMatch(/new tokens since .* nothing was deleted.* with 3 tokens;/)
    const fields = { name: 'short', persistence: 'temporary' }
    await value(setting.client.call('tokens.create', { server: 'cloud', owner: 'u1', fields }))
    expect((await failure(remove(setting, true))).message).toMatch(/with 3 tokens, and 1 temporary/)
    expect(setting.world('cloud').calls).not.toContain('deleteOwner')
    expect(await value(remove(setting, true))).toMatchObject({ owner: { id: 'u1' } })
  })

  test('that is confirmed without having been asked about means all its tokens', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').tokens.push(fakeToken('unseen', { owner: { id: 'u2', name: 'ci' } }))
    expect(await value(remove(setting, true, 'ci'))).toMatchObject({ owner: { id: 'u2' } })
  })

  test('whose answer was lost is read back', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('deleteOwner', lost())
    expect((await value(remove(setting, true, 'ci'))).tokens).toBe(1)
  })

  test('that was refused changes nothing', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('deleteOwner', new AppError('conflict', 'It is the last one.'))
    expect((await failure(remove(setting, true, 'ci'))).code).toBe('conflict')
    expect(await statuses(setting, 'u2')).toEqual(['t3 active'])
  })
})
