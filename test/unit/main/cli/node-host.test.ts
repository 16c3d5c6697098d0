import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSink, type OutputStream, readAll, readLimited } from '../../../../src/main/cli/node-host.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

function stream(error: Error | null, change: Partial<OutputStream> = {}): OutputStream {
  return {
    write: (_chunk, done) => {
      setImmediate(() => done(error))
      return true
    },
    on: () => undefined,
    ...change,
  }
}
const withCode = (code: string): Error => Object.assign(new Error(code), { code })

describe('writing', () => {
  test('a write resolves when it is done', async () => {
    await expect(createSink(stream(null)).write('x')).resolves.toBeUndefined()
  })

  test.each(['EPIPE', 'ERR_STREAM_DESTROYED'])('a reader that has gone (%s) is no error', async (code) => {
    await expect(createSink(stream(withCode(code))).write('x')).resolves.toBeUndefined()
  })

  test('a full disk is an error', async () => {
    await expect(createSink(stream(withCode('ENOSPC'))).write('x')).rejects.toMatchObject({ code: 'ENOSPC' })
  })

  test('only a terminal has columns', () => {
    const terminal = createSink(stream(null, { isTTY: true, columns: 99 }))
    const unsized = createSink(stream(null, { isTTY: true, columns: 0 }))
    const pipe = createSink(stream(null, { columns: 99 }))
    expect([terminal, unsized, pipe].map((sink) => [sink.isTerminal, sink.columns])).toEqual([
      [true, 99],
      [true, null],
      [false, null],
    ])
  })
})

describe('reading', () => {
  test('standard input is read to its end, and its pieces are wiped', async () => {
    const pieces = [Buffer.from('ab'), Buffer.from('c')]
    expect([...(await readAll(Readable.from(pieces), 3))]).toEqual([...Buffer.from('abc')])
    expect(Buffer.concat(pieces).every((byte) => byte === 0)).toBe(true)
  })

  test('text is read as UTF-8', async () => {
    expect([...(await readAll(Readable.from(['ß']), 10))]).toEqual([0xc3, 0x9f])
  })

  test('more than the limit is refused', async () => {
    const pieces = [Buffer.from('ab'), Buffer.from('cd')]
    await expect(readAll(Readable.from(pieces), 3)).rejects.toMatchObject({ code: 'EFBIG' })
  })

  test.each([
    [0o600, false],
    [0o640, true],
    [0o604, true],
    [0o622, false],
  ])('a file with the rights %i is told to be readable by others: %s', async (mode, othersCanRead) => {
    const path = join(folder, `mode-${mode}`)
    await writeFile(path, 'secret', { mode })
    await chmod(path, mode)
    const file = await readLimited(path, 100)
    expect([new TextDecoder().decode(file.bytes), file.othersCanRead]).toEqual(['secret', othersCanRead])
  })

  test('a file of exactly the limit is read, a larger one refused', async () => {
    const path = join(folder, 'size')
    await writeFile(path, 'x'.repeat(10))
    expect((await readLimited(path, 10)).bytes).toHaveLength(10)
    await expect(readLimited(path, 9)).rejects.toMatchObject({ code: 'EFBIG' })
  })

  test.runIf(process.platform === 'linux')('a file without an end is refused', async () => {
    await expect(readLimited('/dev/zero', 100)).rejects.toMatchObject({ code: 'EFBIG' })
  })

  test('a folder and a missing file are refused', async () => {
    await expect(readLimited(folder, 100)).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(readLimited(join(folder, 'none'), 100)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
