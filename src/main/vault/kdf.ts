import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import type { Argon2Cost, DeriveKey } from '../ports.ts'

/** Lowest cost accepted when reading a header; anything below is a downgrade. */
export const lowestCost: Argon2Cost = { memoryKiB: 19 * 1024, passes: 2, lanes: 1 }
/** Highest cost accepted when reading a header; anything above is a memory bomb. */
export const highestCost: Argon2Cost = { memoryKiB: 1024 * 1024, passes: 16, lanes: 8 }
/** Where calibration starts: the second recommended option of RFC 9106. */
export const startingCost: Argon2Cost = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 }

const targetMs = 500
/** No derivation within the accepted bounds takes this long on any machine that can run the app. */
const longestMs = 120_000
const calibrationCapKiB = 512 * 1024

export function isAcceptedCost(cost: Argon2Cost): boolean {
  return (Object.keys(lowestCost) as (keyof Argon2Cost)[]).every(
    (key) => Number.isInteger(cost[key]) && cost[key] >= lowestCost[key] && cost[key] <= highestCost[key],
  )
}

/** Doubles the memory until one derivation takes half a second on this machine, up to 512 MiB. */
export async function calibrateCost(deriveKey: DeriveKey, monotonicMs: () => number): Promise<Argon2Cost> {
  const password = new Uint8Array(16)
  const salt = new Uint8Array(16)
  let cost = startingCost
  for (;;) {
    const started = monotonicMs()
    await deriveKey(password, salt, cost)
    if (monotonicMs() - started >= targetMs || cost.memoryKiB >= calibrationCapKiB) return cost
    cost = { ...cost, memoryKiB: Math.min(cost.memoryKiB * 2, calibrationCapKiB) }
  }
}

/**
 * Derivation in a worker thread that ends after each one: its memory, with every copy of the password in it,
 * goes back to the system. Text is normalised (NFKC) in there too, so that no string of it exists outside.
 * @param workerUrl the script `argon2-worker`, as source or built.
 */
export function createWorkerKdf(workerUrl: URL): DeriveKey {
  return (password, salt, cost) =>
    new Promise((resolve, reject) => {
      const copy = Uint8Array.from(password)
      const worker = new Worker(workerUrl, {
        workerData: { password: copy, salt, cost },
        transferList: [copy.buffer],
        // A worker needs no variables, and must not print.
        env: {},
        stdout: false,
      })
      const fail = (cause?: unknown) =>
        reject(
          new AppError('internal', 'The password could not be processed on this machine. Try again.', {
            cause,
          }),
        )
      const watchdog = setTimeout(() => {
        fail()
        void worker.terminate()
      }, longestMs)
      // Not at its exit: inside Electron a thread that is done has been seen to take for ever to end.
      worker.once('message', (derived: Uint8Array) => {
        clearTimeout(watchdog)
        worker.unref()
        resolve(derived)
      })
      worker.once('error', (cause: Error) => {
        clearTimeout(watchdog)
        fail(cause)
      })
      worker.once('exit', () => {
        clearTimeout(watchdog)
        fail()
      })
    })
}
