import { expect } from '@playwright/test'
import type { Page } from 'playwright'
import { startPractice } from '../../src/main/practice/practice.ts'
import type { KindId } from '../../src/shared/model/kind.ts'
import { test } from '../e2e/app.ts'
import { bytes, call, createVault } from '../e2e/bridge.ts'
import { picture } from './camera.ts'

const dialogOf = (page: Page) => page.getByRole('dialog')

// Before the file that makes the contact sheet, by its name.
test('fields, owners and texts of tokens', async ({ launch }) => {
  const practice = await startPractice({ now: Date.now })
  const { page } = await launch()
  const dialog = dialogOf(page)
  const leave = async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  const choose = async (server: string, item: RegExp) => {
    await page.getByRole('button', { name: `Actions for ${server}` }).click({ force: true })
    await page.getByRole('menuitem', { name: item }).click()
  }
  const create = async (server: string) => {
    await expect(page.getByRole('row').nth(1)).toBeVisible()
    await page.getByRole('button', { name: 'New token' }).click()
    await dialog.getByRole('combobox', { name: 'Server' }).fill(server)
    await page.getByRole('option').first().click()
    await expect(dialog.getByRole('combobox', { name: /owner/i })).toBeVisible()
    await dialog.getByRole('combobox', { name: /owner/i }).click()
    await page.getByRole('option').first().click()
  }
  const add = async (restriction: string) => {
    await dialog.getByRole('button', { name: 'Add a restriction' }).click()
    await page.getByRole('menuitem', { name: restriction }).click()
  }
  try {
    await createVault(page)
    // The kinds in the order of their names; ids of kinds are what the practice calls its servers.
    for (const [kind, server] of Object.entries(practice.servers)) {
      const { url, fields, secret } = server
      await call(page, 'servers.add', {
        kind: kind as KindId,
        name: kind,
        url,
        fields: { ...fields },
        secret: bytes(secret),
      })
    }
    await expect(page.getByRole('row').nth(5)).toBeVisible()

    await create('onezone')
    await picture(page, '80-templates')
    await dialog.getByRole('radio', { name: 'Restricted data' }).check({ force: true })
    await dialog.getByRole('combobox', { name: 'Paths' }).click()
    await expect(dialog.getByRole('listbox', { name: 'Paths' }).getByRole('option').first()).toBeVisible()
    await picture(page, '81-choices-of-the-server')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Add a restriction' }).click()
    await picture(page, '82-restrictions')
    await page.keyboard.press('Escape')
    await add('Countries')
    await page.keyboard.press('Tab')
    await page.keyboard.type('po')
    await page.keyboard.press('ArrowDown')
    await picture(page, '83-countries')
    await page.keyboard.press('Enter')
    await add('Interface')
    await add('Interface')
    await dialog.getByRole('combobox', { name: 'Interface' }).last().selectOption('oneclient')
    await dialog.getByRole('button', { name: 'Add a restriction' }).focus()
    await picture(page, '84-conflict')
    await dialog.getByText('As JSON').click()
    await dialog.getByRole('textbox', { name: 'Caveats as JSON' }).focus()
    await picture(page, '85-summary-and-json')
    await leave()
    await create('astra')
    await dialog.getByRole('button', { name: 'Add label' }).click()
    await page.keyboard.type('team')
    await picture(page, '86-labels')
    await leave()

    const owners = await call(page, 'owners.list', { server: 'onezone' })
    const self = owners.find(({ isSelf }) => isSelf)
    const validUntil = Math.floor(Date.now() / 1000) + 86_400
    await call(page, 'tokens.create', {
      server: 'onezone',
      owner: self?.id ?? '',
      fields: { persistence: 'temporary', caveats: JSON.stringify([{ type: 'time', validUntil }]) },
    })
    await page.getByRole('searchbox').fill(self?.name ?? '')
    await page
      .getByRole('row', { name: /Temporary/ })
      .first()
      .click()
    await expect(page.getByRole('complementary', { name: 'Token details' })).toBeVisible()
    await picture(page, '87-temporary')
    await page.getByRole('row').nth(2).click()
    await page.getByText('The server’s own record').click()
    await page.getByRole('region', { name: 'The server’s own record' }).focus()
    await picture(page, '88-own-record')
    await page.getByRole('searchbox').fill('')

    await page.getByRole('searchbox').fill('billing-export until')
    await page
      .getByRole('row', { name: /billing-export until/ })
      .first()
      .click()
    await page.getByText('Events', { exact: true }).click()
    await expect(page.getByRole('list', { name: 'Events' })).toBeVisible()
    await page.getByRole('list', { name: 'Events' }).scrollIntoViewIfNeeded()
    await picture(page, '89-events')
    await page.getByRole('searchbox').fill('')

    await choose('qumulo', /Owners/)
    await expect(dialog.getByText(/in all/)).toBeVisible()
    await picture(page, '90-owners')
    await dialog.getByRole('button', { name: 'New service user' }).click()
    await picture(page, '91-new-owner')
    await page.keyboard.press('Escape')
    await leave()
    await choose('onezone', /Owners/)
    await expect(dialog.getByText(/in all/)).toBeVisible()
    await dialog
      .getByRole('button', { name: /^Actions for/ })
      .nth(1)
      .click()
    await picture(page, '92-owner-actions')
    await page.getByRole('menuitem', { name: /Delete all tokens/ }).click()
    await expect(dialog.getByText(/for good/).first()).toBeVisible()
    await picture(page, '93-delete-all')
    await page.keyboard.press('Escape')
    await leave()
    await choose('onezone', /Revoke all/)
    await expect(dialog.getByText(/for good/).first()).toBeVisible()
    await picture(page, '94-revoke-temporary')
    await leave()
    await choose('netbird', /What it can do/)
    await picture(page, '95-capabilities')
    await leave()
    await choose('onezone', /Look into/)
    await dialog.getByLabel('Token', { exact: true }).fill(practice.servers['onezone']?.secret ?? '')
    await dialog.getByRole('button', { name: 'Look into it' }).click()
    await expect(dialog.getByRole('heading', { name: 'What is inside' })).toBeVisible()
    await picture(page, '96-look-into')
    await dialog.getByRole('button', { name: 'Which data' }).click()
    await expect(dialog.getByRole('heading', { name: 'Which data it reaches' })).toBeVisible()
    await dialog.getByRole('button', { name: 'Make a weaker one' }).click()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Read-only data' }).click()
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await dialog.getByRole('button', { name: 'Copy', exact: true }).focus()
    await picture(page, '97-weaker')
    await leave()

    await page
      .getByRole('button', { name: /add (a )?server/i })
      .first()
      .click()
    await dialog.getByRole('button', { name: /^Qumulo/ }).click()
    await dialog.getByLabel('URL').fill('http://storage.example:8000')
    await dialog.getByRole('combobox', { name: 'Proxy' }).selectOption('own')
    await picture(page, '98-connection')
    await dialog.getByLabel('URL').fill(practice.servers['qumulo']?.url ?? '')
    await dialog.getByRole('combobox', { name: 'Proxy' }).selectOption('none')
    await dialog.getByRole('radio', { name: 'With the browser' }).check()
    await dialog.getByRole('button', { name: 'Begin to sign in' }).click()
    await expect(dialog.getByText(/Open this address/)).toBeVisible()
    await picture(page, '99-sign-in')
  } finally {
    await practice.close()
  }
})
