import { expect } from '@playwright/test'
import type { ElectronApplication, Page } from 'playwright'
import { kindIds } from '../../src/shared/model/kind.ts'
import { type RunningApp, renewed, test } from './app.ts'
import { ask, call, snapshot } from './bridge.ts'

const onClipboard = (electron: ElectronApplication) =>
  electron.evaluate(async ({ clipboard }) => clipboard.readText())
const copyElsewhere = (electron: ElectronApplication, text: string) =>
  electron.evaluate(async ({ clipboard }, copied) => clipboard.writeText(copied), text)

/** The practice, with a token of ours whose secret is in its vault. */
async function withToken(app: RunningApp): Promise<{ page: Page; id: string; secret: string }> {
  const page = await renewed(app, () => ask(app.page, 'practice.start'))
  const [kind] = await call(page, 'servers.kinds')
  const server = (await call(page, 'servers.list')).find((candidate) => candidate.kind === kindIds[0])
  if (!kind || !server) throw new Error('the practice has no servers')
  const owners = await call(page, 'owners.list', { server: server.id })
  const owner = owners.find((candidate) => candidate.manageable)
  if (!owner) throw new Error('there is nobody to make a token for')
  const { id } = await call(page, 'tokens.create', {
    server: server.id,
    owner: owner.id,
    fields: { name: 'to be copied', expires_in: '30' },
  })
  const { secret } = await call(page, 'tokens.reveal', { id })
  return { page, id, secret: new TextDecoder().decode(secret) }
}

test('a copied secret goes past the page to the clipboard, and locking takes it off', async ({
  launch,
  ownScreen,
}) => {
  const app = await launch(ownScreen)
  const { page, id, secret } = await withToken(app)
  expect(await snapshot(page, 'clipboard.changed')).toEqual({ tokenId: null, clearsAtMs: null })
  const before = Date.now()
  const copied = await call(page, 'tokens.copy', { id })
  expect(copied.seconds).toBe(30)
  expect(copied.clearsAtMs).toBeGreaterThanOrEqual(before + 30_000)
  expect(copied.clearsAtMs).toBeLessThanOrEqual(Date.now() + 30_000)
  expect(JSON.stringify(copied)).not.toContain(secret)
  expect(await onClipboard(app.electron)).toBe(secret)
  expect(await snapshot(page, 'clipboard.changed')).toEqual({ tokenId: id, clearsAtMs: copied.clearsAtMs })
  const [entry] = await call(page, 'journal.list', { limit: 1 })
  expect(entry).toMatchObject({ actor: 'window', verb: 'token.copy', result: 'done' })
  expect(JSON.stringify(entry)).not.toContain(secret)

  await renewed(app, () => ask(page, 'vault.lock'))
  await expect.poll(() => onClipboard(app.electron)).toBe('')
})

test('clearing by hand takes it off, and what was copied since stays', async ({ launch, ownScreen }) => {
  const app = await launch(ownScreen)
  const { page, id, secret } = await withToken(app)
  await call(page, 'tokens.copy', { id })
  await call(page, 'clipboard.clear')
  expect(await onClipboard(app.electron)).toBe('')
  expect(await snapshot(page, 'clipboard.changed')).toEqual({ tokenId: null, clearsAtMs: null })

  await call(page, 'tokens.copy', { id })
  expect(await onClipboard(app.electron)).toBe(secret)
  await copyElsewhere(app.electron, 'something of the person')
  await call(page, 'clipboard.clear')
  expect(await onClipboard(app.electron)).toBe('something of the person')
  expect(await snapshot(page, 'clipboard.changed')).toEqual({ tokenId: null, clearsAtMs: null })
})
