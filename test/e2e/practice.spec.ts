import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kill } from 'node:process'
import { expect } from '@playwright/test'
import { enginePid, renewed, test } from './app.ts'
import { answer, ask, call, createVault, snapshot, unlockVault } from './bridge.ts'

const practiceFolders = (home: string) =>
  readdirSync(join(home, 'profile')).filter((name) => name.startsWith('practice-'))

/** Every file of a vault by name, with its content. */
const contentOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  )

test('the practice has a vault of its own with one server of each kind, and leaves nothing', async ({
  launch,
  home,
}) => {
  const app = await launch()
  await createVault(app.page)
  const locked = await renewed(app, () => ask(app.page, 'vault.lock'))
  expect(await call(locked, 'vault.status')).toMatchObject({ state: 'locked', practice: false })
  const before = contentOf(join(home, 'vault'))

  const page = await renewed(app, () => ask(locked, 'practice.start'))
  const status = await call(page, 'vault.status')
  expect(status).toMatchObject({ state: 'unlocked', practice: true })
  expect(status.folder.startsWith(join(home, 'profile', 'practice-'))).toBe(true)
  expect(await snapshot(page, 'vault.changed')).toEqual(status)
  const kinds = await call(page, 'servers.kinds')
  const servers = await call(page, 'servers.list')
  expect(servers.map((server) => server.kind).sort()).toEqual(kinds.map((kind) => kind.id).sort())
  for (const server of servers) {
    expect(server.state).toMatch(/^(ok|limited)$/)
    expect(server.tokens).toBeGreaterThan(0)
    expect(new URL(server.url).hostname).toBe('127.0.0.1')
  }
  expect(await answer(page, 'practice.start')).toMatchObject({ ok: true })
  expect(practiceFolders(home)).toHaveLength(1)

  const back = await renewed(app, () => ask(page, 'practice.stop'))
  expect(await call(back, 'vault.status')).toMatchObject({ state: 'locked', practice: false })
  expect(practiceFolders(home)).toEqual([])
  expect(contentOf(join(home, 'vault'))).toEqual(before)
  expect(await answer(back, 'practice.stop')).toMatchObject({ ok: true })
  expect((await unlockVault(back)).state).toBe('unlocked')
  expect(await call(back, 'servers.list')).toEqual([])
})

test('starting the practice locks an open vault; locking the practice ends it', async ({ launch, home }) => {
  const app = await launch()
  await createVault(app.page)
  const practice = await renewed(app, () => ask(app.page, 'practice.start'))
  expect(await call(practice, 'vault.status')).toMatchObject({ state: 'unlocked', practice: true })
  const back = await renewed(app, () => ask(practice, 'vault.lock'))
  expect(await call(back, 'vault.status')).toMatchObject({ state: 'locked', practice: false })
  expect(practiceFolders(home)).toEqual([])
})

test('a practice that dies is told, and the person is back at their own vault', async ({ launch, home }) => {
  const app = await launch()
  const practice = await renewed(app, () => ask(app.page, 'practice.start'))
  await call(practice, 'vault.status')
  const pid = await enginePid(app)
  const back = await renewed(app, async () => kill(pid, 'SIGKILL'))
  expect(await snapshot(back, 'app.notice')).toEqual({ kind: 'practice-ended' })
  expect(await call(back, 'vault.status')).toMatchObject({ state: 'missing', practice: false })
  expect(practiceFolders(home)).toEqual([])
})

test('the end of the app removes the practice, and the next start one that was left over', async ({
  launch,
  home,
}) => {
  const leftOver = join(home, 'profile', 'practice-killed', 'vault')
  mkdirSync(leftOver, { recursive: true })
  writeFileSync(join(leftOver, 'vault.db'), 'left over')
  const app = await launch()
  const practice = await renewed(app, () => ask(app.page, 'practice.start'))
  const { folder } = await call(practice, 'vault.status')
  expect(practiceFolders(home)).toEqual([folder.split('/').at(-2)])
  const child = app.electron.process()
  const exited = once(child, 'exit')
  await app.electron.close()
  await exited
  expect(practiceFolders(home)).toEqual([])
})
