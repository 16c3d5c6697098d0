export interface Strength {
  /** 0 = guessed at once, 4 = out of reach. */
  readonly score: 0 | 1 | 2 | 3 | 4
  /** What makes it weak, and what would make it stronger; empty = nothing to say. */
  readonly advice: readonly string[]
}

/** Characters as code points, the way the engine counts them. */
const fewest = 8
/** From here on length alone is enough. */
const longEnough = 14
const goodScore = 3

/** Why a new vault cannot have this password; null = it can. `strength` is null while it cannot be told. */
export function refusePassword(length: number, strength: Strength | null): string | null {
  if (length === 0) return 'Choose a password.'
  if (length < fewest) return `The password is too short: use at least ${fewest} characters.`
  if (length >= longEnough || (strength !== null && strength.score >= goodScore)) return null
  if (strength === null) {
    return `The strength cannot be estimated, so use at least ${longEnough} characters.`
  }
  return `This password could be guessed. Make it less predictable, or at least ${longEnough} characters long.`
}
