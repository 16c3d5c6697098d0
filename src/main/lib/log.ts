import { redact } from './redact.ts'

/** What a log line may hold: a short event name and named plain values. Values pass the redactor. */
export interface Log {
  info(event: string, details?: Readonly<Record<string, unknown>>): void
  error(event: string, details?: Readonly<Record<string, unknown>>): void
}

const longestValue = 500

/** One JSON line per event. Values are cut and redacted; objects are not followed. `write` gets the line with its end. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  const line = (level: string) => (event: string, details?: Readonly<Record<string, unknown>>) => {
    const values = Object.entries(details ?? {}).map(([name, value]) => [name, plain(value)])
    write(
      `${JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...Object.fromEntries(values) })}\n`,
    )
  }
  return { info: line('info'), error: line('error') }
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  return typeof value === 'string' ? redact(value.slice(0, longestValue)) : `[${typeof value}]`
}
