/** What was named to whom before they confirmed, so that a confirmation never covers more than was told. In memory only. */
export interface Told {
  /** Whether there are ids that were not among those told. Whoever was never told means all there are. */
  isMore(about: readonly string[], ids: readonly string[]): boolean
  /** Whether somebody was told and has not confirmed yet. */
  has(about: readonly string[]): boolean
  tell(about: readonly string[], ids: readonly string[]): void
  forget(about: readonly string[]): void
}

export function createTold(): Told {
  const told = new Map<string, ReadonlySet<string>>()
  const keyOf = (about: readonly string[]) => JSON.stringify(about)
  return {
    isMore: (about, ids) => {
      const known = told.get(keyOf(about))
      return known !== undefined && ids.some((id) => !known.has(id))
    },
    has: (about) => told.has(keyOf(about)),
    tell: (about, ids) => {
      told.set(keyOf(about), new Set(ids))
    },
    forget: (about) => {
      told.delete(keyOf(about))
    },
  }
}
