import type { Token } from '../../../shared/model/token.ts'
import { relativeTime } from '../../lib/times.ts'
import { instantWords } from './instant-words.ts'
import { shown } from './token-title.ts'

/** When a token was last used, as far as that is known. `notTold` is why the server does not tell; null = it does. */
export function lastUsedWords(
  { lastUsedAt, lastUsedAtMs }: Pick<Token, 'lastUsedAt' | 'lastUsedAtMs'>,
  notTold: string | null,
  nowMs: number,
): string {
  if (lastUsedAtMs !== null)
    return `${relativeTime(lastUsedAtMs, nowMs)}, ${instantWords(lastUsedAtMs).local}`
  if (lastUsedAt !== null) return shown(lastUsedAt)
  return notTold ?? 'Never, as far as the server knows'
}
