import type { ServerResponse } from 'node:http'
import type { Answer } from './kind.ts'
import type { MisbehaviourRule } from './rules.ts'

/** `cut`: end the connection without an answer; `silence`: leave it open without one. */
type NoAnswer = 'cut' | 'silence'

const WEB_PAGE =
  '<!doctype html>\n<html lang="en"><head><title>Sign in</title></head><body><h1>Sign in to the guest network</h1></body></html>\n'
const BROKEN_JSON = '{"entries": [{"id": "12345", "na'
const DEFAULT_HUGE_BYTES = 64 * 1024 * 1024
const CHUNK = 'x'.repeat(64 * 1024)

/** What a rule makes of a request before any work is done; `work`: go on and do what was asked. */
export function misbehaveBeforeWork(
  rule: MisbehaviourRule,
  failure: (status: number) => Answer,
): Answer | NoAnswer | 'work' {
  switch (rule.do) {
    case 'drop-before-work':
      return 'cut'
    case 'hang':
      return 'silence'
    case 'status': {
      const usual = failure(rule.status ?? 500)
      return dress(rule, { ...usual, body: rule.body ?? usual.body })
    }
    case 'html':
      return dress(rule, {
        status: rule.status ?? 200,
        headers: { 'Content-Type': 'text/html; charset=utf-8' },
        body: rule.body ?? WEB_PAGE,
      })
    case 'redirect':
      return dress(rule, {
        status: rule.status ?? 302,
        headers: { Location: rule.location ?? 'http://elsewhere.invalid/' },
        body: rule.body ?? '',
      })
    default:
      return 'work'
  }
}

/** What a rule makes of the answer to work that has been done; `huge`: send it with `sendHuge`. */
export function misbehaveAfterWork(rule: MisbehaviourRule, answer: Answer): Answer | NoAnswer | 'huge' {
  const status = rule.status ?? answer.status
  switch (rule.do) {
    case 'drop-after-work':
      return 'cut'
    case 'hang-after-work':
      return 'silence'
    case 'garbage':
      return dress(rule, { ...answer, status, body: rule.body ?? BROKEN_JSON })
    case 'empty':
      return dress(rule, { ...answer, status, body: '' })
    case 'huge':
      return 'huge'
    default:
      return dress(rule, answer)
  }
}

/** Answers with so many bytes of valid JSON, as fast as they are read; stops when the client goes away. */
export function sendHuge(outgoing: ServerResponse, answer: Answer, bytes = DEFAULT_HUGE_BYTES): void {
  const start = '{"padding":"'
  const end = '"}'
  let left = Math.max(0, bytes - start.length - end.length)
  outgoing.writeHead(answer.status, answer.headers)
  outgoing.write(start)
  const more = (): void => {
    while (left > 0 && !outgoing.destroyed) {
      const chunk = left < CHUNK.length ? CHUNK.slice(0, left) : CHUNK
      left -= chunk.length
      if (!outgoing.write(chunk)) return void outgoing.once('drain', more)
    }
    outgoing.end(end)
  }
  more()
}

function dress(rule: MisbehaviourRule, answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, ...rule.headers } }
}
