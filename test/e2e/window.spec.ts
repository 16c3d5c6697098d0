import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { test } from './app.ts'
import { password } from './bridge.ts'

test('the window makes a vault, locks it, and opens it again after a restart', async ({ launch, home }) => {
  const first = await launch()
  const { page } = first
  await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
  await page.getByLabel('New password', { exact: true }).fill(password)
  await page.getByLabel('The same password again', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create vault' }).click()
  await expect(page.getByRole('button', { name: /add (a )?server/i }).first()).toBeVisible()
  expect(existsSync(join(home, 'vault', 'vault.hdr'))).toBe(true)
  expect(
    readFileSync(join(home, 'vault', 'vault.db'))
      .subarray(0, 15)
      .toString(),
  ).not.toBe('SQLite format 3')

  const renewed = first.electron.waitForEvent('window')
  await page.getByRole('button', { name: /^Lock/ }).click()
  await expect((await renewed).getByRole('heading', { name: 'Unlock your vault' })).toBeVisible()
  expect(page.isClosed()).toBe(true)
  await first.electron.close()

  const second = await launch()
  await second.page.getByLabel('Password', { exact: true }).fill('not the password')
  await second.page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(second.page.getByRole('alert').first()).toContainText('The password does not open this vault')
  await second.page.getByLabel('Password', { exact: true }).fill(password)
  await second.page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(second.page.getByRole('button', { name: /add (a )?server/i }).first()).toBeVisible()
})

test('the engine tells what runs it, with an encrypting SQLite', async ({ launch }) => {
  const { page } = await launch()
  await expect(page.locator('footer')).toContainText(
    /Electron \d+\..* Node \d+\..* SQLite 3\..* SQLite3 Multiple Ciphers/,
  )
})

test('the page is sandboxed: no Node, nothing but the bridge', async ({ launch, home }) => {
  const { electron, page } = await launch()
  await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
  expect(
    await page.evaluate(() => [
      typeof require,
      typeof process,
      typeof Buffer,
      Object.keys(window.latchkey).sort(),
    ]),
  ).toEqual(['undefined', 'undefined', 'undefined', ['on', 'request']])
  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Electron.WebPreferences
    }
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webSecurity }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })
  expect(existsSync(join(home, 'vault'))).toBe(false)
})

test('unknown methods and bad input are refused by the engine', async ({ launch }) => {
  const { page } = await launch()
  const answers = await page.evaluate(() =>
    Promise.all([
      window.latchkey.request('vault.destroy', {}),
      window.latchkey.request('__proto__', {}),
      window.latchkey.request('vault.unlock', { password: 'text' }),
      window.latchkey.request('tokens.query', {}),
    ]),
  )
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual([
    'invalid-input',
    'invalid-input',
    'invalid-input',
    'vault-locked',
  ])
})

test('the first screen has no accessibility violations', async ({ launch }) => {
  const { page } = await launch()
  await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([])
})
