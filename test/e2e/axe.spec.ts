import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Page } from 'playwright'
import { startPractice } from '../../src/main/practice/practice.ts'
import { test } from './app.ts'
import { bytes, call, createVault } from './bridge.ts'
import { searchSettled } from './hands.ts'

/** What axe finds on the page as it is. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`))
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen of the open vault has accessibility violations, in ${colorScheme}`, async ({ launch }) => {
    test.setTimeout(120_000)
    const practice = await startPractice({ now: Date.now })
    const { page } = await launch()
    const dialog = page.getByRole('dialog')
    const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
    const leave = async () => {
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
    }
    try {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await violations(page), 'first run').toEqual([])
      await createVault(page)
      await expect(page.getByRole('button', { name: /add (a )?server/i }).first()).toBeVisible()
      expect(await violations(page), 'no servers').toEqual([])
      for (const [kind, { url, fields, secret }] of Object.entries(practice.servers)) {
        await call(page, 'servers.add', {
          kind: kind as 'netbird',
          name: kind,
          url,
          fields: { ...fields },
          secret: bytes(secret),
        })
      }
      await expect(page.getByRole('row').nth(5)).toBeVisible()
      expect(await violations(page), 'tokens').toEqual([])
      await page.getByRole('row').nth(3).click()
      await expect(page.getByRole('complementary', { name: 'Token details' })).toBeVisible()
      expect(await violations(page), 'details').toEqual([])
      await press('Delete…')
      await expect(dialog.getByText(/for good/).first()).toBeVisible()
      expect(await violations(page), 'delete').toEqual([])
      await leave()
      await press(/add (a )?server/i)
      expect(await violations(page), 'kinds').toEqual([])
      await dialog.getByRole('button', { name: /^Qumulo/ }).click()
      expect(await violations(page), 'server form').toEqual([])
      await leave()
      await press('New token')
      expect(await violations(page), 'create').toEqual([])
      await leave()
      const created = await call(page, 'tokens.create', {
        server: 'netbird',
        owner: 'ci-runner',
        fields: { name: 'axe', expires_in: '30' },
      })
      await page.getByRole('searchbox').fill(created.remoteId ?? '')
      await searchSettled(page)
      await page.getByRole('row', { name: /axe/ }).click()
      await expect(page.getByRole('complementary', { name: 'Token details' })).toContainText(
        created.remoteId ?? '',
      )
      await press('Show secret')
      await expect(dialog.getByRole('button', { name: /^Show for/ })).toBeVisible()
      expect(await violations(page), 'secret').toEqual([])
      await leave()
      await page.getByRole('searchbox').fill('nothing is called like this')
      await expect(page.getByRole('heading', { name: /no token/i })).toBeVisible()
      expect(await violations(page), 'nothing found').toEqual([])
    } finally {
      await practice.close()
    }
  })
}
