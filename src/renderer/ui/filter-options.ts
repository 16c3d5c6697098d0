import type { PickerOption } from './picker-option.ts'

/** The options in which every word of the query occurs, in their order. */
export function filterOptions(options: readonly PickerOption[], query: string): readonly PickerOption[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return options
  return options.filter(({ label, detail }) => {
    const text = `${label} ${detail ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
