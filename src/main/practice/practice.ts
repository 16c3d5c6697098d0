import { createAstra } from './astra/astra.ts'
import type { AstraOptions } from './astra/options.ts'
import { type CertificateVariant, makeCertificate } from './certificate.ts'
import { createControl, type PracticeControl } from './control.ts'
import { controlFailure, createControlHandler } from './control-http.ts'
import type { KindParts, PracticeAccount, PracticeKind } from './kind.ts'
import { type Listener, type RecordedRequest, startListener } from './listener.ts'
import { createNetbird } from './netbird/netbird.ts'
import type { NetbirdOptions } from './netbird/options.ts'
import { createOnezone } from './onezone/onezone.ts'
import type { OnezoneOptions } from './onezone/options.ts'
import type { QumuloOptions } from './qumulo/options.ts'
import { createQumulo } from './qumulo/qumulo.ts'
import { createRandom } from './random.ts'
import { createRuleQueue } from './rules.ts'

export type { CertificateVariant } from './certificate.ts'
export type { PracticeControl } from './control.ts'
export type { PracticeAccount } from './kind.ts'
export type { RecordedRequest } from './listener.ts'

/** One practice server: a local stand-in with invented data, reachable from this machine only. */
export interface PracticeServer {
  readonly kind: string
  /** Without a slash at the end, such as `http://127.0.0.1:43121`; `https:` with TLS. */
  readonly url: string
  /** What a person fills in beside the URL and the secret. */
  readonly fields: Readonly<Record<string, string>>
  /** The administrator's credential. */
  readonly secret: string
  /** Identities with other rights to sign in as; `administrator` is the owner of `secret`. */
  readonly accounts: Readonly<Record<string, PracticeAccount>>
  readonly control: PracticeControl
  /** The certificate that handshakes get now, PEM; `null`: no TLS. */
  readonly certificatePem: string | null
  /** Its SHA-256 as `AB:CD:…`; `null`: no TLS. */
  readonly fingerprint: string | null
  /** The same control over plain HTTP, on a second port; `GET /` lists the commands. */
  readonly controlUrl: string
  /** The last 5,000 requests, oldest first. */
  requests(): readonly RecordedRequest[]
}

/** The practice servers that run together. */
export interface Practice {
  /** By kind. */
  readonly servers: Readonly<Record<string, PracticeServer>>
  /** Cuts all connections and frees all ports; hanging and slow requests do not hold it up. */
  close(): Promise<void>
}

/** How each kind is to behave where the real servers differ or are not known well enough. */
export interface KindOptions {
  readonly astra?: AstraOptions
  readonly netbird?: NetbirdOptions
  readonly qumulo?: QumuloOptions
  readonly onezone?: OnezoneOptions
}

/** What the practice servers are started with. */
export interface PracticeOptions {
  /** The same seed and clock give the same users, tokens and secrets. Default `practice`. */
  readonly seed?: number | string
  /** Milliseconds since the epoch; all rules about time follow it. */
  readonly now: () => number
  /** They never listen anywhere else. */
  readonly host?: '127.0.0.1'
  /** Which kinds to start; all when missing. An unknown one throws. */
  readonly kinds?: readonly string[]
  readonly perKind?: KindOptions
  /** Speak TLS only, each server with a certificate of its own that was made now; plain HTTP when missing. */
  readonly tls?: CertificateVariant
}

const KINDS: ReadonlyMap<string, (parts: KindParts, options: KindOptions) => PracticeKind> = new Map([
  ['netbird', (parts: KindParts, options: KindOptions) => createNetbird(parts, options.netbird)],
  ['qumulo', (parts: KindParts, options: KindOptions) => createQumulo(parts, options.qumulo)],
  ['onezone', (parts: KindParts, options: KindOptions) => createOnezone(parts, options.onezone)],
  ['astra', (parts: KindParts, options: KindOptions) => createAstra(parts, options.astra)],
])

/** Starts one practice server per kind, each on two free ports of 127.0.0.1. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { now, host = '127.0.0.1', kinds = [...KINDS.keys()] } = options
  const random = createRandom(options.seed ?? 'practice')
  const listeners: Listener[] = []
  const close = async (): Promise<void> => {
    await Promise.all(listeners.splice(0).map((listener) => listener.close()))
  }

  const startServer = async (name: string): Promise<[string, PracticeServer]> => {
    const create = KINDS.get(name)
    if (create === undefined) throw new Error(`there is no practice server of the kind ${name}`)
    let offset = 0
    const serverNow = (): number => now() + offset
    const kind = create({ random: random.fork(name), now: serverNow }, options.perKind ?? {})
    const rules = createRuleQueue()
    let certificate = options.tls === undefined ? null : makeCertificate(options.tls)
    const listener = await startListener({
      host,
      now: serverNow,
      rules,
      handle: kind.handle,
      failure: kind.failure,
      ...(certificate === null ? {} : { certificate }),
    })
    listeners.push(listener)
    const control = createControl(rules, listener, kind, {
      changeCertificate: (variant = options.tls ?? 'self-signed') => {
        const another = makeCertificate(variant)
        listener.changeCertificate(another)
        certificate = another
        const { certificatePem, fingerprint } = another
        return { certificatePem, fingerprint }
      },
      setClockOffset: (milliseconds) => {
        if (!Number.isFinite(milliseconds)) throw new RangeError('the offset must be a finite number')
        offset = milliseconds
      },
    })
    const { url, requests } = listener
    const controlListener = await startListener({
      host,
      now,
      rules: createRuleQueue(),
      handle: createControlHandler({ control, requests, certificate: () => certificate }),
      failure: controlFailure,
    })
    listeners.push(controlListener)
    const { fields, secret, accounts } = kind
    const server: PracticeServer = {
      kind: name,
      url,
      fields,
      secret,
      accounts,
      control,
      get certificatePem() {
        return certificate?.certificatePem ?? null
      },
      get fingerprint() {
        return certificate?.fingerprint ?? null
      },
      controlUrl: controlListener.url,
      requests,
    }
    return [name, server]
  }

  try {
    const servers: [string, PracticeServer][] = []
    for (const name of kinds) servers.push(await startServer(name))
    return { servers: Object.fromEntries(servers), close }
  } catch (error) {
    await close()
    throw error
  }
}
