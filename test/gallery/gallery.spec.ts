import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kill } from 'node:process'
import { expect } from '@playwright/test'
import type { Page } from 'playwright'
import { type Practice, startPractice } from '../../src/main/practice/practice.ts'
import { enginePid, renewed, test } from '../e2e/app.ts'
import { ask, bytes, call, createVault, unlockVault } from '../e2e/bridge.ts'
import { contactSheet, picture, sizeOf } from './camera.ts'

const dialogOf = (page: Page) => page.getByRole('dialog')
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
const leave = async (page: Page) => {
  await page.keyboard.press('Escape')
  await expect(dialogOf(page)).toBeHidden()
}

async function addServers(page: Page, practice: Practice): Promise<void> {
  for (const [kind, server] of Object.entries(practice.servers)) {
    await call(page, 'servers.add', {
      kind: kind as 'netbird',
      name: `${kind} practice`,
      url: server.url,
      fields: { ...server.fields },
      secret: bytes(server.secret),
    })
  }
}

test.describe.configure({ mode: 'serial' })

test('the locked screens', async ({ launch, home }) => {
  const app = await launch()
  const { page } = app
  await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
  await picture(page, '01-first-run')
  await page.getByLabel('New password', { exact: true }).fill('password1')
  await page.getByLabel('The same password again', { exact: true }).fill('password2')
  await press(page, 'Create vault')
  await picture(page, '02-first-run-weak-password')
  await createVault(page)
  await expect(page.getByRole('button', { name: /add (a )?server/i }).first()).toBeVisible()
  await picture(page, '03-no-servers')

  const locked = await renewed(app, () => ask(page, 'vault.lock'))
  await expect(locked.getByLabel('Password', { exact: true })).toBeVisible()
  await picture(locked, '04-unlock')
  await locked.getByLabel('Password', { exact: true }).fill('not the password')
  await press(locked, 'Unlock')
  await expect(locked.getByRole('alert').first()).toBeVisible()
  await picture(locked, '05-unlock-wrong-password')
  await unlockVault(locked)
  const crashed = await renewed(app, async () => kill(await enginePid(app), 'SIGKILL'))
  await expect(crashed.getByLabel('Password', { exact: true })).toBeVisible()
  await picture(crashed, '06-engine-ended')

  const header = join(home, 'vault', 'vault.hdr')
  copyFileSync(header, join(home, 'header'))
  truncateSync(header, 100)
  await call(crashed, 'app.hello')
  await expect(crashed.getByRole('heading', { name: /cannot be opened/ })).toBeVisible()
  await picture(crashed, '07-damaged')
  writeFileSync(header, readFileSync(join(home, 'header'), 'utf8').replace('"format": 1', '"format": 9'))
  await call(crashed, 'app.hello')
  await expect(crashed.getByRole('heading', { name: /newer/i })).toBeVisible()
  await picture(crashed, '08-newer')
})

test('the open vault', async ({ launch }) => {
  const practice = await startPractice({ now: Date.now })
  const app = await launch()
  const { page } = app
  try {
    await createVault(page)
    await addServers(page, practice)
    await expect(page.getByRole('row').nth(5)).toBeVisible()
    await picture(page, '10-tokens')
    await page.getByRole('row').nth(4).click()
    await expect(page.getByRole('complementary', { name: 'Token details' })).toBeVisible()
    await picture(page, '11-details')
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('nothing is called like this')
    await expect(page.getByRole('row').nth(2)).toBeHidden()
    await picture(page, '12-filter-hides-everything')
    await page.getByRole('searchbox').fill('')

    await press(page, /add (a )?server/i)
    await picture(page, '20-add-server-kind')
    await dialogOf(page)
      .getByRole('button', { name: /^NetBird/ })
      .click()
    await picture(page, '21-add-server-form')
    await dialogOf(page).getByLabel('URL').fill('http://127.0.0.1:9')
    await dialogOf(page).getByLabel(/token/i).first().fill('nbp_0000000000000000000000000000002C8GjS')
    await press(page, 'Test and save')
    await expect(dialogOf(page).getByRole('button', { name: /save anyway/i })).toBeVisible()
    await picture(page, '22-add-server-failed')
    await leave(page)

    await press(page, 'New token')
    await picture(page, '30-create-token')
    await dialogOf(page).getByRole('combobox', { name: 'Server' }).fill('netbird practice')
    await page.getByRole('option').first().click()
    await expect(dialogOf(page).getByRole('combobox', { name: /owner/i })).toBeVisible()
    await dialogOf(page).getByRole('combobox', { name: /owner/i }).click()
    await picture(page, '31-create-token-owner')
    await dialogOf(page).getByRole('combobox', { name: /owner/i }).fill('ci-runner')
    await page.getByRole('option').first().click()
    await dialogOf(page).getByLabel('Name', { exact: true }).fill('release pipeline')
    await picture(page, '32-create-token-filled')
    await press(page, 'Create token')
    await expect(dialogOf(page).getByText('Saved in your vault')).toBeVisible()
    await picture(page, '33-secret-saved')
    await dialogOf(page)
      .getByRole('button', { name: /^Show for/ })
      .click()
    await picture(page, '34-secret-shown')
    await dialogOf(page).getByRole('button', { name: /^Copy/ }).click()
    await expect(page.getByText(/clipboard/i).first()).toBeVisible()
    await picture(page, '35-secret-copied')
    await press(page, 'Show in the list')
    await expect(page.getByRole('complementary', { name: 'Token details' })).toBeVisible()
    await picture(page, '36-details-with-secret')
    await press(page, 'Delete…')
    await expect(
      dialogOf(page)
        .getByText(/for good/)
        .first(),
    ).toBeVisible()
    await picture(page, '37-delete')
    await leave(page)

    practice.servers['qumulo']?.control.next({
      do: 'drop-after-work',
      method: 'POST',
      path: '/v1/auth/access-tokens/',
    })
    const lost = await page.evaluate(
      (owner) => window.latchkey.request('tokens.create', { server: 'qumulo practice', owner }),
      'guest',
    )
    expect(lost.ok).toBe(false)
    await page.getByRole('searchbox').fill('guest')
    await expect(page.getByText(/lost create/i).first()).toBeVisible()
    await picture(page, '40-lost-create')
    await page.getByRole('searchbox').fill('')

    practice.servers['netbird']?.control.next({ do: 'hang', times: Number.POSITIVE_INFINITY })
    await press(page, 'Refresh')
    await picture(page, '50-refreshing')
    practice.servers['qumulo']?.control.expireCredential()
    await page.evaluate(() => window.latchkey.request('tokens.refresh', { server: 'qumulo practice' }))
    await picture(page, '51-partial')

    await page.setViewportSize({ width: 720, height: 480 })
    await picture(page, '60-small-window')
  } finally {
    await practice.close()
  }
})

test('the practice, and the contact sheet', async ({ launch }) => {
  const app = await launch()
  await expect(app.page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
  const page = await renewed(app, () => press(app.page, 'Try it with practice servers'))
  await expect(page.getByRole('row').nth(5)).toBeVisible()
  await picture(page, '70-practice')
  await contactSheet(app.electron)
  expect(sizeOf('contact-sheet-1.png')).toBeGreaterThan(100_000)
})
