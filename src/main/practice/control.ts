import type { CertificateVariant, ServerCertificate } from './certificate.ts'
import type { PracticeKind, WorldControl } from './kind.ts'
import type { Listener } from './listener.ts'
import type { MisbehaviourRule, RequestMatch, RuleQueue } from './rules.ts'

/** A certificate as clients see it. */
export type ShownCertificate = Pick<ServerCertificate, 'certificatePem' | 'fingerprint'>

/** How tests and the command line steer one practice server. */
export interface PracticeControl extends WorldControl {
  /** Queues one misbehaviour for the next request that matches; it is in force when this returns. */
  next(rule: MisbehaviourRule): void
  /** Forgets the queued misbehaviours. Requests that already hang go on hanging. */
  clear(): void
  /**
   * Resolves when a matching request comes in after this call: as soon as its work is done and before its answer is
   * sent; for one that is refused, cut, hung or slowed before the work, as soon as it is read. Rejects at close.
   */
  seen(match: RequestMatch): Promise<void>
  /**
   * From now on handshakes get another certificate, made now; every connection there is gets cut. Throws on a server
   * without TLS.
   * @param variant the one the server was started with when missing
   */
  changeCertificate(variant?: CertificateVariant): ShownCertificate
  /**
   * The server's clock is so many milliseconds ahead of the real one (negative: behind): its `Date` header, the times
   * it writes and what has expired follow. Not the dates of its certificate. Throws when it is no finite number.
   */
  setClockOffset(milliseconds: number): void
}

/** What can be changed about a server as a whole, whatever its kind. */
export type ServerSwitches = Pick<PracticeControl, 'changeCertificate' | 'setClockOffset'>

/** Puts the control of a server together. */
export function createControl(
  rules: RuleQueue,
  listener: Listener,
  kind: PracticeKind,
  switches: ServerSwitches,
): PracticeControl {
  return {
    ...kind.world,
    ...switches,
    next: (rule) => rules.add(rule),
    clear: () => rules.clear(),
    seen: (match) => listener.seen(match),
  }
}
