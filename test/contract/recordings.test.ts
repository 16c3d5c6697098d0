import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHttpClient } from '../../src/main/providers/http.ts'
import { providers } from '../../src/main/providers/registry.ts'
import { AppError } from '../../src/shared/errors.ts'
import { kindIds } from '../../src/shared/model/kind.ts'
import { type Recorded, startStub } from '../unit/main/providers/stub-server.ts'

// The examples of the documents, as files. What a file says is compared with what goes over the wire; nothing here is
// made from the types of the product, so that a misreading in them shows.

type Json = Readonly<Record<string, unknown>>

interface Exchange {
  readonly request: {
    readonly method: string
    /** As sent, percent-encoded. */
    readonly path: string
    /** All members of the query, decoded; left out = none. */
    readonly query?: Json
    /** Those that the example names. */
    readonly headers?: Readonly<Record<string, string>>
    /** Left out = no body. */
    readonly json?: unknown
    /** Members beside those of the example, all of them documented as optional. */
    readonly jsonAlso?: Json
  }
  readonly response: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly json?: unknown
  }
}

interface Scene {
  readonly name: string
  /** A call of a session: its name and arguments. `{"$bytes": …}` is text as bytes. */
  readonly call: readonly [string, ...unknown[]]
  /** Each is played once, and each must be. */
  readonly exchanges: readonly Exchange[]
  readonly result?: unknown
  readonly error?: Json
  /** Must not be in what the call gives. */
  readonly never?: string
}

interface Recording {
  readonly source: string
  readonly server: { readonly fields: Readonly<Record<string, string>>; readonly secret: string }
  /** What a call may ask beside the example, any number of times. */
  readonly around: readonly Exchange[]
  readonly scenes: readonly Scene[]
}

const folder = new URL('../recordings/', import.meta.url)
// The form of the files is told above; a wrong one fails the test that plays it.
const read = (kind: string): Recording =>
  JSON.parse(readFileSync(new URL(`${kind}.json`, folder), 'utf8')) as Recording

const placeOf = (request: Recorded) => new URL(request.path, 'http://localhost')

const isFor = (exchange: Exchange, request: Recorded): boolean => {
  const { pathname, searchParams } = placeOf(request)
  const { method, path, query = {} } = exchange.request
  const members = Object.entries(query)
  return (
    method === request.method &&
    path === pathname &&
    members.length === searchParams.size &&
    members.every(([name, value]) => searchParams.get(name) === value)
  )
}

/** Plays a scene to the product and tells what came. */
async function play(kind: keyof typeof providers, recording: Recording, scene: Scene) {
  const waiting = [...scene.exchanges]
  const played: { readonly exchange: Exchange; readonly request: Recorded }[] = []
  const strangers: string[] = []
  const stub = await startStub((request, response) => {
    const index = waiting.findIndex((exchange) => isFor(exchange, request))
    const [exchange = recording.around.find((other) => isFor(other, request))] =
      index === -1 ? [] : waiting.splice(index, 1)
    if (exchange === undefined) {
      strangers.push(`${request.method} ${request.path} ${request.body}`)
      response.writeHead(599).end()
      return
    }
    if (index !== -1) played.push({ exchange, request })
    const { status, headers = {}, json } = exchange.response
    response.writeHead(status, headers).end(json === undefined ? '' : JSON.stringify(json))
  })
  const provider = providers[kind]
  const config = provider.parse({ url: stub.url, fields: recording.server.fields })
  const trust = { mode: 'system' } as const
  const http = createHttpClient({ baseUrl: config.url, trust, userAgent: 'Latchkey/recordings' })
  const now = (): number => Date.parse('2025-03-03T10:15:43Z')
  const session = provider.open(config, new TextEncoder().encode(recording.server.secret), { http, now })
  onTestFinished(() => session.close())

  const [name, ...args] = scene.call
  const method: unknown = Reflect.get(session, name)
  if (typeof method !== 'function') throw new Error(`a session has no ${name}`)
  const result: Promise<unknown> = Reflect.apply(method, session, args.map(withBytes))
  const end = await result.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  return { end, played, waiting, strangers }
}

function withBytes(value: unknown): unknown {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, '$bytes') : undefined
  return typeof text === 'string' ? new TextEncoder().encode(text) : value
}

/** Bytes as the text they are, so that a file can tell what they must be. */
function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member)]))
}

test('there is a recording of every kind', () => {
  expect(readdirSync(folder).sort()).toEqual(kindIds.map((kind) => `${kind}.json`).sort())
})

describe.each([...kindIds])('the examples in the documents of %s', (kind) => {
  const recording = read(kind)

  test.each(recording.scenes.map((scene) => [scene.name, scene] as const))('%s', async (_name, scene) => {
    const { end, played, waiting, strangers } = await play(kind, recording, scene)
    expect(strangers).toEqual([])
    expect(waiting).toEqual([])
    // In the order of the example.
    expect(played.map(({ exchange }) => exchange)).toEqual(scene.exchanges)
    for (const { exchange, request } of played) {
      const { headers = {}, json, jsonAlso = {} } = exchange.request
      for (const [name, value] of Object.entries(headers)) {
        expect([name, request.headers[name.toLowerCase()]]).toEqual([name, value])
      }
      if (json === undefined) expect(request.body).toBe('')
      else expect(JSON.parse(request.body)).toEqual({ ...Object(json), ...jsonAlso })
    }
    if (scene.error !== undefined) {
      const error = 'error' in end ? end.error : null
      expect(error).toBeInstanceOf(AppError)
      expect(error instanceof AppError ? error.toData() : null).toMatchObject(scene.error)
      return
    }
    expect(end).not.toHaveProperty('error')
    const value = readable('value' in end ? end.value : null)
    if (scene.result === null) expect(value).toBeUndefined()
    else expect(value).toMatchObject(Object(scene.result))
    if (scene.never !== undefined) expect(JSON.stringify(value)).not.toContain(scene.never)
  })
})
