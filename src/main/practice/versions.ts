/** Whether a dotted version (`0.62.0`) is the wanted one or newer; missing parts count as zero. */
export function isAtLeast(version: string, wanted: string): boolean {
  const have = numbers(version)
  const want = numbers(wanted)
  for (let index = 0; index < Math.max(have.length, want.length); index += 1) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0)
}
