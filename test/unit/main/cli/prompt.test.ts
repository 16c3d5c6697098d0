import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Interrupted } from '../../../../src/main/cli/host.ts'
import { createHiddenPrompt } from '../../../../src/main/cli/prompt.ts'

function terminal() {
  const stream = new PassThrough()
  const modes: boolean[] = []
  const written: string[] = []
  const order: string[] = []
  const input = Object.assign(stream, {
    setRawMode: (on: boolean) => {
      modes.push(on)
      order.push(on ? 'hidden' : 'shown')
    },
  })
  const ask = createHiddenPrompt({
    input,
    write: (text) => {
      written.push(text)
      order.push(text)
      return Promise.resolve()
    },
  })
  return { stream, modes, written, order, ask }
}

async function typed(...chunks: (string | Uint8Array)[]): Promise<string> {
  const { stream, ask } = terminal()
  const answer = ask('? ')
  for (const chunk of chunks) stream.write(chunk)
  return new TextDecoder().decode(await answer)
}

describe('a hidden question', () => {
  test('shows the question and nothing of the answer, and puts the terminal back', async () => {
    const { stream, modes, written, order, ask } = terminal()
    const answer = ask('Password: ')
    stream.write('secret\r')
    await answer
    expect(written).toEqual(['Password: ', '\n'])
    expect(modes).toEqual([true, false])
    // Hidden before the question appears, or the first letters would be seen.
    expect(order).toEqual(['hidden', 'Password: ', 'shown', '\n'])
  })

  const keys: [string, (string | Uint8Array)[], string][] = [
    ['ends with Return', ['abc\r'], 'abc'],
    ['ends with a line feed', ['abc\n'], 'abc'],
    ['comes in pieces', ['a', 'b', 'c', '\r'], 'abc'],
    ['takes a letter back', ['abd\u007fc\r'], 'abc'],
    ['takes a letter back, the other key', ['abd\u0008c\r'], 'abc'],
    ['takes a letter of several bytes back', ['aß日\u007f\u007fb\r'], 'ab'],
    ['takes nothing back from nothing', ['\u007f\u007fa\r'], 'a'],
    ['starts again with Ctrl-U', ['wrong\u0015right\r'], 'right'],
    ['keeps spaces', [' a b \r'], ' a b '],
    ['leaves arrow keys out', ['a\u001b[Db\u001bOCc\u001b[1;5Dd\r'], 'abcd'],
    ['leaves the marks of a paste out', ['\u001b[200~abc\u001b[201~\r'], 'abc'],
    ['leaves other control keys out', ['a\u0001\tb\u001a\r'], 'ab'],
    ['ignores Ctrl-D in the middle', ['ab\u0004c\r'], 'abc'],
    ['keeps letters cut between two pieces', [Uint8Array.of(0xc3), Uint8Array.of(0x9f, 0x0d)], 'ß'],
    ['is not longer than a secret can be', ['x'.repeat(70_000), '\r'], 'x'.repeat(65_536)],
  ]
  test.each(keys)('the answer %s', async (_name, chunks, answer) => {
    expect(await typed(...chunks)).toBe(answer)
  })

  test('what is typed ahead belongs to the next question', async () => {
    const { stream, ask } = terminal()
    const first = ask('1')
    stream.write('one\rtwo\r')
    expect(new TextDecoder().decode(await first)).toBe('one')
    expect(new TextDecoder().decode(await ask('2'))).toBe('two')
  })

  test.each([['\u0003'], ['abc\u0003'], ['\u0004']])('%j gives up', async (text) => {
    const { stream, modes, ask } = terminal()
    const answer = ask('?')
    stream.write(text)
    await expect(answer).rejects.toBeInstanceOf(Interrupted)
    expect(modes).toEqual([true, false])
  })

  test('a terminal that goes away gives up', async () => {
    const { stream, ask } = terminal()
    const answer = ask('?')
    stream.end()
    await expect(answer).rejects.toBeInstanceOf(Interrupted)
  })

  test('the bytes that were typed are wiped where they came in', async () => {
    const { stream, ask } = terminal()
    const chunk = new TextEncoder().encode('secret\r')
    const answer = ask('?')
    await Promise.resolve()
    stream.emit('data', chunk)
    await answer
    expect([...chunk].every((byte) => byte === 0)).toBe(true)
  })
})
