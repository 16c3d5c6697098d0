import { AppError } from '../../../shared/errors.ts'
import type { HeldCredential } from '../credential.ts'
import type { HttpClient } from '../http.ts'
import { pathOf } from '../path.ts'
import { beforeSending } from '../refusal.ts'
import { type CredentialSort, explainQumulo } from './qumulo.explain.ts'
import { qumuloLogin } from './qumulo.schema.ts'

/** How calls get their `Authorization` header. */
export interface QumuloSignIn {
  readonly sort: CredentialSort
  /**
   * Runs a call with the header's value. With a password, a refused session is replaced once and the call repeated:
   * a 401 means that nothing was done, so this is safe for changing calls too.
   */
  run<T>(call: (authorization: string) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Forgets the session. */
  forget(): void
}

/** Whether a credential is a session of a login instead of an access token. Older releases write `1:`. Qumulo source: bearer token guide. */
export function isQumuloSession(text: string): boolean {
  return /^(session-|1:)/.test(text)
}

/** Signs in with an access token, or with the session that a sign-in with the browser brought: both go as they are. */
export function signInWithToken(token: () => string): QumuloSignIn {
  return {
    sort: isQumuloSession(token()) ? 'session' : 'token',
    run: async (call) => call(`Bearer ${token()}`),
    forget() {
      // There is no session.
    },
  }
}

/**
 * Signs in with user name and password. The session, which lasts ten hours, is kept in memory only. Calls at the
 * same time share one login.
 */
export function signInWithPassword(
  http: HttpClient,
  username: string,
  password: HeldCredential,
): QumuloSignIn {
  let session: Promise<string> | null = null

  async function login(): Promise<string> {
    const answer = await http.requestJson({
      method: 'POST',
      path: pathOf`/v1/session/login`,
      json: { username, password: password.text() },
      schema: qumuloLogin,
      explain: explainQumulo(http.host, 'login'),
    })
    return answer.body.bearer_token
  }

  function current(): Promise<string> {
    if (session !== null) return session
    const started = login()
    session = started
    // A failed login must not be remembered; whoever waits for it gets the error.
    started.catch(() => {
      if (session === started) session = null
    })
    return started
  }

  return {
    sort: 'password',
    async run(call, signal) {
      const wasOpen = session !== null
      const first = current()
      const bearer = await abortable(first, http.host, signal)
      try {
        return await call(`Bearer ${bearer}`)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'rejected') throw error
        if (session === first) session = null
        if (!wasOpen) throw error
        return call(`Bearer ${await abortable(current(), http.host, signal)}`)
      }
    },
    forget() {
      session = null
    },
  }
}

/** The login is shared, so one caller who gives up must not end it for the others. Nothing of its own call was sent. */
async function abortable(login: Promise<string>, host: string, signal?: AbortSignal): Promise<string> {
  const shared = login.catch((error: unknown) => {
    throw beforeSending(error)
  })
  if (signal === undefined) return shared
  let onAbort = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () =>
      reject(new AppError('cancelled', `The request to ${host} was cancelled.`, { outcome: 'not-sent' }))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
  })
  try {
    return await Promise.race([shared, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
