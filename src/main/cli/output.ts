import type { AppErrorData } from '../../shared/errors.ts'
import { plainText } from '../../shared/text.ts'
import type { CliHost, TextSink } from './host.ts'
import { type Look, paint } from './table.ts'

/** What the command line says. With `--json` standard output gets exactly one document and notes are left out. */
export interface Output {
  readonly json: boolean
  /** The result: as it is with `--json`, else in the form for a person. Nothing is written when that is empty. */
  result(value: unknown, human: (look: Look) => string): Promise<void>
  /** Bytes exactly as they are. */
  bytes(bytes: Uint8Array): Promise<void>
  /** A remark for a person, on standard error. */
  note(text: string): Promise<void>
  /** Text exactly as it is, on standard output or standard error. */
  text(text: string, to: 'stdout' | 'stderr'): Promise<void>
  failure(data: AppErrorData): Promise<void>
  /** From now on nothing but failures is written. */
  mute(): void
}

const longestMessage = 4_000

/** Writes to the host's streams. `json` was decided before the line was parsed, so that a wrong line is told in it too. */
export function createOutput(
  host: Pick<CliHost, 'stdout' | 'stderr' | 'env' | 'platform' | 'now'>,
  json: boolean,
): Output {
  let muted = false
  const write = async (sink: TextSink, chunk: string | Uint8Array): Promise<void> => {
    if (!muted && chunk.length > 0) await sink.write(chunk)
  }
  return {
    json,
    result: async (value, human) => {
      if (json) return await write(host.stdout, `${jsonText(value, host.stdout.isTerminal)}\n`)
      const text = human(lookOf(host.stdout, host))
      await write(host.stdout, text === '' ? '' : `${text}\n`)
    },
    bytes: (bytes) => write(host.stdout, bytes),
    note: async (text) => {
      if (!json) await write(host.stderr, `${lines(text)}\n`)
    },
    text: (text, to) => write(to === 'stdout' ? host.stdout : host.stderr, text),
    failure: async (data) => {
      const text = json
        ? jsonText({ error: data }, host.stderr.isTerminal)
        : failureText(data, lookOf(host.stderr, host))
      await host.stderr.write(`${text}\n`)
    },
    mute: () => {
      muted = true
    },
  }
}

function lookOf(sink: TextSink, host: Pick<CliHost, 'env' | 'now'>): Look {
  const plain = Boolean(host.env['NO_COLOR']) || host.env['TERM'] === 'dumb'
  return { width: sink.columns, colours: sink.isTerminal && !plain, now: host.now() }
}

/** Characters that JSON allows but a terminal would obey, or that turn the direction of text, are written as escapes. */
function jsonText(value: unknown, indented: boolean): string {
  return JSON.stringify(value, null, indented ? 2 : 0).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function failureText(data: AppErrorData, look: Look): string {
  const details = [
    ...(data.checks ?? []).map(({ check, ok, message }) => `${ok ? 'ok' : 'failed'}: ${check}: ${message}`),
    ...(data.servers ?? []).map(({ name, code, message }) => `${name} (${code}): ${message}`),
    ...(data.retryAfterMs === undefined
      ? []
      : [`The server asks to wait ${Math.ceil(data.retryAfterMs / 1_000)} s.`]),
    ...(data.id === undefined ? [] : hints(data, data.id)),
    ...(data.traceId === undefined ? [] : [`Reference: ${data.traceId}`]),
  ]
  const first = `${paint(look, `error (${data.code}):`, 'bad')} ${lines(data.message)}`
  return [first, ...details.map((line) => `  ${lines(line)}`)].join('\n')
}

function hints({ code, isSecretReadable = false }: AppErrorData, id: string): string[] {
  if (code !== 'outcome-unknown') return [`ID: ${id}`]
  const fetching = isSecretReadable
    ? [`Read its secret from the server with: latchkey token store ${id} --from-server`]
    : []
  return [...fetching, `Delete it with: latchkey token delete ${id} --yes`]
}

function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => plainText(line, longestMessage))
    .join('\n')
}
