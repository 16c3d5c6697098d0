import { MINUTE } from '../instant.ts'
import type { Answer } from '../kind.ts'
import { BASE62 } from '../random.ts'
import { badBody, badRequest, fail, notFound, ok } from './answers.ts'
import { startSession } from './auth.ts'
import { readMembers, textMember } from './body.ts'
import { type OpenCall, type OpenRoute, open } from './context.ts'
import type { QumuloIdentity } from './state.ts'

/** Signing in with the browser. Qumulo source: openapi.json (start- and retrieve-saml-login), administrator guide. */
export const samlRoutes: readonly OpenRoute[] = [
  open('POST', 'v1/session/start-saml-login', startLogin),
  open('POST', 'v1/session/retrieve-saml-login', retrieveLogin),
  // Not of the API: the page that the browser opens, with the identity provider already behind it.
  open('GET', 'saml-login', loginPage),
]

const WINDOW = 5 * MINUTE

function startLogin({ state, request }: OpenCall): Answer {
  if (state.settings.saml === 'none') {
    return fail(state, 400, 'saml_not_configured_error', 'SAML is not configured on this cluster.')
  }
  const hex = state.samlRandom.text('0123456789abcdef', 32)
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  state.logins.set(id, { startedMs: state.now(), done: null, isOver: false })
  const { host = '127.0.0.1' } = request.headers
  return ok({ login_id: id, login_url: `http://${host}/saml-login?login-id=${id}` })
}

function retrieveLogin({ state, request }: OpenCall): Answer {
  const read = readMembers(state, request, ['login_id', 'verification_code'])
  if ('status' in read) return read
  const id = textMember(read.members, 'login_id')
  const code = textMember(read.members, 'verification_code')
  if (id === null || code === null) return badBody(state, 'login_id and verification_code are required.')
  const login = state.logins.get(id)
  if (login === undefined || login.isOver) return notFound(state, 'There is no such login.')
  if (state.now() - login.startedMs > WINDOW) {
    return fail(state, 401, 'http_unauthorized_error', 'The login has expired.')
  }
  if (login.done === null) return ok({ bearer_token: '' })
  if (code !== login.done.code) {
    login.isOver = state.settings.samlWrongCode === 'ends'
    return badRequest(state, 'The verification code does not match.')
  }
  login.isOver = true
  const identity = state.identities.get(login.done.authId)
  if (identity === undefined) return notFound(state, 'The user is gone.')
  return ok({ bearer_token: startSession(state, identity) })
}

/** Without `as` it lets one choose who to be; with it, it signs in and shows the code. */
function loginPage({ state, request }: OpenCall): Answer {
  const id = request.query.get('login-id') ?? ''
  const login = state.logins.get(id)
  if (login === undefined || login.isOver || state.now() - login.startedMs > WINDOW) {
    return page(404, '<p>This sign-in has ended. Go back and begin it again.</p>')
  }
  const as = request.query.get('as')
  const people = [...state.identities.values()].filter(canUseSaml)
  if (as === null) {
    const links = people.map(
      ({ authId, name }) =>
        `<li><a href="?login-id=${id}&amp;as=${authId}">${escaped(name ?? authId)}</a></li>`,
    )
    return page(200, `<p>Who is signing in?</p><ul>${links.join('')}</ul>`)
  }
  const person = people.find(({ authId }) => authId === as)
  if (person === undefined) return page(403, '<p>User not found.</p>')
  login.done ??= { authId: person.authId, code: state.samlRandom.text(BASE62, 8) }
  return page(
    200,
    `<p>Your verification code is <code>${login.done.code}</code>. Go back and enter it there.</p>`,
  )
}

/** Only users of the directory, as far as it still knows them. */
function canUseSaml({ domain, type, name }: QumuloIdentity): boolean {
  return domain === 'ACTIVE_DIRECTORY' && type === 'USER' && name !== null
}

function page(status: number, body: string): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>Practice sign-in</title><h1>Practice sign-in</h1>${body}`,
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
