import type { Answer, Received } from '../kind.ts'
import { badBody, fail } from './answers.ts'
import type { IdentityQuery } from './identity.ts'
import type { QumuloState } from './state.ts'

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>

/** The members of a JSON body, or the answer that refuses it: wrong type, not JSON, not an object, unknown members. */
export function readMembers(
  state: QumuloState,
  request: Received,
  known: readonly string[],
): { readonly members: Members } | Answer {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (state.settings.contentType === 'required' && type !== 'application/json') {
    return fail(state, 415, 'http_unsupported_media_type_error', 'The body must be application/json.')
  }
  let value: unknown
  try {
    value = JSON.parse(request.body)
  } catch {
    return badBody(state, 'Error decoding the request: it is not JSON.')
  }
  return checkMembers(state, value, known)
}

/** A text member that must be there; `null`: it is not, or is something else. */
export function textMember(members: Members, name: string): string | null {
  const value = members[name]
  return typeof value === 'string' ? value : null
}

/** The identity in a member, or the answer that refuses it. */
export function identityMember(
  state: QumuloState,
  value: unknown,
): { readonly query: IdentityQuery } | Answer {
  const read = checkMembers(state, value, ['domain', 'auth_id', 'uid', 'gid', 'sid', 'name'])
  if ('status' in read) return read
  const { members } = read
  const texts = ['domain', 'auth_id', 'sid', 'name'].every((name) => isOr(members[name], 'string'))
  const numbers = ['uid', 'gid'].every((name) => isOr(members[name], 'number'))
  if (!texts || !numbers)
    return badBody(state, 'Error decoding the request: a member of the identity has a wrong type.')
  const number = (name: string): number | null => (typeof members[name] === 'number' ? members[name] : null)
  const query: IdentityQuery = {
    domain: textMember(members, 'domain'),
    authId: textMember(members, 'auth_id'),
    uid: number('uid'),
    gid: number('gid'),
    sid: textMember(members, 'sid'),
    name: textMember(members, 'name'),
  }
  return { query }
}

function checkMembers(
  state: QumuloState,
  value: unknown,
  known: readonly string[],
): { members: Members } | Answer {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return badBody(state, 'Error decoding the request: an object was expected.')
  }
  const stranger = Object.keys(value).find((name) => !known.includes(name))
  if (stranger !== undefined && state.settings.unknownMembers === 'refuse') {
    return badBody(state, `Error decoding the request: unexpected member ${stranger}.`)
  }
  return { members: value as Members }
}

function isOr(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || value === null || typeof value === type
}
