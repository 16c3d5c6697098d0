import { parentPort, workerData } from 'node:worker_threads'
import { argon2id } from 'hash-wasm'
import type { Argon2Cost } from '../ports.ts'

// Runs in a thread of its own, once. See createWorkerKdf.

/** Passwords are the NFKC form in UTF-8, so that the same letters typed on another keyboard open the vault. */
function normalise(password: Uint8Array): Uint8Array {
  return new TextEncoder().encode(new TextDecoder('utf-8').decode(password).normalize('NFKC'))
}

const { password, salt, cost } = workerData as {
  password: Uint8Array
  salt: Uint8Array
  cost: Argon2Cost
}
const derived = await argon2id({
  password: normalise(password),
  salt,
  memorySize: cost.memoryKiB,
  iterations: cost.passes,
  parallelism: cost.lanes,
  hashLength: 32,
  outputType: 'binary',
})
password.fill(0)
parentPort?.postMessage(derived, [derived.buffer as ArrayBuffer])
