import type { Token } from '../../../shared/model/token.ts'
import { plainText } from '../../../shared/text.ts'

/** What a token is called: its name, or its remote id on kinds without names. Safe to show. */
export function tokenTitle(token: Pick<Token, 'name' | 'remoteId'>): string {
  return token.name === null ? shown(token.remoteId ?? 'temporary token') : `“${shown(token.name)}”`
}

/** Who it belongs to. */
export function ownerTitle({ owner }: Pick<Token, 'owner'>): string {
  return shown(owner.name ?? owner.id)
}

/** Text of a server, safe to show. */
export function shown(text: string): string {
  return plainText(text, 80)
}
