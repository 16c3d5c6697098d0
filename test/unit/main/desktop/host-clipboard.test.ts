import { expect, test } from 'vitest'
import type { EngineMessage } from '../../../../src/main/desktop/engine-messages.ts'
import { createHostClipboard } from '../../../../src/main/desktop/host-clipboard.ts'
import { bytes } from '../../../support/ports.ts'

function setting() {
  const posted: EngineMessage[] = []
  return { posted, ...createHostClipboard((message) => posted.push(message)) }
}

test('a copy waits for the main process, and answers may come in any order', async () => {
  const { posted, port, receive } = setting()
  const first = port.write(bytes('a'), 30_000)
  const second = port.write(bytes('b'), 20_000)
  expect(posted).toEqual([
    { type: 'clipboard-write', id: 1, secret: bytes('a'), ms: 30_000 },
    { type: 'clipboard-write', id: 2, secret: bytes('b'), ms: 20_000 },
  ])
  receive({ type: 'clipboard-done', id: 2, clearsAtMs: 20 })
  receive({ type: 'clipboard-done', id: 1, clearsAtMs: 10 })
  receive({ type: 'clipboard-done', id: 1, clearsAtMs: 11 })
  expect(await Promise.all([first, second])).toEqual([10, 20])
})

test('a refused copy is an error that names no secret', async () => {
  const { port, receive } = setting()
  const copied = port.write(bytes('MARKER'), 30_000)
  receive({ type: 'clipboard-failed', id: 1 })
  await expect(copied).rejects.toMatchObject({ code: 'internal' })
  await expect(copied).rejects.not.toThrow('MARKER')
})

test('clearing waits too, and listeners hear that nothing of ours is there', async () => {
  const { posted, port, receive } = setting()
  let heard = 0
  port.onCleared(() => {
    heard += 1
  })
  const cleared = port.clear()
  expect(posted).toEqual([{ type: 'clipboard-clear', id: 1 }])
  receive({ type: 'clipboard-cleared' })
  receive({ type: 'client' })
  receive({ type: 'clipboard-done', id: 1, clearsAtMs: null })
  await cleared
  expect(heard).toBe(1)
})
