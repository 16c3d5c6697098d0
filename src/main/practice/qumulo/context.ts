import type { Answer, Received } from '../kind.ts'
import type { RouteParams, RouteShape } from '../routes.ts'
import type { Caller } from './auth.ts'
import type { QumuloState } from './state.ts'

/** What every call of the API works on. */
export interface OpenCall {
  readonly state: QumuloState
  readonly request: Received
  readonly params: RouteParams
}

/** A call by somebody who was let in. */
export interface Call extends OpenCall {
  readonly caller: Caller
}

/** A route for everybody. */
export interface OpenRoute extends RouteShape {
  readonly open: true
  readonly run: (call: OpenCall) => Answer
}

/** A route that needs a credential. */
export interface SignedInRoute extends RouteShape {
  readonly open: false
  readonly run: (call: Call) => Answer
}

/** A route that needs a credential. */
export function signedIn(method: string, path: string, run: (call: Call) => Answer): SignedInRoute {
  return { method, path, open: false, run }
}

/** A route for everybody. */
export function open(method: string, path: string, run: (call: OpenCall) => Answer): OpenRoute {
  return { method, path, open: true, run }
}

/** The value of a path segment; the router has made sure that it is there. */
export function param(call: OpenCall, name: string): string {
  return call.params.get(name) ?? ''
}
