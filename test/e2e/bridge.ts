import type { Page } from 'playwright'
import type { Input, MethodName, Output } from '../../src/shared/ipc/contract.ts'
import type { Result } from '../../src/shared/result.ts'

/** Calls over the bridge of a page, as its own scripts do. */
export async function answer<M extends MethodName>(
  page: Page,
  method: M,
  input?: Input<M>,
): Promise<Result<Output<M>>> {
  const result = await page.evaluate(([name, given]) => window.latchkey.request(name, given), [
    method,
    input,
  ] as const)
  return result as Result<Output<M>>
}

/** The value of a call that must succeed. */
export async function call<M extends MethodName>(
  page: Page,
  method: M,
  input?: Input<M>,
): Promise<Output<M>> {
  const result = await answer(page, method, input)
  if (!result.ok) throw new Error(`${method}: ${result.error.code}: ${result.error.message}`)
  return result.value
}

/** A call after which the page is replaced, so that its answer may not arrive any more. */
export async function ask(page: Page, method: MethodName): Promise<void> {
  try {
    await page.evaluate((name) => void window.latchkey.request(name, undefined), method)
  } catch (error) {
    if (!page.isClosed()) throw error
  }
}

/** What the engine says of a topic to a page that has just been opened. */
export function snapshot(page: Page, event: string): Promise<unknown> {
  return page.evaluate(
    (name) =>
      new Promise((resolve) => {
        const undo = window.latchkey.on(name, (data) => {
          undo()
          resolve(data)
        })
        void window.latchkey.request('app.hello', undefined)
      }),
    event,
  )
}

export const password = 'correct horse battery staple'
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Makes a vault, which is open then. */
export const createVault = (page: Page) => call(page, 'vault.create', { password: bytes(password) })
export const unlockVault = (page: Page) => call(page, 'vault.unlock', { password: bytes(password) })
