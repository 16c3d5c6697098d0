import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { ElectronApplication } from 'playwright'
import { startPractice } from '../../src/main/practice/practice.ts'
import { isRoot, renewed, test } from './app.ts'
import { bytes, call, createVault } from './bridge.ts'
import { searchSettled } from './hands.ts'

const pieceBytes = 8 * 1024 * 1024
const pageBytes = 4096
const overlapBytes = 4096

/** How many bytes were read; what is reserved without anything in it reads as nothing. */
function readPiece(memory: number, piece: Buffer, start: number, length: number): number {
  try {
    return readSync(memory, piece, 0, length, start)
  } catch {
    return 0
  }
}

/** How often each needle stands in the writable memory of a process, as UTF-8 or UTF-16. */
function scan(pid: number, needles: readonly string[]): number[] {
  const patterns = needles.map((needle) => [Buffer.from(needle, 'utf8'), Buffer.from(needle, 'utf16le')])
  const counts = needles.map(() => 0)
  const piece = Buffer.alloc(pieceBytes + overlapBytes)
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
      if (from === '') continue
      const end = Number.parseInt(to, 16)
      // Pieces overlap, so that a needle across the border of two is seen.
      for (let start = Number.parseInt(from, 16); start < end; ) {
        const wanted = Math.min(end - start, piece.length)
        const length = readPiece(memory, piece, start, wanted)
        start += length < wanted ? Math.max(length, pageBytes) : pieceBytes
        const part = piece.subarray(0, length)
        patterns.forEach((forms, index) => {
          for (const form of forms) {
            for (let at = part.indexOf(form); at >= 0; at = part.indexOf(form, at + 1))
              counts[index] = (counts[index] ?? 0) + 1
          }
        })
      }
    }
  } finally {
    closeSync(memory)
  }
  return counts
}

const processesOf = (electron: ElectronApplication) =>
  electron.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type: `${type} ${name ?? ''}` })),
  )

/** Names of the files below a folder in which a needle stands. */
function filesWith(folder: string, needles: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false
    const content = readFileSync(path)
    return needles.some(
      (needle) => content.includes(needle) || content.includes(Buffer.from(needle, 'utf16le')),
    )
  })
}

test('no secret that was not shown is in a page’s memory, none anywhere after the lock, and none in a file', async ({
  launch,
  home,
  ownScreen,
}) => {
  test.skip(!isRoot || process.platform !== 'linux', 'reads the memory of other processes')
  test.setTimeout(180_000)
  const practice = await startPractice({ now: Date.now })
  const app = await launch(ownScreen)
  const { electron, page } = app
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
    const control = practice.servers['netbird']?.control
    const create = async (name: string) => {
      const { id, remoteId } = await call(page, 'tokens.create', {
        server: 'netbird',
        owner: 'ci-runner',
        fields: { name, expires_in: '30' },
      })
      return { id, secret: control?.issued().get(remoteId ?? '') ?? '' }
    }
    const hidden = await create('never shown')
    const shown = await create('shown once')
    expect(hidden.secret).toMatch(/^nbp_/)
    await page.getByRole('searchbox').fill('shown once')
    await searchSettled(page)
    await page.getByRole('row', { name: /shown once/ }).click()
    await page.getByRole('button', { name: 'Show secret' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Show for/ }).click()
    // Neither by its text nor by an expectation: what the test reports of the page would bring the secret into the main process.
    await dialog.getByRole('button', { name: 'Hide' }).waitFor()

    const before = await processesOf(electron)
    const pages = before.filter(({ type }) => type.startsWith('Tab'))
    expect(pages).toHaveLength(1)
    for (const { pid } of pages) {
      const [hiddenCount, shownCount = 0] = scan(pid, [hidden.secret, shown.secret])
      expect(hiddenCount).toBe(0)
      // The scan finds what is there: otherwise the zeros would mean nothing.
      expect(shownCount).toBeGreaterThan(0)
    }
    // Neither passes through any other process on its way from the engine to the page.
    const others = before.filter(({ type }) => !type.startsWith('Tab') && !type.includes('Latchkey engine'))
    expect(others.length).toBeGreaterThan(0)
    for (const { pid, type } of others) {
      expect(scan(pid, [hidden.secret, shown.secret]), type).toEqual([0, 0])
    }
    await dialog.getByRole('button', { name: 'Done' }).click()
    const copied = await create('copied once')
    await call(page, 'tokens.copy', { id: copied.id })

    const engine = before.find(({ type }) => type.includes('Latchkey engine'))
    const locked = await renewed(app, () => page.keyboard.press('Control+L'))
    await expect(locked.getByLabel('Password', { exact: true })).toBeVisible()
    const secrets = [hidden.secret, shown.secret, copied.secret]
    // Not by its text either, which would bring it back into the main process.
    await expect
      .poll(() =>
        electron.evaluate(({ clipboard }) =>
          (clipboard as unknown as { availableFormats(): string[] }).availableFormats(),
        ),
      )
      .toEqual([])
    await expect
      .poll(async () =>
        (await processesOf(electron)).some(
          ({ pid }) => pid === engine?.pid || pages.some((old) => old.pid === pid),
        ),
      )
      .toBe(false)
    for (const { pid, type } of await processesOf(electron)) {
      expect(scan(pid, secrets), type).toEqual([0, 0, 0])
    }
    const credentials = Object.values(practice.servers).map(({ secret }) => secret)
    expect(filesWith(home, [...secrets, ...credentials, 'correct horse battery staple'])).toEqual([])
  } finally {
    await practice.close()
  }
})
