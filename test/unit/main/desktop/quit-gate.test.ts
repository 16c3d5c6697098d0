import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createQuitGate } from '../../../../src/main/desktop/quit-gate.ts'

/** An app that, as Electron's, does not hear a request to quit while it is telling of an earlier one. */
function makeApp(stop: () => Promise<unknown>) {
  let isTelling = false
  let hasEnded = false
  const quit = () => {
    if (isTelling || hasEnded) return
    isTelling = true
    let isHeld = false
    gate({
      preventDefault: () => {
        isHeld = true
      },
    })
    // The telling ends after what the listener left to be done at once.
    void Promise.resolve()
      .then(() => undefined)
      .then(() => undefined)
      .then(() => undefined)
      .then(() => {
        isTelling = false
        hasEnded = !isHeld
      })
  }
  const gate = createQuitGate(stop, quit)
  return { quit, hasEnded: () => hasEnded }
}

const turns = async () => {
  for (let count = 0; count < 4; count += 1) await turn()
}

describe('a quit', () => {
  test('goes on when there is nothing to stop', async () => {
    const app = makeApp(() => Promise.resolve())
    app.quit()
    await turns()
    expect(app.hasEnded()).toBe(true)
  })

  test('waits for what is being stopped, once, however often it is asked for', async () => {
    const stops: (() => void)[] = []
    const app = makeApp(
      () =>
        new Promise<void>((resolve) => {
          stops.push(resolve)
        }),
    )
    app.quit()
    await turns()
    app.quit()
    await turns()
    expect(app.hasEnded()).toBe(false)
    expect(stops).toHaveLength(1)
    stops[0]?.()
    await turns()
    expect(app.hasEnded()).toBe(true)
  })

  test('goes on when stopping fails', async () => {
    const app = makeApp(() => Promise.reject(new Error('it does not end')))
    app.quit()
    await turns()
    expect(app.hasEnded()).toBe(true)
  })
})
