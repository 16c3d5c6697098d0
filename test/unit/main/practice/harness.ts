import { afterEach, expect } from 'vitest'
import type { AstraOptions } from '../../../../src/main/practice/astra/options.ts'
import type { NetbirdOptions } from '../../../../src/main/practice/netbird/options.ts'
import type { OnezoneOptions } from '../../../../src/main/practice/onezone/options.ts'
import {
  type KindOptions,
  type Practice,
  type PracticeServer,
  startPractice,
} from '../../../../src/main/practice/practice.ts'
import type { QumuloOptions } from '../../../../src/main/practice/qumulo/options.ts'

/** A Wednesday in 2026, in the middle of a UTC day. */
export const START = Date.UTC(2026, 2, 18, 12, 0, 0)
export const DAY = 86_400_000
export const MINUTE = 60_000

/** A clock that stands still until a test moves it. */
export interface Clock {
  ms: number
}

/** What came back. `json` is `undefined` when the body is no JSON. */
export interface Reply {
  readonly status: number
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any
  readonly headers: Headers
}

/** What a test sends. */
export interface Sending {
  /** The value of `Authorization`; `null`: none at all. */
  readonly authorization?: string | null
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal
}

export type Send = (method: string, path: string, sending?: Sending) => Promise<Reply>

/** One server with its clock and a way to talk to it as the administrator. */
export interface Bench {
  readonly server: PracticeServer
  readonly clock: Clock
  readonly send: Send
  readonly practice: Practice
  readonly scheme: string
}

const running: Practice[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((practice) => practice.close()))
})

export async function startNetbird(options: NetbirdOptions = {}): Promise<Bench> {
  return start('netbird', 'Token', { netbird: options })
}

export async function startQumulo(options: QumuloOptions = {}): Promise<Bench> {
  return start('qumulo', 'Bearer', { qumulo: options })
}

export async function startOnezone(options: OnezoneOptions = {}): Promise<Bench> {
  return start('onezone', 'Bearer', { onezone: options })
}

export async function startAstra(options: AstraOptions = {}): Promise<Bench> {
  return start('astra', 'Bearer', { astra: options })
}

/** Starts practice servers that are closed after the test. */
export async function startBoth(
  options: Partial<Parameters<typeof startPractice>[0]> = {},
): Promise<Practice> {
  const practice = await startPractice({ now: () => START, ...options })
  running.push(practice)
  return practice
}

/** To send a request as another of the documented accounts. */
export function as({ server, scheme }: Bench, name: string): { readonly authorization: string } {
  return { authorization: `${scheme} ${server.accounts[name]!.secret}` }
}

/** The answer is a Qumulo error of this status and class, with all the members that errors have. */
export function expectError(reply: Reply, status: number, errorClass: string): void {
  expect({ status: reply.status, error: reply.json?.error_class }).toEqual({ status, error: errorClass })
  expect(Object.keys(reply.json)).toEqual(['module', 'error_class', 'description', 'stack', 'user_visible'])
}

/** The answer is an Astra problem of this status and number, with all the members that problems have. */
export function expectProblem(reply: Reply, status: number, number: number): void {
  expect({ status: reply.status, type: reply.json?.type }).toEqual({
    status,
    type: `https://astra.netapp.io/problems/${number}`,
  })
  expect(reply.json).toMatchObject({
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
    status: String(status),
    correlationID: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(reply.headers.get('content-type')).toBe('application/problem+json')
}

/** One request without retries. */
export async function request(url: string, method: string, sending: Sending = {}): Promise<Reply> {
  const headers: Record<string, string> = { ...sending.headers }
  if (typeof sending.authorization === 'string') headers['authorization'] = sending.authorization
  if (sending.json !== undefined) headers['content-type'] ??= 'application/json'
  const body = sending.json === undefined ? sending.body : JSON.stringify(sending.json)
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
    ...(sending.signal === undefined ? {} : { signal: sending.signal }),
  })
  const text = await response.text()
  return { status: response.status, text, json: parse(text), headers: response.headers }
}

async function start(kind: string, scheme: string, perKind: KindOptions): Promise<Bench> {
  const clock: Clock = { ms: START }
  const practice = await startPractice({ now: () => clock.ms, kinds: [kind], perKind })
  running.push(practice)
  const server = practice.servers[kind]
  if (server === undefined) throw new Error(`no ${kind}`)
  const send: Send = (method, path, sending = {}) =>
    request(`${server.url}${path}`, method, { authorization: `${scheme} ${server.secret}`, ...sending })
  return { server, clock, send, practice, scheme }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
