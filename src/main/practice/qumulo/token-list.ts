import type { Answer } from '../kind.ts'
import { badRequest, notAuthorized, ok } from './answers.ts'
import type { Call } from './context.ts'
import { parseIdentity, resolveIdentity } from './identity.ts'
import { TOKENS_READ } from './privileges.ts'
import type { QumuloState, QumuloToken } from './state.ts'

/**
 * One page of the token list. Without the privilege only `user=auth_id:<own id>` is answered, and that only where people
 * may look after their own tokens. Qumulo source: qontrol (what it had to send), qumulo_api (paging).
 */
export function listTokens(
  call: Call,
  selfService: boolean,
  show: (state: QumuloState, token: QumuloToken) => unknown,
): Answer {
  const { state, request, caller } = call
  const wanted = request.query.get('user')
  if (!caller.privileges.has(TOKENS_READ)) {
    const own = [`auth_id:${caller.identity.authId}`, caller.identity.authId]
    if (!selfService || wanted === null || !own.includes(wanted)) return notAuthorized(state, TOKENS_READ)
  }
  const tokens = selectTokens(state, wanted)
  if ('status' in tokens) return tokens
  const limit = readLimit(request.query.get('limit'))
  if (limit === null) return badRequest(state, 'limit must be a whole number above zero.')
  const after = request.query.get('after')
  if (after !== null && !/^\d+$/.test(after)) return badRequest(state, 'after is not a key of this list.')

  const rest = after === null ? tokens.list : tokens.list.filter((token) => BigInt(token.id) > BigInt(after))
  if (state.settings.paging === 'none')
    return ok({ entries: rest.slice(0, limit).map((token) => show(state, token)) })
  const page = rest.slice(0, Math.min(limit, state.settings.pageSize))
  const last = page.at(-1)
  const more = last !== undefined && page.length < rest.length
  return ok({
    entries: page.map((token) => show(state, token)),
    paging: more ? { next: nextUri(request.query, last.id) } : lastPaging(state),
  })
}

function selectTokens(
  state: QumuloState,
  wanted: string | null,
): { readonly list: readonly QumuloToken[] } | Answer {
  const list = [...state.tokens.values()]
  if (wanted === null) return { list }
  const query = parseIdentity(wanted)
  if (query === null) return badRequest(state, 'user does not name an identity.')
  const user = resolveIdentity(state, query)
  return 'status' in user ? user : { list: list.filter((token) => token.userId === user.authId) }
}

/** `Infinity` when nothing is given, `null` when it is no number that makes sense. */
function readLimit(text: string | null): number | null {
  if (text === null) return Number.POSITIVE_INFINITY
  return /^[1-9]\d*$/.test(text) ? Number(text) : null
}

/** A relative URI with all parameters in it. */
function nextUri(query: URLSearchParams, after: string): string {
  const next = new URLSearchParams(query)
  next.set('after', after)
  return `/v1/auth/access-tokens/?${next.toString()}`
}

function lastPaging(state: QumuloState): Record<string, string | null> {
  const { lastPage } = state.settings
  return lastPage === 'missing' ? {} : { next: lastPage === 'null' ? null : '' }
}
