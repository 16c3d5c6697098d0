import type { KindDescriptor } from '../../../shared/model/kind.ts'

interface SwitchWords {
  /** The button that switches a token off, and the one that takes it back. */
  readonly off: string
  readonly on: string
  /** What it is then. */
  readonly isOff: string
  readonly isOn: string
}

const words: Readonly<Record<KindDescriptor['switchedOff'], SwitchWords>> = {
  disabled: { off: 'Disable', on: 'Enable', isOff: 'disabled', isOn: 'enabled' },
  revoked: { off: 'Revoke', on: 'Un-revoke', isOff: 'revoked', isOn: 'no longer revoked' },
}

/** What switching a token off and on is called on this kind of server. */
export function switchWords(kind: Pick<KindDescriptor, 'switchedOff'> | undefined): SwitchWords {
  return words[kind?.switchedOff ?? 'disabled']
}
