/** One of the things a picker offers. */
export interface PickerOption {
  readonly id: string
  readonly label: string
  readonly detail: string | null
  readonly tag: string | null
  /** Why it cannot be chosen; null = it can. */
  readonly unavailable: string | null
}
