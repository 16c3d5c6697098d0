import { expect } from 'vitest'
import { addCaveat, readMacaroon, writeMacaroon } from '../../../../src/main/practice/onezone/macaroon.ts'
import type { OnezoneOptions } from '../../../../src/main/practice/onezone/options.ts'
import { type Bench, type Reply, type Sending, START, startOnezone } from './harness.ts'

const API = '/api/v3/onezone'
/** The clock of the stand-in, in Unix seconds. */
export const NOW = START / 1000

/** A Onezone and a way to talk to it below its API, as any of its accounts. */
export interface Zone extends Bench {
  /** As the administrator, unless `sending` says otherwise. */
  readonly call: (method: string, path: string, json?: unknown, sending?: Sending) => Promise<Reply>
  readonly as: (name: string) => (method: string, path: string, json?: unknown) => Promise<Reply>
  readonly owner: (name: string) => string
  readonly secret: (name: string) => string
}

export async function startZone(options: OnezoneOptions = {}): Promise<Zone> {
  const bench = await startOnezone(options)
  const { accounts } = bench.server
  const call: Zone['call'] = (method, path, json, sending = {}) =>
    bench.send(method, `${API}/${path}`, { ...(json === undefined ? {} : { json }), ...sending })
  const secret = (name: string): string => accounts[name]!.secret
  return {
    ...bench,
    call,
    as: (name) => (method, path, json) =>
      call(method, path, json, { authorization: `Bearer ${secret(name)}` }),
    owner: (name) => accounts[name]!.owner,
    secret,
  }
}

/** Without any credential. */
export const nobody: Sending = { authorization: null }

/** The answer is this error, with these details and nothing else. */
export function expectError(reply: Reply, status: number, id: string, details?: unknown): void {
  expect({ status: reply.status, error: reply.json?.error }).toEqual({
    status,
    error: { id, description: expect.stringMatching(/./), ...(details === undefined ? {} : { details }) },
  })
}

/** The answer is 401 for this reason. */
export function expectUnauthorized(reply: Reply, authError: string, details?: unknown): void {
  const inner = {
    id: authError,
    description: expect.stringMatching(/./),
    ...(details === undefined ? {} : { details }),
  }
  expectError(reply, 401, 'unauthorized', { authError: inner })
}

/** Makes a named token for the administrator, or under another prefix, and gives its id and text. */
export async function makeToken(
  zone: Zone,
  json: Record<string, unknown> = {},
  prefix = 'user',
): Promise<{ tokenId: string; token: string }> {
  const reply = await zone.call('POST', `${prefix}/tokens/named`, {
    name: `made ${zone.server.requests().length}`,
    ...json,
  })
  expect(reply.status).toBe(201)
  return reply.json
}

/** Asks who somebody is, with these headers only. */
export function ask(zone: Zone, headers: Record<string, string>): Promise<Reply> {
  return zone.call('GET', 'user', undefined, { authorization: null, headers })
}

/** A token's text with one more caveat, added outside as everybody can. */
export function withCaveat(text: string, caveat: string): string {
  return writeMacaroon(addCaveat(readMacaroon(text)!, caveat))
}
