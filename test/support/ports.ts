import { hkdfSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Log } from '../../src/main/lib/log.ts'
import { realAfter } from '../../src/main/lib/timer.ts'
import type { DeriveKey, EnginePorts } from '../../src/main/ports.ts'
import { createWorkerKdf, lowestCost } from '../../src/main/vault/kdf.ts'

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Bytes of a text, fresh each time: whoever takes them may wipe them. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Instead of Argon2id where the test is not about it: fast, and different for every input. */
export const quickKdf: DeriveKey = async (password, salt, cost) =>
  new Uint8Array(hkdfSync('sha256', password, salt, JSON.stringify(cost), 32))

/** The real one, at a cost the caller chooses. */
export const realKdf: DeriveKey = createWorkerKdf(
  new URL('../../src/main/vault/argon2-worker.ts', import.meta.url),
)

export interface LogLine {
  readonly level: 'info' | 'error'
  readonly event: string
  readonly details: unknown
}

export function recordingLog(lines: LogLine[] = []): Log & { lines: LogLine[] } {
  return {
    lines,
    info: (event, details) => void lines.push({ level: 'info', event, details }),
    error: (event, details) => void lines.push({ level: 'error', event, details }),
  }
}

export function testPorts(
  ports: Partial<EnginePorts> = {},
): EnginePorts & { log: ReturnType<typeof recordingLog> } {
  return {
    appVersion: '0.0.0-test',
    electronVersion: null,
    vaultFolder: ports.vaultFolder ?? join(temporaryFolder(), 'vault'),
    sqliteAddonPath: null,
    now: () => Date.now(),
    after: realAfter,
    random: () => 0.5,
    refreshEveryMs: null,
    deriveKey: quickKdf,
    newSlotCost: lowestCost,
    log: recordingLog(),
    clipboard: null,
    practiceSwitch: null,
    isPractice: false,
    notice: null,
    // Tests that play a refusal want to see it; those about repeating say so.
    httpLimits: { repeats: 0 },
    proxyEnvironment: { https: null, http: null, no: null },
    ...ports,
  } as EnginePorts & { log: ReturnType<typeof recordingLog> }
}

export const password = 'correct horse battery staple'
