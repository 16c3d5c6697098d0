/** A failure that is explained by its message alone: people see that sentence, never a stack. */
export class Problem extends Error {
  /** @param {string} message one clear sentence, with the remedy in it */
  constructor(message) {
    super(message)
    this.name = 'Problem'
  }
}

/**
 * The message of anything that was thrown.
 * @param {unknown} error
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}

/**
 * Runs a script's main function and ends the process with the exit code it returns. A `Problem` is printed as its
 * sentence with exit code 1; any other error is a bug of the script and is printed with its stack.
 * @param {() => Promise<number>} body
 */
export async function runScript(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error)
    process.exitCode = 1
  }
}
