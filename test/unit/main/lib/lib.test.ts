import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeFileAtomically } from '../../../../src/main/lib/atomic-file.ts'
import { createEmitter } from '../../../../src/main/lib/emitter.ts'
import { createLog } from '../../../../src/main/lib/log.ts'
import { redact } from '../../../../src/main/lib/redact.ts'
import { createSingleFlight } from '../../../../src/main/lib/single-flight.ts'
import { epochMs } from '../../../../src/main/lib/time.ts'
import { uuidv7 } from '../../../../src/main/lib/uuid.ts'
import { bytes, temporaryFolder } from '../../../support/ports.ts'

describe('times', () => {
  test.each([
    ['2022-12-06T01:14:39.56621474Z', Date.UTC(2022, 11, 6, 1, 14, 39, 566)],
    ['2025-06-01T10:15:42Z', Date.UTC(2025, 5, 1, 10, 15, 42)],
    ['2025-06-01T10:15:42.1+02:00', Date.UTC(2025, 5, 1, 8, 15, 42, 100)],
    ['2025-06-01t10:15:42z', Date.UTC(2025, 5, 1, 10, 15, 42)],
    ['2025-13-01T10:15:42Z', null],
    ['2025-06-01', null],
    ['yesterday', null],
  ])('%s', (text, ms) => {
    expect(epochMs(text)).toBe(ms)
  })

  test('sort as their instants do, however many digits they have', () => {
    const instant = fc.tuple(
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01') }),
      fc.stringMatching(/^[0-9]{0,6}$/),
    )
    fc.assert(
      fc.property(instant, ([date, more]) => {
        expect(epochMs(date.toISOString().replace('Z', `${more}Z`))).toBe(date.getTime())
      }),
    )
  })
})

test('ids are version 7, unique, and sort by time', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => uuidv7(1_700_000_000_000 + index))
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

describe('the log', () => {
  test.each([
    'nbp_Practicea4mcWXA7M7PlwhIiBmA10O3ZrOUI',
    'access-v1:PracticeQWWRvVIaDX5HihmmDqfIRM8Lpgl4qtg2n4WkPoNNf==',
    'Bearer session-v1:Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6',
    'MDAxNmxvY2F00aW9uIG9uZXpvbmUuZXhhbXBsZQ',
  ])('redacts %s', (secret) => {
    expect(redact(`before ${secret} after`)).not.toContain(secret.split(' ').at(-1))
  })

  test('keeps words, numbers and ids', () => {
    const text = 'refresh of 01a20264-6bbf-7214-9c63-8845f869ab50 took 1200 ms: unreachable'
    expect(redact(text)).toBe(text)
  })

  test('redacting twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(redact(redact(text))).toBe(redact(text))
      }),
    )
  })

  test('writes one line of JSON and follows no objects', () => {
    const lines: string[] = []
    const log = createLog(
      (line) => lines.push(line),
      () => 0,
    )
    log.error('call.failed', { method: 'a.b', count: 2, error: new Error('MARKER'), list: ['MARKER'] })
    expect(lines).toEqual([
      '{"at":"1970-01-01T00:00:00.000Z","level":"error","event":"call.failed","method":"a.b","count":2,"error":"[object]","list":"[object]"}\n',
    ])
  })
})

describe('small files', () => {
  test('are replaced as a whole, private, and leave nothing beside them', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'file')
    await writeFileAtomically(path, bytes('one'))
    await writeFileAtomically(path, bytes('two'))
    expect(readFileSync(path, 'utf8')).toBe('two')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['file'])
  })

  test('a failed write leaves the old content, and a left-over of a killed one is no obstacle', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'file')
    writeFileSync(`${path}.tmp`, 'half')
    await writeFileAtomically(path, bytes('one'))
    await expect(writeFileAtomically(join(path, 'below-a-file'), bytes('x'))).rejects.toThrow()
    expect(readFileSync(path, 'utf8')).toBe('one')
    expect(existsSync(`${path}.tmp`)).toBe(false)
  })
})

test('a listener that throws does not keep the others from hearing, and can be taken away', () => {
  const errors: unknown[] = []
  const heard: number[] = []
  const emitter = createEmitter<number>((error) => errors.push(error))
  emitter.on(() => {
    throw new Error('bad listener')
  })
  const stop = emitter.on((value) => heard.push(value))
  emitter.emit(1)
  stop()
  emitter.emit(2)
  expect(heard).toEqual([1])
  expect(errors).toHaveLength(2)
})

test('one flight per key: who asks meanwhile gets the same result, afterwards a new one starts', async () => {
  const once = createSingleFlight<number>()
  let runs = 0
  const work = async () => {
    runs += 1
    return runs
  }
  expect(await Promise.all([once('a', work), once('a', work), once('b', work)])).toEqual([1, 1, 2])
  expect(await once('a', work)).toBe(3)
  await expect(once('c', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await once('c', work)).toBe(4)
})
