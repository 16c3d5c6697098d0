import type { CapabilityId, FieldSpec, KindDescriptor } from '../../../shared/model/kind.ts'
import type { Server } from '../../../shared/model/server.ts'
import { whyNot } from '../../lib/why-not.ts'

/** What a field of a type needs the server to be able to do. */
const needs: Readonly<Partial<Record<FieldSpec['type'], CapabilityId>>> = {
  caveats: 'tokens.caveats',
  labels: 'tokens.labels',
}

/** The fields that this server and this credential can use, and why the others are left out. */
export function possibleFields(
  specs: readonly FieldSpec[],
  server: Pick<Server, 'name' | 'capabilities'> | undefined,
  kind: KindDescriptor | undefined,
): { readonly specs: readonly FieldSpec[]; readonly reasons: readonly string[] } {
  const reasons: string[] = []
  const possible = specs.filter(({ type, label }) => {
    const need = needs[type]
    const reason = server && need !== undefined ? whyNot(server, kind, need) : null
    if (reason !== null) reasons.push(`${label}: ${reason}`)
    return reason === null
  })
  return { specs: possible, reasons }
}
