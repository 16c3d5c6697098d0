import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface HoldingProxy {
  readonly url: string
  /** The next answer to a matching request is kept back; resolves when the server has done the work. */
  hold(match: { method: string; path: RegExp }): Promise<{ release(): void }>
}

/** A forwarder in front of a server that can keep an answer back after the work was done. */
export async function holdingProxy(target: string): Promise<HoldingProxy> {
  const { hostname, port } = new URL(target)
  let holding: { match: { method: string; path: RegExp }; held(release: () => void): void } | null = null
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming
    const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
      const pass = () => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      }
      const current = holding
      if (current && current.match.method === method && current.match.path.test(path)) {
        holding = null
        current.held(pass)
      } else pass()
    })
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (match) =>
      new Promise((resolve) => {
        holding = { match, held: (release) => resolve({ release }) }
      }),
  }
}
