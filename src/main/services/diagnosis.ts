import { AppError } from '../../shared/errors.ts'
import type { KindId } from '../../shared/model/kind.ts'
import type { Check, ServerState } from '../../shared/model/server.ts'
import type { Diagnosis, Provider, ServerConfig, Session } from '../providers/provider.ts'
import { completeTrust, probeCertificate } from '../providers/trust-probe.ts'
import type { ServerContact } from '../vault/tables/servers.ts'
import type { Core } from './core.ts'
import type { Way } from './ways.ts'

const probeTimeoutMs = 5_000

/** A server as typed in, checked in form, with an open session for it. */
export interface Candidate {
  readonly config: ServerConfig
  /** With the pinned certificate itself. */
  readonly way: Way
  readonly session: Session
}

/**
 * Checks the form and opens a session that is not kept. For a pinned certificate it is fetched and compared
 * first, without sending anything. Throws `invalid-input` with `field`, `unreachable`, `certificate-changed`.
 */
export async function openCandidate(
  core: Core,
  server: { readonly id: string; readonly kind: KindId },
  input: Parameters<Provider['parse']>[0],
  given: Way,
  credential: Uint8Array,
): Promise<Candidate> {
  const provider = core.sessions.provider(server.kind)
  const config = provider.parse(input)
  provider.checkCredential(credential, config)
  const way = await completeWay(core, config.url, given)
  return { config, way, session: core.sessions.open({ ...server, config }, way, credential) }
}

/** The way with the certificate of a pin, fetched and compared. Throws what `completeTrust` throws. */
export async function completeWay(core: Core, url: string, way: Way): Promise<Way> {
  const proxy = core.sessions.routeTo(url, way)
  const signal = core.untilLock()
  return { ...way, trust: await completeTrust(url, way.trust, { timeoutMs: probeTimeoutMs, signal, proxy }) }
}

/** Diagnoses; when the certificate is the trouble, adds a line with the one that was shown, for comparing. */
export async function diagnose(core: Core, url: string, way: Way, session: Session): Promise<Diagnosis> {
  const diagnosis = await session.diagnose(core.untilLock())
  const { error } = diagnosis
  const isAboutCertificate =
    error instanceof AppError && (error.code === 'untrusted' || error.code === 'certificate-changed')
  if (!isAboutCertificate || !url.startsWith('https:')) return diagnosis
  const shown = await showCertificate(core, url, way)
  return shown ? { ...diagnosis, checks: [...diagnosis.checks, shown] } : diagnosis
}

async function showCertificate(core: Core, url: string, way: Way): Promise<Check | null> {
  const { hostname, port } = new URL(url)
  const pinned = way.trust.mode === 'pin' ? `The pinned certificate is ${way.trust.fingerprint}. ` : ''
  try {
    const found = await probeCertificate({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 443 : Number(port),
      timeoutMs: probeTimeoutMs,
      signal: core.untilLock(),
      proxy: core.sessions.routeTo(url, way),
    })
    return {
      check: 'certificate-shown',
      ok: false,
      message: `${pinned}The server shows a certificate for ${found.subject}, issued by ${found.issuer}, valid until ${found.validTo}. If its SHA-256 fingerprint is the one your server’s administrator tells you, pin it (trust=pin fingerprint=…): ${found.fingerprint}`,
    }
  } catch {
    // It was only to help; the diagnosis already says what is wrong.
    return null
  }
}

/** What a diagnosis says about the server, as it is stored. */
export function toContact(core: Core, kind: KindId, diagnosis: Diagnosis): ServerContact {
  const { identity, version, capabilities } = diagnosis
  const failure = failureOf(diagnosis)
  return {
    state: failure ? stateOfError(failure) : 'ok',
    stateMessage: failure?.message ?? null,
    identity,
    version,
    capabilities:
      capabilities.length > 0 ? capabilities : core.sessions.provider(kind).descriptor.capabilities,
    checkedAtMs: core.now(),
    capabilitiesAtMs: failure ? null : core.now(),
  }
}

/** What a failed call says about the server. Errors that are not about the contact leave it as `limited`. */
export function stateOfError(error: AppError): ServerState {
  switch (error.code) {
    case 'unreachable':
    case 'not-an-api':
    case 'redirected':
    case 'bad-response':
    case 'cancelled':
      return 'unreachable'
    case 'untrusted':
    case 'certificate-changed':
      return 'untrusted'
    case 'rejected':
    case 'expired':
      return 'rejected'
    default:
      return 'limited'
  }
}

/** The error behind the first failed line; null = all passed. */
export function failureOf({ error }: Diagnosis): AppError | null {
  return error === null || error === undefined ? null : asAppError(error)
}

/** The error that a failed diagnosis of a server that is not saved ends in. */
export function diagnosisError(diagnosis: Diagnosis): AppError {
  const error = asAppError(diagnosis.error)
  return new AppError(error.code, error.message, {
    ...(error.field === undefined ? {} : { field: error.field }),
    checks: diagnosis.checks,
    cause: error,
  })
}

const asAppError = (error: unknown) =>
  error instanceof AppError
    ? error
    : new AppError('internal', 'Checking the server failed.', { cause: error })
