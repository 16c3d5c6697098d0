import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import type { Page } from 'playwright'
import { type Practice, type PracticeServer, startPractice } from '../../src/main/practice/practice.ts'
import { test } from './app.ts'
import { call, createVault } from './bridge.ts'

// What is wrong when a server is added is told in the form, for every kind; test/contract/server-add.test.ts has the
// same table through the engine and the command line.

const products = {
  netbird: 'NetBird',
  qumulo: 'Qumulo Core',
  onezone: 'Onedata Onezone',
  astra: 'NetApp Astra Control',
} as const

type Kind = keyof typeof products

const noRights: Readonly<Record<Kind, string | readonly string[]>> = {
  netbird: 'user',
  qumulo: [],
  onezone: [],
  astra: 'viewer',
}

/** Answers everything with a web page. */
async function startWebSite(): Promise<{ url: string; close(): void }> {
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Like the secret, but not it: every letter and digit behind the first four is another one. */
const mistyped = (secret: string): string =>
  secret.slice(0, 4) +
  secret.slice(4).replace(/[a-y0-8]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1))

/** The open form of a kind, with everything right but what is given. */
function formOf(page: Page, server: PracticeServer) {
  const dialog = page.getByRole('dialog')
  const begin = async (kind: Kind, name: string) => {
    await page
      .getByRole('button', { name: /add (a )?server/i })
      .first()
      .click()
    await dialog.getByRole('button', { name: new RegExp(`^${products[kind]}`) }).click()
    await dialog.getByLabel(/^Name/).fill(name)
    const [account] = Object.values(server.fields)
    if (account !== undefined) await dialog.getByLabel(/account id/i).fill(account)
  }
  const test = async ({ url = server.url, secret = server.secret }) => {
    await dialog.getByLabel('URL').fill(url)
    await dialog.locator('input[name="secret"]').fill(secret)
    await dialog.getByRole('button', { name: /^Test (and save|again)/ }).click()
  }
  return { dialog, begin, test }
}

async function faults(page: Page, kind: Kind, practice: Practice, pinned: Practice, webSite: string) {
  const server = practice.servers[kind]
  const secured = pinned.servers[kind]
  if (!server || !secured) throw new Error(`no practice server for ${kind}`)
  const form = formOf(page, server)
  const { dialog } = form
  await form.begin(kind, `office ${kind}`)
  for (const [typed, told] of [
    [{ url: 'https://nowhere.invalid' }, /no address for the name/],
    [{ url: 'http://127.0.0.1:1' }, /Nothing answers at/],
    [{ url: `${server.url}/somewhere/else` }, /without a path|path of the URL|without \/api/],
    [{ url: webSite }, /web page/],
    [{ url: secured.url, secret: secured.secret }, /self-signed/],
    [{ secret: mistyped(server.secret) }, /^Not saved: the credential was not accepted/],
  ] as const) {
    await form.test(typed)
    await expect(dialog.getByText(told).first(), `${kind}: ${JSON.stringify(typed)}`).toBeVisible()
  }
  // Nothing of this was saved; with a clock that is wrong it is, and the line says so.
  expect((await call(page, 'servers.list')).map(({ name }) => name)).not.toContain(`office ${kind}`)
  server.control.setClockOffset(3 * 3_600_000)
  await form.test({})
  await expect(dialog.getByText(/180 minutes ahead/).first()).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()

  server.control.setClockOffset(0)
  server.control.setRole(noRights[kind])
  await form.begin(kind, `weak ${kind}`)
  await form.test({})
  const saved = dialog.getByRole('button', { name: 'Done' })
  await expect(
    saved.or(dialog.getByText('Not saved: the credential does not have enough rights')),
  ).toBeVisible()
  await expect(dialog.getByText(/role|right|privilege|need oz_|may see the tokens of/i).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

test('whatever is wrong when a server is added, its form says which it is', async ({ launch }) => {
  test.setTimeout(180_000)
  const practice = await startPractice({ now: Date.now })
  const pinned = await startPractice({ now: Date.now, tls: 'self-signed' })
  const webSite = await startWebSite()
  const { page } = await launch()
  try {
    await createVault(page)
    // Each kind that can be picked has a row above.
    const kinds = (await call(page, 'servers.kinds')).map(({ id }) => id)
    expect(kinds.toSorted()).toEqual(Object.keys(products).toSorted())
    for (const kind of kinds) {
      await test.step(kind, () => faults(page, kind, practice, pinned, webSite.url))
    }
  } finally {
    webSite.close()
    await pinned.close()
    await practice.close()
  }
})
