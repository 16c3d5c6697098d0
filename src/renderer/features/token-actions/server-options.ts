import type { KindDescriptor } from '../../../shared/model/kind.ts'
import type { Server } from '../../../shared/model/server.ts'
import { whyNot } from '../../lib/why-not.ts'
import type { PickerOption } from '../../ui/picker-option.ts'
import { shown } from './token-title.ts'

/** Servers as places to create a token; those where that is not possible last, with the reason. */
export function serverOptions(servers: readonly Server[], kinds: readonly KindDescriptor[]): PickerOption[] {
  const options = servers.map((server) => {
    const kind = kinds.find(({ id }) => id === server.kind)
    return {
      id: server.id,
      label: shown(server.name),
      detail: `${kind?.name ?? server.kind} · ${shown(server.url)}`,
      tag: null,
      unavailable: whyNot(server, kind, 'tokens.create'),
    }
  })
  return options.toSorted(
    (a, b) =>
      Number(a.unavailable !== null) - Number(b.unavailable !== null) ||
      a.label.localeCompare(b.label, 'en', { numeric: true }),
  )
}
