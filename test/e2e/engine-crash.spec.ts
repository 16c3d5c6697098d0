import { kill } from 'node:process'
import { expect } from '@playwright/test'
import type { ElectronApplication } from 'playwright'
import { enginePid, renewed, test } from './app.ts'
import { answer, bytes, call, createVault, snapshot, unlockVault } from './bridge.ts'

/** Keeps the window that the app wants to destroy next, so that its page can tell what became of it. */
const keepWindow = (electron: ElectronApplication) =>
  electron.evaluate(({ BrowserWindow }) => {
    const { destroy } = BrowserWindow.prototype
    BrowserWindow.prototype.destroy = () => {
      BrowserWindow.prototype.destroy = destroy
    }
  })

test('an engine that is killed is told in a new window, and the vault opens again', async ({ launch }) => {
  const app = await launch()
  await createVault(app.page)
  expect(await snapshot(app.page, 'app.notice')).toEqual({ kind: null })
  const pid = await enginePid(app)
  const page = await renewed(app, async () => kill(pid, 'SIGKILL'))
  expect(await snapshot(page, 'app.notice')).toEqual({ kind: 'engine-ended' })
  expect(await call(page, 'vault.status')).toMatchObject({ state: 'locked', practice: false })
  expect(await enginePid(app)).not.toBe(pid)

  expect(await answer(page, 'vault.unlock', { password: bytes('not the password') })).toMatchObject({
    ok: false,
    error: { code: 'wrong-password' },
  })
  expect(await snapshot(page, 'app.notice')).toEqual({ kind: 'engine-ended' })
  await unlockVault(page)
  expect(await snapshot(page, 'app.notice')).toEqual({ kind: null })
  expect((await call(page, 'vault.check')).ok).toBe(true)
  expect(await call(page, 'journal.verify')).toMatchObject({ ok: true })
})

test('calls that the engine did not answer end with an error, and so do later ones', async ({ launch }) => {
  const app = await launch()
  await createVault(app.page)
  await keepWindow(app.electron)
  const pid = await enginePid(app)
  kill(pid, 'SIGSTOP')
  const waiting = Promise.all([answer(app.page, 'journal.list', {}), answer(app.page, 'vault.status')])
  // The second answer of the page comes after both requests were sent.
  await app.page.evaluate(() => document.title)
  await renewed(app, async () => kill(pid, 'SIGKILL'))
  const ended = { ok: false, error: { code: 'outcome-unknown' } }
  expect(await waiting).toMatchObject([ended, ended])
  expect(await answer(app.page, 'vault.status')).toMatchObject(ended)
})

test('an engine that ends three times in a row is given up', async ({ launch }) => {
  const app = await launch()
  const { electron } = app
  await electron.evaluate(({ dialog }) => {
    dialog.showErrorBox = (title) => void process.stdout.write(`told: ${title}\n`)
  })
  const child = electron.process()
  const exited = new Promise((resolve) => child.once('exit', resolve))
  let told = ''
  child.stdout?.on('data', (text: Buffer) => {
    told += text.toString()
  })
  let { page } = app
  for (let round = 1; round <= 3; round += 1) {
    await call(page, 'vault.status')
    const pid = await enginePid(app)
    if (round < 3) page = await renewed(app, async () => kill(pid, 'SIGKILL'))
    else kill(pid, 'SIGKILL')
  }
  expect(await exited).toBe(1)
  expect(told).toContain('told: Latchkey cannot run')
})
