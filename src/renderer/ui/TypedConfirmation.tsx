import { TextField } from './TextField.tsx'

interface TypedConfirmationProps {
  /** What has to be typed, letter by letter. */
  readonly expected: string
  readonly typed: string
  readonly onType: (text: string) => void
}

/** For what nobody can take back: the person types what it will hit. */
export function TypedConfirmation({ expected, typed, onType }: TypedConfirmationProps) {
  return (
    <TextField
      label={`Type “${expected}” to confirm`}
      name="confirmation"
      isRequired
      value={typed}
      onChange={onType}
    />
  )
}

/** Why it is not confirmed yet; null = it is. */
export function unconfirmed(expected: string, typed: string): string | null {
  return typed.trim() === expected ? null : `First type “${expected}” to confirm.`
}
