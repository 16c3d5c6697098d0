import { describeCaveats } from '../../../../shared/model/caveat-summary.ts'
import { membersOf } from '../../../../shared/model/caveats.ts'
import { plainText } from '../../../../shared/text.ts'
import type { Examination } from '../../provider.ts'
import { inviteTypes, nounOf, sortOfType, typeWords } from './types.ts'

type Lines = Examination['lines']

/**
 * What is worth knowing in a stored record of a token, see `Provider.describeDetails`. The record was cut when it was
 * large, and the server may have told anything: what is not understood is passed over.
 */
export function describeOnezoneDetails(details: Readonly<Record<string, unknown>>): Lines {
  const { type, caveats, persistence } = details
  const metadata = membersOf(details['metadata'])
  const known = membersOf(type)
  return [
    ...(type === undefined ? [] : [{ label: 'Type', value: typeWords(known) }, ...targetLines(known)]),
    { label: 'Kept by the server', value: persistenceWords(persistence ?? 'named') },
    // The moment it ends is told with every token.
    ...(Array.isArray(caveats)
      ? caveatLines(known, caveats, 0).filter(({ label }) => label !== expiryLabel)
      : []),
    ...usageLines(metadata),
    ...privilegeLines(metadata['privileges']),
    ...metadataLines(metadata['custom']),
  ]
}

/** What an invitation is to; empty = it is none, or does not tell. */
export function targetLines(type: Readonly<Record<string, unknown>>): Lines {
  const members = membersOf(type['inviteToken'])
  const known = inviteTypes.find(({ inviteType }) => inviteType === members['inviteType'])
  const id = known === undefined ? undefined : members[known.targetKey]
  if (known === undefined || typeof id !== 'string') return []
  return [{ label: 'Target', value: `${nounOf(known)} ${plainText(id, 100)}` }]
}

/** Whether the server lists it. */
export function persistenceWords(persistence: unknown): string {
  // Some releases write an object around the word.
  const word = typeof persistence === 'string' ? persistence : Object.keys(membersOf(persistence))[0]
  if (word === 'named') return 'yes: a named token'
  return word === 'temporary' ? 'no: a temporary token' : 'not told'
}

const expiryLabel = 'Expiry'

/** What the first sentences about caveats are about; the others are about one restriction each. */
const sentenceLabels = ['Good for', expiryLabel]

/** What a token is good for, when it ends, and what restricts it. */
export function caveatLines(
  type: Readonly<Record<string, unknown>>,
  caveats: readonly unknown[],
  nowMs: number,
): Lines {
  return describeCaveats(sortOfType(type) ?? 'access', caveats, nowMs).map((value, index) => ({
    label: sentenceLabels[index] ?? 'Restriction',
    value,
  }))
}

function usageLines({ usageLimit, usageCount }: Readonly<Record<string, unknown>>): Lines {
  const hasLimit = typeof usageLimit === 'number'
  if (!hasLimit && usageLimit !== 'infinity' && typeof usageCount !== 'number') return []
  const used =
    typeof usageCount === 'number' ? `used ${usageCount} times` : 'how often it was used is not told'
  return [{ label: 'Usage limit', value: `${hasLimit ? usageLimit : 'none'}, ${used}` }]
}

function privilegeLines(privileges: unknown): Lines {
  if (!Array.isArray(privileges) || privileges.length === 0) return []
  const names = privileges.slice(0, 100).map((name) => plainText(String(name), 100))
  const more = privileges.length > 100 ? ` and ${privileges.length - 100} more` : ''
  return [{ label: 'Privileges', value: `${names.join(', ')}${more}` }]
}

function metadataLines(custom: unknown): Lines {
  const text = custom === undefined || custom === null ? '{}' : JSON.stringify(custom)
  return text === '{}' ? [] : [{ label: 'Metadata', value: plainText(text, 1_000) }]
}
