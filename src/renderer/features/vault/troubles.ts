import type { VaultState } from '../../../shared/model/vault.ts'

export type TroubleState = Extract<VaultState, 'in-use' | 'damaged' | 'newer'>

interface Trouble {
  readonly title: string
  readonly tone: 'info' | 'warn' | 'bad'
  /** When the engine gives no words of its own. */
  readonly happened: string
  readonly safe: string
  readonly steps: readonly string[]
  /** After a check that found it the same. */
  readonly unchanged: string
}

export const troubles: Readonly<Record<TroubleState, Trouble>> = {
  'in-use': {
    title: 'The vault is open elsewhere',
    tone: 'info',
    happened: 'Another Latchkey on this computer has this vault open.',
    safe: 'Everything. Only one Latchkey at a time may write to a vault, so this one has not opened it.',
    steps: [
      'Find the other Latchkey: another window, another session of this computer, or a command that is still running.',
      'Lock it or close it there, then check again.',
    ],
    unchanged: 'The vault is still open elsewhere.',
  },
  damaged: {
    title: 'The vault cannot be opened',
    tone: 'bad',
    happened: 'The files of the vault are not as Latchkey wrote them.',
    safe: 'Latchkey changed nothing and never puts an empty vault in the place of this one. The tokens on your servers work as before.',
    steps: [
      'Copy the whole folder to another place before you try anything.',
      'Put the damaged file back from a copy of the folder, if you have one.',
      'Check again.',
    ],
    unchanged: 'The vault still cannot be opened.',
  },
  newer: {
    title: 'The vault needs a newer Latchkey',
    tone: 'warn',
    happened: 'A newer Latchkey wrote this vault, in a form this one does not know.',
    safe: 'Everything. Nothing was changed, and the newer Latchkey opens the vault as before.',
    steps: ['Close this Latchkey and install the newer one.', 'Open the vault there with the same password.'],
    unchanged: 'The vault is still from a newer Latchkey.',
  },
}
