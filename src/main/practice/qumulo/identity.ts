import type { Answer } from '../kind.ts'
import { badRequest, noSuchUser } from './answers.ts'
import type { QumuloIdentity, QumuloState } from './state.ts'

/** An identity as a request names it: any of its members, `null` like absent. */
export interface IdentityQuery {
  readonly domain: string | null
  readonly authId: string | null
  readonly uid: number | null
  readonly gid: number | null
  readonly sid: string | null
  readonly name: string | null
}

const NOTHING: IdentityQuery = { domain: null, authId: null, uid: null, gid: null, sid: null, name: null }
const DOMAIN_OF_PREFIX: Readonly<Record<string, string>> = { local: 'LOCAL', ad: 'ACTIVE_DIRECTORY' }

/**
 * Reads the `user` parameter of the token list: a name with or without a domain (`local:jane`, `ad:jane`, `LOCAL\jane`,
 * `AD\jane`), `auth_id:500` or `500`, `uid:1000`, a SID or `SID:` and one. `null`: none of these.
 * Qumulo source: qumulo_api identity_util.py and access_tokens.py.
 */
export function parseIdentity(text: string): IdentityQuery | null {
  if (/^\d+$/.test(text)) return { ...NOTHING, authId: text }
  if (/^S-\d+(-\d+)+$/.test(text)) return { ...NOTHING, sid: text }
  const [, prefix = '', separator = '', rest = ''] = /^([^:\\]+)([:\\])(.+)$/s.exec(text) ?? []
  const kind = prefix.toLowerCase()
  const domain = DOMAIN_OF_PREFIX[kind]
  if (domain !== undefined) return { ...NOTHING, domain, name: rest }
  if (separator !== ':') return text === '' || text.endsWith('\\') ? null : { ...NOTHING, name: text }
  if (kind === 'sid') return /^S-\d+(-\d+)+$/.test(rest) ? { ...NOTHING, sid: rest } : null
  if (!/^\d+$/.test(rest)) return null
  if (kind === 'auth_id') return { ...NOTHING, authId: rest }
  if (kind === 'uid') return { ...NOTHING, uid: Number(rest) }
  return kind === 'gid' ? { ...NOTHING, gid: Number(rest) } : null
}

/** The identity that is meant, or the answer that there is none; members that name different ones name none. */
export function resolveIdentity(state: QumuloState, query: IdentityQuery): QumuloIdentity | Answer {
  const { domain, authId, uid, gid, sid, name } = query
  if (authId === null && uid === null && gid === null && sid === null && name === null) {
    return badRequest(state, 'An identity needs one of auth_id, uid, gid, sid or name.')
  }
  const all = [...state.identities.values()]
  const fitting = all.filter(
    (identity) =>
      (domain === null || domain === 'API_NULL_DOMAIN' || identity.domain === domain) &&
      (authId === null || identity.authId === authId) &&
      (uid === null || identity.uid === uid) &&
      (gid === null || identity.gid === gid) &&
      (sid === null || identity.sid === sid) &&
      (name === null || isNamed(identity, name)),
  )
  // A bare name means the local user before the one of the directory.
  const found = fitting.find((identity) => identity.domain === 'LOCAL') ?? fitting[0]
  return found ?? noSuchUser(state, authId ?? name ?? sid ?? String(uid ?? gid))
}

/** The six members that answers have; unknown ones are `null`. */
export function showIdentity(identity: QumuloIdentity): Record<string, string | number | null> {
  const { domain, authId, uid, gid, sid, name } = identity
  return { domain, auth_id: authId, uid, gid, sid, name }
}

function isNamed(identity: QumuloIdentity, wanted: string): boolean {
  if (identity.name === null) return false
  const name = identity.name.toLowerCase()
  const asked = wanted.toLowerCase()
  if (identity.domain === 'LOCAL') return asked === name || asked === `local\\${name}`
  return asked === name || asked === name.slice(name.indexOf('\\') + 1) || asked === principal(name)
}

/** The user principal name of a directory user. */
function principal(name: string): string {
  return `${name.slice(name.indexOf('\\') + 1)}@ad.practice.example`
}
