import type { Answer, Received } from '../kind.ts'
import type { RouteParams, RouteShape } from '../routes.ts'
import type { NetbirdState, NetbirdUser } from './state.ts'

/** What every call of the API works on. */
export interface OpenCall {
  readonly state: NetbirdState
  readonly request: Received
  readonly params: RouteParams
}

/** A call by somebody who was let in. */
export interface Call extends OpenCall {
  readonly caller: NetbirdUser
}

/** A route that exists since a version; `null`: always. */
interface Since extends RouteShape {
  readonly since: string | null
}

/** A route for everybody. */
export interface OpenRoute extends Since {
  readonly open: true
  readonly run: (call: OpenCall) => Answer
}

/** A route that needs a credential. */
export interface SignedInRoute extends Since {
  readonly open: false
  readonly run: (call: Call) => Answer
}

/** A route that needs a credential and that every version has. */
export function signedIn(method: string, path: string, run: (call: Call) => Answer): SignedInRoute {
  return { method, path, since: null, open: false, run }
}

/** The value of a path segment; the router has made sure that it is there. */
export function param(call: OpenCall, name: string): string {
  return call.params.get(name) ?? ''
}
