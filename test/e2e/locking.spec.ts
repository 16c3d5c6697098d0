import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from '@playwright/test'
import { appArguments, electronPath, isRoot, renewed, test } from './app.ts'
import { answer, call, createVault } from './bridge.ts'

test('the vault locks when the machine goes to sleep', async ({ launch }) => {
  const app = await launch()
  await createVault(app.page)
  const page = await renewed(app, () =>
    app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend')),
  )
  expect(await call(page, 'vault.status')).toMatchObject({ state: 'locked' })
  expect(app.page.isClosed()).toBe(true)
})

test('the vault locks when nobody has used the machine for five minutes', async ({ launch }) => {
  const app = await launch()
  // Two hours pass for the app at its next look at the clocks, and nobody touches anything.
  await app.electron.evaluate(({ powerMonitor }) => {
    powerMonitor.getSystemIdleTime = () => 7200
  })
  await createVault(app.page)
  const page = await renewed(app, () =>
    app.electron.evaluate(() => {
      const { now } = Date
      Date.now = () => now() + 7_200_000
    }),
  )
  expect(await call(page, 'vault.status')).toMatchObject({ state: 'locked' })
})

test('a second start brings the first window to the front and ends', async ({ launch, home }) => {
  const app = await launch()
  await createVault(app.page)
  const told = app.electron.evaluate(
    ({ app: electron }) => new Promise((resolve) => electron.once('second-instance', () => resolve('told'))),
  )
  await app.electron.evaluate(() => undefined)
  const second = spawn(
    electronPath(),
    [...(isRoot ? ['--no-sandbox'] : []), ...appArguments(home, resolve('.'))],
    { stdio: 'ignore' },
  )
  expect(await once(second, 'exit')).toEqual([0, null])
  expect(await told).toBe('told')
  expect(app.electron.windows()).toHaveLength(1)
  expect(await call(app.page, 'vault.status')).toMatchObject({ state: 'unlocked' })
})

test('the vault is where --vault says, and quitting closes it in order', async ({ launch, home }) => {
  const app = await launch()
  const status = await createVault(app.page)
  expect(status.folder).toBe(join(home, 'vault'))
  expect(existsSync(join(home, 'vault', 'vault.hdr'))).toBe(true)
  await app.electron.close()
  // A file that was not closed in order leaves its write-ahead log behind.
  expect(existsSync(join(home, 'vault', 'vault.db-wal'))).toBe(false)
  const again = await launch()
  expect(await answer(again.page, 'vault.status')).toMatchObject({ ok: true, value: { state: 'locked' } })
})
