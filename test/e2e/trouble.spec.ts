import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { startPractice } from '../../src/main/practice/practice.ts'
import { isRoot, renewed, test } from './app.ts'
import { answer, ask, bytes, call, createVault, password } from './bridge.ts'

test('a server that hangs is told, the rest stays usable, and it comes back', async ({ launch }) => {
  test.setTimeout(120_000)
  const practice = await startPractice({ now: Date.now })
  const { page } = await launch()
  try {
    await createVault(page)
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
    const control = practice.servers['netbird']?.control
    control?.next({ do: 'hang', times: Number.POSITIVE_INFINITY })
    await page.getByRole('button', { name: 'Refresh', exact: true }).click()
    await expect(page.getByText(/reading/i).first()).toBeVisible()
    // Nothing waits for it: the other server's rows are there and can be searched.
    await page.getByRole('searchbox').fill('svc-')
    await expect(page.getByRole('row', { name: /svc-/ }).first()).toBeVisible()
    await page.getByRole('searchbox').fill('')
    await expect(
      page
        .getByText(/netbird/)
        .filter({ hasText: /not|answer/i })
        .first(),
    ).toBeVisible({ timeout: 60_000 })
    control?.clear()
    await call(page, 'tokens.refresh', {})
    const states = (await call(page, 'servers.list')).map((server) => server.state)
    expect(new Set(states)).toEqual(new Set(['ok']))
  } finally {
    await practice.close()
  }
})

test('a damaged vault says what is safe and what to do, and opens once the file is back', async ({
  launch,
  home,
}) => {
  const app = await launch()
  await createVault(app.page)
  const page = await renewed(app, () => ask(app.page, 'vault.lock'))
  await expect(page.getByLabel('Password', { exact: true })).toBeVisible()
  const header = join(home, 'vault', 'vault.hdr')
  const whole = readFileSync(header)
  truncateSync(header, 64)
  await call(page, 'app.hello')
  await expect(page.getByRole('heading', { name: 'The vault cannot be opened' })).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('vault.hdr.bak is whole')
  await expect(page.getByText(/never puts an empty vault in the place/)).toBeVisible()
  // Exactly what the message says.
  copyFileSync(join(home, 'vault', 'vault.hdr.bak'), header)
  expect(readFileSync(header)).toEqual(whole)
  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByRole('button', { name: /add (a )?server/i }).first()).toBeVisible()
})

test('a full disk is told in a sentence, costs nothing, and one can go on', async ({ launch, home }) => {
  test.skip(!isRoot || process.platform !== 'linux', 'only root can mount a small disk')
  const practice = await startPractice({ now: Date.now })
  const disk = join(home, 'vault')
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', disk])
  try {
    const { page } = await launch()
    await createVault(page)
    const server = practice.servers['netbird']
    if (!server) throw new Error('no practice server')
    const { url, secret } = server
    await call(page, 'servers.add', { kind: 'netbird', name: 'mesh', url, secret: bytes(secret) })
    const before = server.control.issued().size
    fill(join(disk, 'filler'))
    await page.getByRole('button', { name: 'New token' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: /owner/i }).fill('ci-runner')
    await page.getByRole('option', { name: 'ci-runner' }).first().click()
    await dialog.getByLabel('Name', { exact: true }).fill('on a full disk')
    await dialog.getByRole('button', { name: 'Create token' }).click()
    await expect(dialog.getByText(/disk is full/i)).toBeVisible()
    // Nothing was asked for that could not have been kept.
    expect(server.control.issued().size).toBe(before)
    rmSync(join(disk, 'filler'))
    await dialog.getByRole('button', { name: 'Create token' }).click()
    await expect(dialog.getByText('Saved in your vault')).toBeVisible()
    expect(await answer(page, 'vault.check')).toMatchObject({ ok: true, value: { ok: true } })
  } finally {
    await practice.close()
    execFileSync('umount', ['-l', disk])
  }
})

/** Writes until nothing more fits. */
function fill(path: string): void {
  for (const size of [65_536, 4096, 512]) {
    try {
      for (;;) writeFileSync(path, new Uint8Array(size), { flag: 'a' })
    } catch {
      // Full for pieces of this size.
    }
  }
}
