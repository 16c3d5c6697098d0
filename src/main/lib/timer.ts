/** Runs something once, after a time in milliseconds. Returns the function that prevents it. */
export type After = (ms: number, run: () => void) => () => void

/** The real one. It does not keep a program alive. */
export const realAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
