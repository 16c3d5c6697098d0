/** “12 s”; never less than none. */
export function secondsLeft(endsAtMs: number, nowMs: number): string {
  return `${Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000))} s`
}
