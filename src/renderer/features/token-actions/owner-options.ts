import type { Owner } from '../../../shared/model/server.ts'
import type { PickerOption } from '../../ui/picker-option.ts'
import { shown } from './token-title.ts'

/** Owners as they are offered: oneself, then service users, then the rest by name; who cannot be chosen last, with the reason. */
export function ownerOptions(owners: readonly Owner[]): PickerOption[] {
  return owners.toSorted(compare).map((owner) => ({
    id: owner.id,
    label: shown(owner.name),
    detail: owner.name === owner.id ? shown(owner.type) : `${shown(owner.type)} · ${shown(owner.id)}`,
    tag: owner.isSelf ? 'This is you' : null,
    unavailable: owner.manageable
      ? null
      : (owner.reason ?? 'This credential may not create tokens for this owner.'),
  }))
}

function rank({ manageable, isSelf, type }: Owner): number {
  if (!manageable) return 3
  if (isSelf) return 0
  return type.toLowerCase().includes('service') ? 1 : 2
}

function compare(a: Owner, b: Owner): number {
  return rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1)
}
