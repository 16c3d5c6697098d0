/**
 * Runs one step of a script, and prints its name and how long it took when it is over, also when it throws.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} body
 * @param {(line: string) => void} [say]
 * @returns {Promise<T>}
 */
export async function step(name, body, say = console.log) {
  const start = performance.now()
  try {
    return await body()
  } finally {
    say(`[${name}: ${seconds(performance.now() - start)}]`)
  }
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`
}
