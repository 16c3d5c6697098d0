const units: readonly (readonly [sizeMs: number, unit: string])[] = [
  [365.25 * 86_400_000, 'y'],
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
]

/** How old knowledge is, short enough for a narrow column: “just now”, “5 min ago”. */
export function ageText(at: string, nowMs: number): string {
  const age = nowMs - Date.parse(at)
  for (const [size, unit] of units) {
    if (age >= size) return `${Math.trunc(age / size)} ${unit} ago`
  }
  return 'just now'
}

/** How far a reading is: “reading…”, “reading 12 of 40”. */
export function readingText(progress: { readonly done: number; readonly total: number } | undefined): string {
  // One request is no progress worth a figure.
  if (!progress || progress.total <= 1) return 'reading…'
  return `reading ${Math.min(progress.done, progress.total)} of ${progress.total}`
}
