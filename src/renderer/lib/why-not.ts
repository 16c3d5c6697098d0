import type { CapabilityId, KindDescriptor } from '../../shared/model/kind.ts'
import type { Server } from '../../shared/model/server.ts'

/** Why the server, its version or its credential cannot do this; null = it can. */
export function whyNot(
  server: Pick<Server, 'name' | 'capabilities'> | undefined,
  kind: KindDescriptor | undefined,
  id: CapabilityId,
): string | null {
  if (!server || !kind) return 'Not known yet.'
  // Before the first contact a server tells nothing of its own; then the kind's limits are all that is known.
  for (const { capabilities, name } of [kind, server]) {
    const capability = capabilities.find((candidate) => candidate.id === id)
    if (capability && !capability.available) return capability.reason ?? `${name} cannot do this.`
  }
  return null
}

/** Why nothing of a token can be changed after it was made; null = something can. */
export function whyNoChange(
  server: Pick<Server, 'name' | 'capabilities'> | undefined,
  kind: KindDescriptor | undefined,
): string | null {
  if (kind?.updateFields.every(({ type }) => type === 'boolean')) {
    return whyNot(server, kind, 'tokens.extend') ?? `Tokens of ${kind.name} cannot be changed.`
  }
  const reasons = changing.map((id) => whyNot(server, kind, id))
  return reasons.includes(null) ? null : (reasons[0] ?? null)
}

const changing = ['tokens.rename', 'tokens.extend', 'tokens.labels'] as const
