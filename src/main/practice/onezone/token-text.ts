import { badToken, type OzError, tokenTooLarge } from './errors.ts'
import { type Macaroon, readMacaroon, writeMacaroon } from './macaroon.ts'
import { keyOf, readKey, type Subject } from './subject.ts'
import { readType, type TokenType, writeType } from './token-types.ts'

/** `named`, or the generation of a temporary token. */
export type Persistence = 'named' | number

/** What a token's text says about itself. */
export interface TokenText {
  readonly id: string
  readonly persistence: Persistence
  readonly subject: Subject
  readonly type: TokenType
  readonly macaroon: Macaroon
  /** In front of a Oneprovider's token: which of its services sends it. `null`: not said. */
  readonly indication: 'opw' | 'opp' | null
}

/** The identifier inside the macaroon: version, persistence, subject, type and id. Onezone source: tokens.erl. */
export function writeIdentifier(token: Omit<TokenText, 'macaroon' | 'indication'>): string {
  const { persistence, subject, type, id } = token
  const kept = persistence === 'named' ? 'nmd' : `tmp-${persistence}`
  return ['2', kept, keyOf(subject), writeType(type), id].join('/')
}

/** The text that is handed out. */
export function writeTokenText({ macaroon }: Pick<TokenText, 'macaroon'>): string {
  return writeMacaroon(macaroon)
}

/** Reads a token's text without checking anything, or tells why it cannot. */
export function readTokenText(text: string, maxTokenSize: number): TokenText | { readonly error: OzError } {
  if (text.length > maxTokenSize) return { error: tokenTooLarge(maxTokenSize) }
  const [, indication, proper = text] = /^(opw|opp)-(.*)$/s.exec(text) ?? []
  const macaroon = readMacaroon(proper)
  const fields = macaroon === null ? [] : macaroon.identifier.split('/')
  const [version, kept = '', who = '', what = '', id = ''] = fields
  const persistence = readPersistence(kept)
  const subject = readKey(who)
  const type = readType(what)
  if (macaroon === null || version !== '2' || fields.length !== 5 || id === '') return { error: badToken() }
  if (persistence === null || subject === null || type === null) return { error: badToken() }
  const said = subject.type === 'oneprovider' && (indication === 'opw' || indication === 'opp')
  return { id, persistence, subject, type, macaroon, indication: said ? indication : null }
}

function readPersistence(text: string): Persistence | null {
  if (text === 'nmd') return 'named'
  return /^tmp-\d+$/.test(text) ? Number(text.slice(4)) : null
}
