import { expect } from '@playwright/test'
import type { Page } from 'playwright'
import { type Practice, startPractice } from '../../src/main/practice/practice.ts'
import { type RunningApp, renewed, test } from './app.ts'
import { password } from './bridge.ts'
import { type Hand, keyboard, mouse, searchSettled } from './hands.ts'

for (const [hand, colorScheme] of [
  [mouse, 'light'],
  [keyboard, 'dark'],
  [mouse, 'dark'],
  [keyboard, 'light'],
] as const) {
  test(`the main job by ${hand.name}, in ${colorScheme}`, async ({ launch, ownScreen }) => {
    test.setTimeout(180_000)
    const practice = await startPractice({ now: Date.now })
    try {
      // The clipboard belongs to a screen: each job has its own.
      const start = () => launch(ownScreen)
      await mainJob(await start(), start, practice, hand, colorScheme)
    } finally {
      await practice.close()
    }
  })
}

async function mainJob(
  first: RunningApp,
  launch: () => Promise<RunningApp>,
  practice: Practice,
  hand: Hand,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const { page } = first
  await page.emulateMedia({ colorScheme })
  const button = (name: string | RegExp, on: Page = page) =>
    on.getByRole('button', { name, exact: typeof name === 'string' })
  const dialog = page.getByRole('dialog')
  const inDialog = (name: string | RegExp) =>
    dialog.getByRole('button', { name, exact: typeof name === 'string' })

  await test.step('first run: a vault is made', async () => {
    await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
    await hand.type(page.getByLabel('New password', { exact: true }), password)
    await hand.type(page.getByLabel('The same password again', { exact: true }), password)
    await hand.activate(button('Create vault'))
    await expect(button(/add (a )?server/i).first()).toBeVisible()
  })

  for (const [kind, product, name] of [
    ['netbird', 'NetBird', 'mesh'],
    ['qumulo', 'Qumulo Core', 'storage'],
  ] as const) {
    await test.step(`a ${product} server is added`, async () => {
      const server = practice.servers[kind]
      if (!server) throw new Error(`no practice server for ${kind}`)
      await hand.activate(button(/add (a )?server/i).first())
      await hand.activate(dialog.getByRole('button', { name: new RegExp(`^${product}`) }))
      await hand.type(dialog.getByLabel('URL'), server.url)
      await hand.type(dialog.getByLabel(/^Name/), name)
      await hand.type(dialog.getByLabel(/token/i).first(), server.secret)
      await hand.activate(inDialog('Test and save'))
      await expect(dialog.getByText(/answers/)).toBeVisible()
      await hand.activate(inDialog('Done'))
      await expect(dialog).toBeHidden()
    })
  }

  await test.step('a token is made, and its secret is in the vault before it is shown', async () => {
    await hand.activate(button('New token'))
    await hand.pick(dialog.getByRole('combobox', { name: 'Server' }), 'mesh')
    await hand.pick(dialog.getByRole('combobox', { name: /owner/i }), 'ci-runner')
    await hand.type(dialog.getByLabel('Name', { exact: true }), 'release pipeline')
    await hand.activate(inDialog('Create token'))
    await expect(dialog.getByText('Saved in your vault')).toBeVisible()
    await hand.activate(inDialog(/^Copy/))
    await expect(page.getByText(/clipboard/i).first()).toBeVisible()
    await hand.activate(inDialog('Done'))
  })

  const netbird = practice.servers['netbird']
  const issued = [...(netbird?.control.issued() ?? [])].at(-1)?.[1] ?? 'no token was made'
  expect(await first.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(issued)

  await test.step('it is found, verified and shown', async () => {
    await hand.type(page.getByRole('searchbox'), 'release pipeline')
    await searchSettled(page)
    await hand.openRow(page, /release pipeline/)
    await hand.activate(button('Verify'))
    await expect(page.getByText('The stored secret works.')).toBeVisible()
    await hand.activate(button('Show secret'))
    await hand.activate(inDialog(/^Show/))
    await expect(dialog.getByText(issued)).toBeVisible()
    await hand.activate(inDialog('Done'))
    await expect(page.getByText(issued)).toBeHidden()
  })

  await test.step('a token of the other kind is made, extended, disabled and enabled', async () => {
    await hand.activate(button('New token'))
    await hand.pick(dialog.getByRole('combobox', { name: 'Server' }), 'storage')
    await hand.pick(dialog.getByRole('combobox', { name: /owner/i }), 'guest')
    await hand.activate(dialog.getByRole('radio', { name: /90 days/ }))
    await hand.activate(inDialog('Create token'))
    await expect(dialog.getByText('Saved in your vault')).toBeVisible()
    await hand.activate(inDialog('Show in the list'))
    await hand.activate(button('Change'))
    await hand.activate(dialog.getByRole('radio', { name: '+ 1 year' }))
    await hand.activate(inDialog(/^(Save|Change|Extend)/))
    await expect(dialog).toBeHidden()
    await hand.activate(button('Disable'))
    await expect(button('Enable')).toBeVisible()
    await hand.activate(button('Enable'))
    await expect(button('Disable')).toBeVisible()
  })

  await test.step('it is deleted after the consequences were shown, and forgotten', async () => {
    await hand.activate(button('Delete…'))
    await expect(dialog.getByText(/guest on storage for good/)).toBeVisible()
    await hand.activate(inDialog(/^Delete/))
    await expect(dialog).toBeHidden()
    await hand.activate(button('Remove from Latchkey…'))
    await hand.activate(dialog.getByRole('button', { name: /^(Remove|Purge|Forget)/ }))
    await expect(dialog).toBeHidden()
  })

  await test.step('the vault is locked, and after a restart everything is there again', async () => {
    const locked = await renewed(first, () => hand.activate(button(/^Lock/)))
    await expect(locked.getByRole('heading', { name: /unlock/i })).toBeVisible()
    await first.electron.close()
    const second = await launch()
    await second.page.emulateMedia({ colorScheme })
    await hand.type(second.page.getByLabel('Password', { exact: true }), password)
    await hand.activate(second.page.getByRole('button', { name: 'Unlock', exact: true }))
    await hand.type(second.page.getByRole('searchbox'), 'release pipeline')
    await searchSettled(second.page)
    await hand.openRow(second.page, /release pipeline/)
    await hand.activate(second.page.getByRole('button', { name: 'Copy secret' }))
    await expect(second.page.getByText(/clipboard/i).first()).toBeVisible()
    expect(await second.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(issued)
  })
}
