import { createServer as createPlainServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ErrorCode } from '../../src/shared/errors.ts'
import type { Input } from '../../src/shared/ipc/contract.ts'
import { kindIds } from '../../src/shared/model/kind.ts'
import { startConnectProxy } from '../support/connect-proxy.ts'
import { failure, startEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'
import { practiceServers } from '../support/practice.ts'
import { certificateFingerprint, keyPair } from '../support/tls-front.ts'

// The lines of docs/vault-security.md §8.4 about who is at the other end: before that is settled nothing is sent.

/** A port with TLS that keeps every byte that came in after the handshake, as Latin-1. */
async function startTls(certificate: string, options: TlsOptions = {}) {
  const seen: string[] = []
  const server = createTlsServer({ ...keyPair(certificate), ...options }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => seen.push(data.toString('latin1')))
  })
  server.on('tlsClientError', () => undefined)
  return { port: await listen(server), seen }
}

function listen(server: ReturnType<typeof createTcpServer>): Promise<number> {
  onTestFinished(() => void server.close())
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

/** A port that keeps every byte and answers as it is told. */
async function startTcp(answer: string | null) {
  const seen: string[] = []
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      seen.push(data.toString('latin1'))
      if (answer !== null) socket.end(answer)
    })
  })
  return { port: await listen(server), seen }
}

async function vault() {
  const practice = await practiceServers()
  const { client } = startEngine({ httpLimits: { totalMs: 2_000, connectMs: 1_000, repeats: 0 } })
  await value(client.call('vault.create', { password: bytes(password) }))
  const input = (kind: (typeof kindIds)[number], url: string): Input<'servers.add'> => {
    const real = practice.servers[kind]
    if (!real) throw new Error(`no practice server for ${kind}`)
    return { kind, name: kind, url, fields: { ...real.fields }, secret: bytes(real.secret) }
  }
  return { client, practice, input }
}

const pin = (name: string) => ({
  mode: 'pin' as const,
  fingerprint: certificateFingerprint(name),
  certificatePem: null,
})
const withoutPort = 'https://localhost'

interface Line {
  readonly name: string
  readonly start: () => Promise<{ readonly port: number; readonly seen: readonly string[] }>
  readonly host?: string
  readonly trust?: Input<'servers.add'>['trust']
  readonly codes: readonly ErrorCode[]
  readonly says: RegExp
}

const lines: readonly Line[] = [
  { name: 'self-signed', start: () => startTls('self-signed'), codes: ['untrusted'], says: /self-signed/ },
  {
    name: 'expired certificate',
    start: () => startTls('expired'),
    codes: ['untrusted'],
    says: /expired|not trusted|self-signed/,
  },
  {
    name: 'wrong host',
    start: () => startTls('other-name'),
    codes: ['untrusted'],
    says: /another host name|self-signed/,
  },
  {
    name: 'another certificate than the pinned one',
    start: () => startTls('other-self-signed'),
    trust: pin('self-signed'),
    codes: ['certificate-changed'],
    says: /another certificate/,
  },
  {
    name: 'TLS 1.0',
    start: () =>
      startTls('self-signed', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    codes: ['untrusted'],
    says: /outdated encryption|secure connection/,
  },
  {
    name: 'SNI mismatch',
    host: withoutPort,
    start: () =>
      startTls('self-signed', {
        SNICallback: (_name, done) => done(new Error('nobody of that name here')),
      }),
    codes: ['untrusted', 'unreachable'],
    says: /secure connection|handshake|does not speak https/,
  },
  {
    name: 'HTTP on an HTTPS port',
    start: () => startTcp('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'),
    codes: ['unreachable'],
    says: /https/,
  },
  {
    name: 'silence instead of a handshake',
    start: () => startTcp(null),
    codes: ['unreachable'],
    says: /answer|connection/,
  },
]

// As in hostile.test.ts: every line to one kind each, by the seed, or to all of them.
const isFull = process.env['LATCHKEY_HOSTILE'] === 'full'
const seed = Number(process.env['LATCHKEY_SEED'] ?? Math.floor(Math.random() * 1_000))
const isPlayed = (index: number, kind: (typeof kindIds)[number]) =>
  isFull || kind === kindIds[(index + seed) % kindIds.length]

describe.each(kindIds)(`a server of the kind %s (seed ${seed})`, (kind) => {
  const own = lines.filter((_, index) => isPlayed(index, kind))
  test.each(own)('with $name gets nothing', async ({ start, host, trust, codes, says }) => {
    const { client, practice, input } = await vault()
    const { port, seen } = await start()
    const url = `${host ?? 'https://127.0.0.1'}:${port}`
    const started = performance.now()
    const error = await failure(client.call('servers.add', { ...input(kind, url), ...(trust && { trust }) }))
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(codes).toContain(error.code)
    expect(error.message).toMatch(says)
    const secret = practice.servers[kind]?.secret ?? ''
    const sent = seen.join('')
    for (const word of ['HTTP/1', 'uthorization', secret]) expect(sent).not.toContain(word)
    expect(JSON.stringify(error)).not.toContain(secret)
  })

  test('behind a proxy that wants a password (407) gets nothing, nor does the proxy', async () => {
    const { client, practice, input } = await vault()
    const proxy = await startConnectProxy({ credential: 'somebody:else' })
    const { port, seen } = await startTls('self-signed')
    const error = await failure(
      client.call('servers.add', {
        ...input(kind, `https://127.0.0.1:${port}`),
        connection: { proxy: proxy.url },
        trust: pin('self-signed'),
      }),
    )
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('407') })
    expect(seen).toEqual([])
    expect(proxy.seen()).not.toContain(practice.servers[kind]?.secret)
  })

  test('with TLS, asked over plain http, gets nothing it could read', async () => {
    const { client, input } = await vault()
    const { port, seen } = await startTls('self-signed')
    const error = await failure(client.call('servers.add', input(kind, `http://127.0.0.1:${port}`)))
    expect(['unreachable', 'not-an-api', 'bad-response']).toContain(error.code)
    expect(seen).toEqual([])
  })

  test('at another port or host than its own is another one: the stored credential does not go there', async () => {
    const { client, practice, input } = await vault()
    const real = practice.servers[kind]
    if (!real) throw new Error('no practice server')
    await value(client.call('servers.add', input(kind, real.url)))
    const seen: string[] = []
    const other = createPlainServer((request, response) => {
      seen.push(JSON.stringify(request.headers))
      response.end()
    })
    const port = await listen(other)
    const error = await failure(
      client.call('servers.edit', { server: kind, url: `http://127.0.0.1:${port}`, unchecked: true }),
    )
    expect(error).toMatchObject({ code: 'invalid-input', field: 'secret' })
    expect(seen).toEqual([])
  })
})
