import type { Connection, Server } from '../../../shared/model/server.ts'
import { splitProxyUrl } from '../../../shared/proxy-url.ts'
import type { FieldProblem } from './trust-input.ts'

/** The way to the server as it is typed. */
export interface TypedConnection {
  /** `own` = the address beside it. */
  readonly proxy: 'environment' | 'none' | 'own'
  readonly address: string
  /** Plain http to another computer is allowed. */
  readonly plainHttp: boolean
}

export function startConnection(server: Server | null): TypedConnection {
  const { proxy, plainHttp } = server?.connection ?? { proxy: 'environment', plainHttp: false }
  return proxy === 'environment' || proxy === 'none'
    ? { proxy, address: '', plainHttp }
    : { proxy: 'own', address: proxy, plainHttp }
}

/** What the engine is to be told. Plain http is allowed only while the URL asks for it. */
export function toConnection(typed: TypedConnection, url: string): Connection {
  const proxy =
    typed.proxy === 'own' ? (splitProxyUrl(typed.address)?.proxy ?? typed.address.trim()) : typed.proxy
  return { proxy, plainHttp: typed.plainHttp && needsPlainHttp(url) }
}

/** Whether the URL is plain http to another computer. */
export function needsPlainHttp(url: string): boolean {
  const text = url.trim()
  if (!/^http:\/\/./i.test(text) || !URL.canParse(text)) return false
  const { hostname } = new URL(text)
  return !/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname)
}

export function connectionProblem(typed: TypedConnection, url: string): FieldProblem | null {
  if (needsPlainHttp(url) && !typed.plainHttp) {
    return { field: 'plainHttp', message: 'Use https, or allow plain http to this server first.' }
  }
  if (typed.proxy !== 'own') return null
  const split = splitProxyUrl(typed.address)
  if (split === null) {
    return { field: 'proxy', message: 'Enter the address of the proxy, such as http://proxy.example:3128.' }
  }
  return split.credential === null
    ? null
    : {
        field: 'proxy',
        message: 'Leave user name and password out of the address: they have a field of their own.',
      }
}
