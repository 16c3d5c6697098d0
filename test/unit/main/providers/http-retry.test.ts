import { describe, expect, test } from 'vitest'
import type { HttpTiming } from '../../../../src/main/providers/retry.ts'
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.ts'
import { change, get } from './calls.ts'
import { type Answer, client, failure, json, startStub } from './stub-server.ts'

/** A clock that stands, jumps to each wait that is asked for, and never to the deadline. */
function timing(clock: FakeClock, waits: number[], random = 0.5): HttpTiming {
  return {
    nowMs: clock.now,
    random: () => random,
    after: (ms, run) => {
      if (ms >= 28_000) return clock.after(ms, run)
      waits.push(ms)
      const cancel = clock.after(ms, run)
      setImmediate(() => void clock.pass(ms))
      return cancel
    },
  }
}

const date = 'Tue, 04 Mar 2025 07:00:00 GMT'
const inSevenSeconds = 'Tue, 04 Mar 2025 07:00:07 GMT'

/** Answers with what is given, one after the other, and then with success. */
function first(...refusals: readonly [number, Record<string, string>][]): Answer {
  const waiting = [...refusals]
  return (_request, response) => {
    const refusal = waiting.shift()
    if (refusal) json(response, refusal[0], {}, { date, ...refusal[1] })
    else json(response, 200, { name: 'one' })
  }
}

describe('a server that says "not now"', () => {
  test.each([
    ['so many seconds', [[429, { 'retry-after': '3' }]], [3_000]],
    ['a date', [[503, { 'retry-after': inSevenSeconds }]], [7_000]],
    ['nothing', [[429, {}]], [250]],
    [
      'nothing, again and again',
      [
        [503, {}],
        [429, {}],
        [503, {}],
      ],
      [250, 500, 1_000],
    ],
    ['now', [[503, { 'retry-after': '0' }]], [250]],
    ['nonsense', [[503, { 'retry-after': 'soon' }]], [250]],
  ] as [string, [number, Record<string, string>][], number[]][])(
    'and tells %s is asked again then',
    async (_name, refusals, expected) => {
      const waits: number[] = []
      const stub = await startStub(first(...refusals))
      const http = client(stub.url, { timing: timing(createFakeClock(), waits), limits: { repeats: 3 } })
      expect((await get(http)).body).toEqual({ name: 'one' })
      expect(waits).toEqual(expected)
      expect(stub.requests).toHaveLength(refusals.length + 1)
    },
  )

  test('is asked four times at most, and the last answer stands', async () => {
    const waits: number[] = []
    const stub = await startStub((_request, response) => json(response, 503, {}))
    const http = client(stub.url, { timing: timing(createFakeClock(), waits), limits: { repeats: 3 } })
    expect(await failure(get(http))).toMatchObject({ code: 'rejected', message: 'explained 503' })
    expect(stub.requests).toHaveLength(4)
  })

  test.each(['29', '999999999', '86400', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'and wants more time than is left (%s) is not asked again',
    async (after) => {
      const waits: number[] = []
      const stub = await startStub((_request, response) =>
        json(response, 429, {}, { date, 'retry-after': after }),
      )
      const http = client(stub.url, { timing: timing(createFakeClock(), waits), limits: { repeats: 3 } })
      expect(await failure(get(http))).toMatchObject({ message: 'explained 429' })
      expect(waits).toEqual([])
      expect(stub.requests).toHaveLength(1)
    },
  )

  test('several times: the waits together stay within the deadline', async () => {
    const waits: number[] = []
    const stub = await startStub((_request, response) => json(response, 429, {}, { 'retry-after': '13' }))
    const http = client(stub.url, { timing: timing(createFakeClock(), waits), limits: { repeats: 9 } })
    await failure(get(http))
    expect(waits).toEqual([13_000, 13_000])
    expect(stub.requests).toHaveLength(3)
  })

  test.each(['POST', 'PATCH', 'DELETE'] as const)('is never asked again for %s', async (method) => {
    const waits: number[] = []
    const stub = await startStub((_request, response) => json(response, 429, {}, { 'retry-after': '1' }))
    const http = client(stub.url, { timing: timing(createFakeClock(), waits), limits: { repeats: 3 } })
    await failure(change(http, method))
    expect([stub.requests.length, waits]).toEqual([1, []])
  })

  test.each([500, 502, 504, 401, 404])('is not one that answers %i', async (status) => {
    const waits: number[] = []
    const stub = await startStub((_request, response) => json(response, status, {}, { 'retry-after': '1' }))
    const http = client(stub.url, { timing: timing(createFakeClock(), waits), limits: { repeats: 3 } })
    await failure(get(http))
    expect([stub.requests.length, waits]).toEqual([1, []])
  })

  test('is left when the caller gives up while waiting', async () => {
    const clock = createFakeClock()
    const given = new AbortController()
    const stub = await startStub((_request, response) => json(response, 429, {}, { 'retry-after': '9' }))
    const waiting: HttpTiming = {
      nowMs: clock.now,
      random: () => 0,
      after: (ms, run) => {
        if (ms === 9_000) setImmediate(() => given.abort())
        return clock.after(ms, run)
      },
    }
    const http = client(stub.url, { timing: waiting, limits: { repeats: 3 } })
    expect(await failure(get(http, { signal: given.signal }))).toMatchObject({ code: 'cancelled' })
    expect(stub.requests).toHaveLength(1)
    expect(clock.waiting()).toBe(0)
  })
})

test('a call ends after 28 seconds by default, however slowly the answer drips', async () => {
  const clock = createFakeClock()
  const stub = await startStub((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(' ')
    void clock.pass(27_999).then(() => {
      early = isEnded
      response.write(' ')
      void clock.pass(1)
    })
  })
  let isEnded = false
  let early = true
  const http = client(stub.url, { timing: { nowMs: clock.now, random: () => 0, after: clock.after } })
  const error = await failure(get(http)).finally(() => {
    isEnded = true
  })
  expect(early).toBe(false)
  expect(error).toMatchObject({ code: 'unreachable', outcome: 'unknown' })
  expect(error.message).toContain('28 seconds')
})

describe('a server that lets requests run out of time', () => {
  const silent = async () => {
    const clock = createFakeClock()
    let isSilent = true
    const stub = await startStub((_request, response) => {
      if (isSilent) void clock.pass(28_000)
      else json(response, 200, { name: 'one' })
    })
    const http = client(stub.url, { timing: { nowMs: clock.now, random: () => 0, after: clock.after } })
    return { clock, stub, http, speak: () => (isSilent = false) }
  }

  test('is asked three times in a row, and then not for a moment', async () => {
    const { clock, stub, http, speak } = await silent()
    for (let round = 0; round < 3; round += 1) {
      expect(await failure(get(http))).toMatchObject({ code: 'unreachable', outcome: 'unknown' })
    }
    expect(stub.requests).toHaveLength(3)
    for (const call of [get, change]) {
      expect(await failure(call(http))).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    }
    expect(stub.requests).toHaveLength(3)
    speak()
    await clock.pass(0)
    await clock.pass(1_000)
    expect((await get(http)).body).toEqual({ name: 'one' })
  })

  test('but answers in between is asked on', async () => {
    const { stub, http, speak } = await silent()
    await failure(get(http))
    await failure(get(http))
    speak()
    await get(http)
    await get(http)
    expect(stub.requests).toHaveLength(4)
  })
})
