import type { Answer, Received } from '../kind.ts'
import type { RouteParams, RouteShape } from '../routes.ts'
import type { Caveat } from './caveats.ts'
import { refuse, unauthorized } from './errors.ts'
import type { OnezoneState } from './state.ts'
import type { Subject } from './subject.ts'

/** Who is calling. */
export interface Caller {
  readonly subject: Subject
  /** Of the token that was used; none after a sign-in with a password. */
  readonly caveats: readonly Caveat[]
}

/** What every call of the API works on. */
export interface Call {
  readonly state: OnezoneState
  readonly request: Received
  /** Percent-decoded. */
  readonly params: RouteParams
  /** `null`: nobody. */
  readonly caller: Caller | null
}

/** One call of the API. */
export interface Route extends RouteShape {
  /** The release that it came with. */
  readonly since: string
  /** `ignored`: credentials are not looked at; `optional`: nobody may call it too. */
  readonly credential: 'ignored' | 'optional' | 'needed'
  /** What it is about, as `api` caveats name it: type, aspect and scope, such as `user.instance:private`. */
  readonly about: string
  readonly run: (call: Call) => Answer
}

/** A call that needs a credential. */
export function signedIn(method: string, path: string, about: string, run: (call: Call) => Answer): Route {
  return { method, path, since: '0', credential: 'needed', about, run }
}

/** A call for everybody. */
export function open(
  method: string,
  path: string,
  credential: 'ignored' | 'optional',
  run: (call: Call) => Answer,
): Route {
  return { method, path, since: '0', credential, about: 'token.null:public', run }
}

/** The value of a path segment; the router has made sure that it is there. */
export function param(call: Call, name: string): string {
  return call.params.get(name) ?? ''
}

/** Who is calling; nobody is refused. */
export function callerOf(call: Call): Subject {
  return call.caller === null ? refuse(unauthorized()) : call.caller.subject
}
