import { X509Certificate } from 'node:crypto'
import { Agent, request as httpsRequest } from 'node:https'
import { connect } from 'node:tls'
import { describe, expect, it } from 'vitest'
import type { PracticeServer } from '../../../../src/main/practice/practice.ts'
import { request, startBoth, startQumulo } from './harness.ts'

const VERSION = '/v1/version'

/** The practice server of one kind over TLS. */
async function secure(
  tls: 'self-signed' | 'wrong-name' | 'expired' = 'self-signed',
): Promise<PracticeServer> {
  return (await startBoth({ kinds: ['qumulo'], tls })).servers['qumulo']!
}

/** The status of a request that trusts one certificate only, or the code of the error. */
function ask(
  server: PracticeServer,
  path = VERSION,
  agent = new Agent({ keepAlive: false }),
): Promise<string> {
  return new Promise((resolve) => {
    const call = httpsRequest(
      `${server.url}${path}`,
      {
        agent,
        ca: server.certificatePem ?? '',
        headers: { authorization: `Bearer ${server.secret}` },
      },
      (response) => response.resume().on('end', () => resolve(String(response.statusCode))),
    )
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    call.end()
  })
}

describe('a practice server with TLS', () => {
  it('tells its certificate, which clients that trust it accept', async () => {
    const server = await secure()
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(server.controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(new X509Certificate(server.certificatePem!).fingerprint256).toBe(server.fingerprint)
    expect(await ask(server)).toBe('200')
    expect(await ask(server, '/v1/users/')).toBe('200')
    expect(server.requests()).toMatchObject([{ path: VERSION }, { path: '/v1/users/', status: 200 }])
  })

  it('is refused by clients that do not know it, before anything is sent', async () => {
    const server = await secure()
    await expect(fetch(`${server.url}${VERSION}`)).rejects.toThrow()
    await expect(fetch(`${server.url.replace('https', 'http')}${VERSION}`)).rejects.toThrow()
    expect(server.requests()).toEqual([])
  })

  it('may have a certificate for another host, or one that has run out', async () => {
    expect(await ask(await secure('wrong-name'))).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(await ask(await secure('expired'))).toBe('CERT_HAS_EXPIRED')
  })

  it('has a certificate of its own; without TLS there is none', async () => {
    const { servers } = await startBoth({ tls: 'self-signed' })
    const fingerprints = Object.values(servers).map(({ fingerprint }) => fingerprint)
    expect(new Set(fingerprints).size).toBe(Object.keys(servers).length)
    const { server } = await startQumulo()
    expect([server.certificatePem, server.fingerprint]).toEqual([null, null])
    expect(() => server.control.changeCertificate()).toThrow('no certificate')
  })

  it('misbehaves as it does without', async () => {
    const server = await secure()
    server.control.next({ do: 'drop-before-work' })
    expect(await ask(server)).toBe('ECONNRESET')
    server.control.next({ do: 'status', status: 503 })
    expect(await ask(server)).toBe('503')
  })
})

describe('a changed certificate', () => {
  it('is shown from the next handshake on, and cuts the connections there are', async () => {
    const server = await secure()
    const before = server.certificatePem
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect(await ask(server, VERSION, agent)).toBe('200')
    const [idle] = Object.values(agent.freeSockets).flat()
    const closed = new Promise((resolve) => idle!.once('close', resolve))
    const shown = server.control.changeCertificate()
    await closed
    agent.destroy()
    expect(shown).toEqual({ certificatePem: server.certificatePem, fingerprint: server.fingerprint })
    expect(Object.keys(shown)).toEqual(['certificatePem', 'fingerprint'])
    expect(server.certificatePem).not.toBe(before)
    expect(await ask(server)).toBe('200')
    expect(await ask({ ...server, certificatePem: before })).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/)
  })

  it('is shown to clients too that want to take up an earlier session', async () => {
    const server = await secure()
    const port = Number(new URL(server.url).port)
    const shake = (session?: Buffer) =>
      new Promise<{ session: Buffer; fingerprint: string | undefined; reused: boolean }>(
        (resolve, reject) => {
          const socket = connect({
            host: '127.0.0.1',
            port,
            ca: server.certificatePem!,
            maxVersion: 'TLSv1.2',
            ...(session === undefined ? {} : { session }),
          })
          socket.once('error', reject)
          socket.once('secureConnect', () => {
            const fingerprint = socket.getPeerX509Certificate()?.fingerprint256
            resolve({ session: socket.getSession()!, fingerprint, reused: socket.isSessionReused() })
            socket.destroy()
          })
        },
      )
    const first = await shake()
    expect((await shake(first.session)).reused).toBe(true)
    const { fingerprint } = server.control.changeCertificate()
    expect(await shake(first.session)).toMatchObject({ reused: false, fingerprint })
  })

  it('can be of another sort', async () => {
    const server = await secure()
    server.control.changeCertificate('expired')
    expect(await ask(server)).toBe('CERT_HAS_EXPIRED')
    server.control.changeCertificate('wrong-name')
    expect(await ask(server)).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    server.control.changeCertificate()
    expect(await ask(server)).toBe('200')
  })

  it('is played over the control port', async () => {
    const server = await secure('expired')
    const steer = (method: string, path: string, json?: unknown) =>
      request(`${server.controlUrl}${path}`, method, json === undefined ? {} : { json })
    expect((await steer('GET', '/certificate')).json.fingerprint).toBe(server.fingerprint)
    const changed = await steer('POST', '/change-certificate', { variant: 'self-signed' })
    expect(changed.json).toEqual({ certificatePem: server.certificatePem, fingerprint: server.fingerprint })
    expect(await ask(server)).toBe('200')
    expect((await steer('POST', '/change-certificate', { variant: 'golden' })).status).toBe(400)
    const plain = await startQumulo()
    const control = plain.server.controlUrl
    expect((await request(`${control}/change-certificate`, 'POST')).status).toBe(400)
    expect((await request(`${control}/certificate`, 'GET')).json).toEqual({
      certificatePem: null,
      fingerprint: null,
    })
  })
})
