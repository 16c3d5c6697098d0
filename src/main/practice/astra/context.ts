import type { Answer, Received } from '../kind.ts'
import type { RouteParams, RouteShape } from '../routes.ts'
import type { AstraState, AstraUser, Role } from './state.ts'

/** What every call of the API works on. */
export interface Call {
  readonly state: AstraState
  readonly request: Received
  readonly params: RouteParams
  readonly caller: AstraUser
  /** `null`: no role at all. */
  readonly role: Role | null
}

/** A call; all of them need a token. */
export interface Route extends RouteShape {
  /** The release it came with. */
  readonly since: string
  readonly run: (call: Call) => Answer
}

/** The value of a path segment; the router has made sure that it is there. */
export function param(call: Call, name: string): string {
  return call.params.get(name) ?? ''
}

/** Owner or admin. */
export function hasAdminPower({ role }: Call): boolean {
  return role === 'owner' || role === 'admin'
}
