/** Which requests are meant. A missing member means any. */
export interface RequestMatch {
  /** HTTP method, in any case. */
  readonly method?: string
  /**
   * A regular expression is tried on the path with its query, as sent (still percent-encoded). A text must equal the
   * path without the query; ending in `*` it is a prefix; containing `?` it is compared with the query included.
   */
  readonly path?: RegExp | string
}

/** Everything a stand-in can do wrong on purpose; what each one means is told at `MisbehaviourRule`. */
export const MISBEHAVIOURS = [
  'drop-after-work',
  'drop-before-work',
  'hang',
  'hang-after-work',
  'slow',
  'status',
  'html',
  'redirect',
  'garbage',
  'empty',
  'huge',
] as const

/** One name out of `MISBEHAVIOURS`. */
export type Misbehaviour = (typeof MISBEHAVIOURS)[number]

/**
 * One misbehaviour for the next requests that match. "Work" is what the request asks for: a token made, a user deleted.
 *
 * - `drop-before-work`, `drop-after-work`: the connection is cut without an answer, the work undone or done.
 * - `hang`, `hang-after-work`: no answer ever comes; the connection stays open until the client or the server closes.
 * - `slow`: waits `delayMs` (1,000), then works and answers as usual, even when the client has gone in the meantime.
 * - `status`: answers `status` (500) without working; the body is `body`, or what this kind of server would say.
 * - `html`: answers `status` (200) with a web page (`body`), as a sign-in wall in between does; no work.
 * - `redirect`: answers `status` (302) with `location` (a host that does not exist); no work.
 * - `garbage`: works, then answers with the right type and a broken JSON text (`body`).
 * - `empty`: works, then answers with the right status and no body at all.
 * - `huge`: works, then answers with `bytes` (64 MiB) of valid JSON.
 */
export interface MisbehaviourRule extends RequestMatch {
  readonly do: Misbehaviour
  /** How many matching requests it hits; 1 when missing, `Infinity` for all until `clear()`. */
  readonly times?: number
  readonly status?: number
  readonly body?: string
  /** Added to the answer, if there is one; they win over the usual headers. */
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds, for `slow`. */
  readonly delayMs?: number
  /** For `redirect`. */
  readonly location?: string
  /** For `huge`. */
  readonly bytes?: number
}

/** Whether a request (path with query, as sent) is meant. */
export function matchesRequest(match: RequestMatch, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method.toUpperCase()) return false
  const wanted = match.path
  if (wanted === undefined) return true
  if (typeof wanted !== 'string')
    return new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(path)
  const subject = wanted.includes('?') ? path : (path.split('?', 1)[0] ?? '')
  return wanted.endsWith('*') ? subject.startsWith(wanted.slice(0, -1)) : subject === wanted
}

/** The rules that wait for their request, oldest first. */
export interface RuleQueue {
  /** Throws when the rule names an unknown misbehaviour or less than one time. */
  add(rule: MisbehaviourRule): void
  clear(): void
  /** The oldest rule that fits, used up by one; `null`: behave. */
  take(method: string, path: string): MisbehaviourRule | null
}

/** An empty queue. */
export function createRuleQueue(): RuleQueue {
  let waiting: { readonly rule: MisbehaviourRule; left: number }[] = []
  return {
    add: (rule) => {
      const left = rule.times ?? 1
      if (!MISBEHAVIOURS.includes(rule.do)) throw new TypeError(`unknown misbehaviour: ${String(rule.do)}`)
      if (!(left >= 1)) throw new RangeError('times must be at least 1')
      waiting.push({ rule, left })
    },
    clear: () => {
      waiting = []
    },
    take: (method, path) => {
      const entry = waiting.find(({ rule }) => matchesRequest(rule, method, path))
      if (entry === undefined) return null
      entry.left -= 1
      if (entry.left <= 0) waiting = waiting.filter((other) => other !== entry)
      return entry.rule
    },
  }
}
