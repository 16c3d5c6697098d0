import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { HttpClient } from '../../../../src/main/providers/http.ts'
import { pathOf } from '../../../../src/main/providers/path.ts'
import type { Answer } from './stub-server.ts'

// Two calls, one that reads and one that changes, for the tests of the HTTP client.

export const secret = 'planted-credential-0123456789'
export const schema = z.object({ name: z.string().max(20) })

export function get(http: HttpClient, more: { signal?: AbortSignal; totalMs?: number } = {}) {
  return http.requestJson({
    method: 'GET',
    path: pathOf`/things/${'a|b'}`,
    query: { user: 'auth_id:1', secretive: 'x y' },
    headers: { authorization: `Token ${secret}` },
    schema,
    explain: ({ status }) => ({ code: 'rejected', message: `explained ${status}` }),
    ...more,
  })
}

export function change(
  http: HttpClient,
  method: 'POST' | 'PATCH' | 'DELETE' = 'POST',
  more: { signal?: AbortSignal; totalMs?: number } = {},
) {
  return http.requestJson({
    method,
    path: pathOf`/things`,
    headers: { authorization: `Token ${secret}` },
    ...(method === 'DELETE' ? {} : { json: { name: 'ä' } }),
    schema,
    explain: ({ status }) => ({ code: 'rejected', message: `explained ${status}` }),
    ...more,
  })
}

export const raw =
  (text: string | Buffer): Answer =>
  (_request, response) => {
    response.socket?.end(text)
  }

export const body =
  (text: string | Buffer, type = 'application/json'): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': type })
    response.end(text)
  }

/** A port that accepts connections and says nothing. */
export function listenSilently(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined))
  onTestFinished(() => void server.close())
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}
