import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Page } from 'playwright'
import { startPractice } from '../../src/main/practice/practice.ts'
import { test } from './app.ts'
import { bytes, call, createVault } from './bridge.ts'

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`))
}

test('a token is restricted by the builder, and looked into and made weaker without being kept', async ({
  launch,
  ownScreen,
}) => {
  const practice = await startPractice({ now: Date.now })
  const { electron, page } = await launch(ownScreen)
  const server = practice.servers['onezone']
  if (!server) throw new Error('no practice server')
  const dialog = page.getByRole('dialog')
  const press = (name: string | RegExp) => dialog.getByRole('button', { name }).click()
  try {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await createVault(page)
    const { url, fields, secret } = server
    await call(page, 'servers.add', {
      kind: 'onezone',
      name: 'zone',
      url,
      fields: { ...fields },
      secret: bytes(secret),
    })
    const owners = await call(page, 'owners.list', { server: 'zone' })
    const self = owners.find(({ isSelf }) => isSelf)?.name ?? ''
    // An empty list offers the button, too.
    await expect(page.getByRole('row').nth(1)).toBeVisible()
    await page.getByRole('button', { name: 'New token' }).click()
    await dialog.getByRole('combobox', { name: 'Owner' }).fill(self)
    await page.getByRole('option', { name: self }).first().click()

    await test.step('a template fills in restrictions, and what is wrong is told at its card', async () => {
      await dialog.getByRole('radio', { name: 'Restricted data' }).check({ force: true })
      await dialog.getByRole('textbox', { name: 'Name' }).fill('restricted job')
      await expect(dialog.getByText('Paths: add at least one.')).toBeVisible()
      await expect(dialog.getByRole('button', { name: 'Create token' })).toHaveAttribute(
        'aria-disabled',
        'true',
      )
      const paths = dialog.getByRole('combobox', { name: 'Paths' })
      await paths.fill('/d1b388f7c7/results')
      await paths.press('Enter')
      await expect(dialog.getByText('Paths: add at least one.')).toBeHidden()
    })

    await test.step('in a small window no press is lost, and the menu is high enough to choose from', async () => {
      await page.setViewportSize({ width: 900, height: 600 })
      const button = dialog.getByRole('button', { name: 'Add a restriction' })
      const menu = page.getByRole('menu', { name: 'Add a restriction' })
      await button.click()
      await expect.poll(async () => (await menu.boundingBox())?.height ?? 0).toBeGreaterThan(150)
      await page.getByRole('menuitem', { name: 'IP addresses' }).click()
      await expect(dialog.getByRole('combobox', { name: 'Addresses' })).toBeFocused()
      // Its card now says what is missing, and grows.
      await button.click()
      await expect(menu).toBeVisible()
      await page.keyboard.press('Escape')
      await press('Remove IP addresses')
      await page.setViewportSize({ width: 1080, height: 720 })
    })

    await test.step('an expiry is added with keys alone, and the summary says what comes out', async () => {
      await dialog.getByRole('button', { name: 'Add a restriction' }).focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('menuitem', { name: 'Expiry' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(dialog.getByLabel('Valid until')).toBeFocused()
      const summary = dialog.getByRole('region', { name: 'What the token will be able to do' })
      await expect(summary).toContainText('/d1b388f7c7/results')
      await expect(summary).toContainText('It stops working at')
      expect(await violations(page)).toEqual([])
    })

    await test.step('what is typed as JSON changes the cards', async () => {
      await dialog.getByText('As JSON').click()
      const json = dialog.getByRole('textbox', { name: 'Caveats as JSON' })
      const caveats = JSON.parse(await json.inputValue()) as unknown[]
      await json.fill(JSON.stringify([...caveats, { type: 'ip', whitelist: ['127.0.0.0/8'] }]))
      await expect(dialog.getByRole('group', { name: 'IP addresses' })).toContainText('127.0.0.0/8')
      await press('Create token')
      await expect(dialog.getByText('Saved in your vault')).toBeVisible()
      await press('Done')
    })

    const [made] = (await call(page, 'tokens.query', { text: 'restricted job' })).rows
    const details = await call(page, 'tokens.details', { id: made?.id ?? '' })
    expect(details.details?.['caveats']).toMatchObject([
      { type: 'data.readonly' },
      { type: 'data.path', whitelist: [Buffer.from('/d1b388f7c7/results').toString('base64')] },
      { type: 'time' },
      { type: 'ip', whitelist: ['127.0.0.0/8'] },
    ])

    await test.step('a pasted token is looked into and made weaker', async () => {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.getByRole('button', { name: 'Actions for zone' }).click({ force: true })
      await page.getByRole('menuitem', { name: /Look into/ }).click()
      await dialog.getByLabel('Token', { exact: true }).fill(secret)
      await press('Look into it')
      await expect(dialog.getByRole('region', { name: 'What is inside' })).toContainText(self)
      await press('Make a weaker one')
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'Read-only data' }).click()
      await press('Make it')
      await press('Copy')
      await expect(page.getByText(/clipboard is cleared/).first()).toBeVisible()
      expect(await violations(page)).toEqual([])
    })
    const weaker = await electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(weaker).not.toBe(secret)
    const { details: inside } = await call(page, 'tokens.examine', { server: 'zone', secret: bytes(weaker) })
    expect(inside['caveats']).toContainEqual({ type: 'data.readonly' })
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    // Nothing of it stays: neither what was pasted nor what came out.
    expect(await page.content()).not.toContain(weaker)
  } finally {
    await practice.close()
  }
})
