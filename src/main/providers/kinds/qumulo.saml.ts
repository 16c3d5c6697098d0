import { AppError } from '../../../shared/errors.ts'
import type { Explanation, HttpClient, Refusal } from '../http.ts'
import { pathOf } from '../path.ts'
import type { SignIn } from '../provider.ts'
import { explainQumulo } from './qumulo.explain.ts'
import { qumuloSamlLogin, qumuloSamlStarted } from './qumulo.schema.ts'

/** The cluster forgets a sign-in after this. Qumulo source: REST API 7.7.2, retrieve-saml-login. */
const windowMs = 5 * 60 * 1000

/**
 * Begins a sign-in through the cluster's identity provider (SAML), see `Provider.startSignIn`. It brings a session
 * of ten hours. `http` is closed when it is over.
 */
export async function startQumuloSaml(
  http: HttpClient,
  now: () => number,
  signal?: AbortSignal,
): Promise<SignIn> {
  const explain = explainQumulo(http.host, 'login')
  const post = async <S extends typeof qumuloSamlStarted | typeof qumuloSamlLogin>(
    path: ReturnType<typeof pathOf>,
    json: unknown,
    schema: S,
    explained: (refusal: Refusal) => Explanation,
    ended: AbortSignal | undefined,
  ) =>
    (await http.requestJson({ method: 'POST', path, json, schema, explain: explained, signal: ended })).body

  try {
    const startedAtMs = now()
    const started = await post(
      pathOf`/v1/session/start-saml-login`,
      undefined,
      qumuloSamlStarted,
      (refusal) => explainStart(http.host, refusal) ?? explain(refusal),
      signal,
    )
    return {
      url: browserUrl(started.login_url, http.host),
      expiresAtMs: startedAtMs + windowMs,
      async finish(code, ended) {
        const body = { login_id: started.login_id, verification_code: code }
        const { bearer_token: token } = await post(
          pathOf`/v1/session/retrieve-saml-login`,
          body,
          qumuloSamlLogin,
          (refusal) => explainFinish(http.host, refusal, code === '') ?? explain(refusal),
          ended,
        )
        if (!token) return null
        await http.close()
        return new TextEncoder().encode(token)
      },
      // The cluster has no call to give one up: it runs out by itself.
      cancel: () => http.close(),
    }
  } catch (error) {
    await http.close()
    throw error
  }
}

/** The address to open in the browser. It comes from the server, so it is one that a browser opens and nothing else. */
function browserUrl(text: string, host: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isLoopback = url !== null && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  // A name before the host makes a strange host look like a known one.
  if (url !== null && (url.username !== '' || url.password !== '')) {
    throw new AppError(
      'bad-response',
      `${host} names an address for the browser with a user name in it. It was not opened. Use an access token.`,
    )
  }
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return url.href
  throw new AppError(
    'bad-response',
    `${host} names an address for the browser that is not a secure one (https). It was not opened. Use an access token.`,
  )
}

function explainStart(host: string, { status, text }: Refusal): Explanation | null {
  if (status < 500 && text.includes('saml_not_configured_error')) {
    return {
      code: 'unsupported',
      message: `${host} is not set up for signing in with the browser (SAML). Use an access token, or user name and password.`,
    }
  }
  if (status !== 404 && status !== 405) return null
  return {
    code: 'unsupported',
    message: `${host} has no sign-in with the browser: Qumulo Core has it since 5.3.0. Check the URL, or use an access token, or user name and password.`,
  }
}

function explainFinish(host: string, { status }: Refusal, isEmpty: boolean): Explanation | null {
  switch (status) {
    case 400:
      return {
        code: 'invalid-input',
        field: 'code',
        message: isEmpty
          ? `${host} wants the code that the browser shows at the end of the sign-in. Enter it.`
          : `${host} does not accept this code. Enter the eight characters the browser shows; if that fails, begin the sign-in again.`,
      }
    case 401:
      return {
        code: 'expired',
        message: `The five minutes for the sign-in at ${host} have run out. Begin it again.`,
      }
    case 404:
      return {
        code: 'expired',
        message: `${host} does not know this sign-in any more: it was used already or has ended. Begin it again.`,
      }
    default:
      return null
  }
}
