import type { PracticeKind, WorldControl } from './kind.ts'
import type { Listener } from './listener.ts'
import type { MisbehaviourRule, RequestMatch, RuleQueue } from './rules.ts'

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
}

/** Puts the control of a server together. */
export function createControl(rules: RuleQueue, listener: Listener, kind: PracticeKind): PracticeControl {
  return {
    ...kind.world,
    next: (rule) => rules.add(rule),
    clear: () => rules.clear(),
    seen: (match) => listener.seen(match),
  }
}
