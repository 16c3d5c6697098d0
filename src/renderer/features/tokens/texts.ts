import type { Token } from '../../../shared/model/token.ts'
import { plainText } from '../../../shared/text.ts'

/** Text of a server, safe to show in a list. */
export const shown = (text: string): string => plainText(text, 200)

/** What a token is called: its name, or its remote id on kinds without names. */
export const tokenTitle = ({ name, remoteId }: Pick<Token, 'name' | 'remoteId'>): string =>
  shown(name ?? remoteId ?? 'Temporary token')

export const ownerTitle = ({ owner }: Pick<Token, 'owner'>): string => shown(owner.name ?? owner.id)

export const noSecret = 'The vault has no secret of this token.'

export const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** “a”, “a and b”, “a, b and 3 more”. */
export function listed(names: readonly string[], most = 3): string {
  const rest = names.length - most
  const parts = rest > 0 ? [...names.slice(0, most), `${rest} more`] : [...names]
  const last = parts.pop() ?? ''
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
}

export const temporaryHelp =
  'The server does not list it: only this vault knows it. Deleting it here forgets it, and does not end it on the server.'

/** @param isSecretReadable whether its server gives the secret again */
export const orphanHelp = (isSecretReadable: boolean): string =>
  isSecretReadable
    ? 'Latchkey asked for this token, and the answer with its secret never arrived. Read the secret from the server with “Fetch secret”, or delete the token.'
    : 'Latchkey asked for this token, and the answer with its secret never arrived. It works for nobody; delete it.'
