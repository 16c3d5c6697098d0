import type { Bytes, CliHost, TextSink } from '../../src/main/cli/host.ts'
import { run } from '../../src/main/cli/run.ts'
import type { Engine } from '../../src/main/engine.ts'
import { AppError } from '../../src/shared/errors.ts'
import { type Handlers, type MethodName, methods } from '../../src/shared/ipc/contract.ts'
import type { Result } from '../../src/shared/result.ts'

/** The handlers a test gives; a call of any other method fails the test's run as `internal`. */
export type FakeHandlers = { -readonly [M in MethodName]?: Handlers[M] }

/** One call that reached the fake engine, with a copy of its input and the input itself. */
export interface FakeCall {
  readonly method: string
  readonly input: unknown
  /** The very object the command line passed, to see whether its bytes were wiped. */
  readonly original: unknown
}

export interface FakeOptions {
  readonly handlers?: FakeHandlers
  readonly env?: Readonly<Record<string, string>>
  /** Content by absolute path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly readableByOthers?: readonly string[]
  /** What standard input holds; null = it is a terminal. */
  readonly stdin?: string | null
  /** Answers of the person, in order. With one there is a terminal and a person. */
  readonly answers?: readonly string[]
  readonly stdoutIsTerminal?: boolean
  readonly columns?: number
  readonly startPractice?: CliHost['startPractice']
  readonly createEngine?: CliHost['createEngine']
  readonly failWrites?: Error
}

/** What one run of the command line did. */
export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly calls: readonly FakeCall[]
  readonly questions: readonly string[]
  /** Folders that an engine was made for. */
  readonly folders: readonly string[]
  /** How often the engine was closed. */
  readonly closed: number
  /** Every password or secret handed out by prompt, file or standard input. */
  readonly given: readonly Bytes[]
}

/** The instant at which tests of the command line happen. */
const testNow = Date.parse('2026-06-15T12:00:00Z')
const passwordPath = '/work/password.txt'

const utf8 = new TextEncoder()

/** Runs the command line against a fake engine, with a password file given by default. */
export function runCli(line: readonly string[], options: FakeOptions = {}): Promise<CliRun> {
  return startCli(line, options).done
}

/** Like {@link runCli}, but the run can be interrupted while it goes on. */
export function startCli(
  line: readonly string[],
  options: FakeOptions = {},
): { readonly done: Promise<CliRun>; readonly interrupt: () => void; readonly stdout: () => string } {
  const { handlers = {}, stdin = null, answers, files = {} } = options
  const stdout = collector(options.stdoutIsTerminal ?? false, options.columns ?? null, options.failWrites)
  const stderr = collector(answers !== undefined, null)
  const calls: FakeCall[] = []
  const questions: string[] = []
  const folders: string[] = []
  const given: Bytes[] = []
  const listeners = new Set<() => void>()
  const waiting = [...(answers ?? [])]
  let closed = 0
  let pausedMs = 0

  const remember = (bytes: Bytes): Bytes => {
    given.push(bytes)
    return bytes
  }
  const host: CliHost = {
    version: '9.9.9',
    env: options.env ?? { LATCHKEY_PASSWORD_FILE: passwordPath },
    platform: 'linux',
    homeFolder: '/home/jane',
    cwd: '/work',
    now: () => testNow + pausedMs,
    // Time passes at once, and in pauses only.
    pause: (ms) =>
      settle(() => {
        pausedMs += ms
      }),
    stdin: {
      isTerminal: stdin === null,
      read: (limit) => settle(() => remember(limited(utf8.encode(stdin ?? ''), limit))),
    },
    stdout: stdout.sink,
    stderr: stderr.sink,
    isInteractive: answers !== undefined,
    promptSecret: (question) =>
      settle(() => {
        questions.push(question)
        const answer = waiting.shift()
        if (answer === undefined) throw new Error('asked too often')
        return remember(utf8.encode(answer))
      }),
    readFile: (path, limit) =>
      settle(() => {
        const content = path === passwordPath && files[path] === undefined ? 'correct horse\n' : files[path]
        if (content === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' })
        const bytes = typeof content === 'string' ? utf8.encode(content) : Uint8Array.from(content)
        return {
          bytes: remember(limited(bytes, limit)),
          othersCanRead: options.readableByOthers?.includes(path) ?? false,
        }
      }),
    createEngine:
      options.createEngine ??
      ((folder) =>
        settle(() => {
          folders.push(folder)
          return fakeEngine({ ...vaultHandlers(), ...handlers }, calls, () => {
            closed += 1
          })
        })),
    startPractice: options.startPractice ?? (() => Promise.reject(new Error('no practice in this test'))),
    onInterrupt: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const done = run(line, host).then((code) => ({
    code,
    stdout: stdout.text(),
    stderr: stderr.text(),
    calls,
    questions,
    folders,
    closed,
    given,
  }))
  return {
    done,
    interrupt: () => {
      for (const listener of listeners) listener()
    },
    stdout: stdout.text,
  }
}

/** The calls without those that every command makes to open the vault. */
export function ownCalls(result: CliRun): { method: string; input: unknown }[] {
  return result.calls
    .filter(({ method }) => method !== 'vault.status' && method !== 'vault.unlock')
    .map(({ method, input }) => ({ method, input }))
}

/** The error document on standard error. */
export function errorOf(result: CliRun): unknown {
  const document: unknown = JSON.parse(result.stderr)
  return typeof document === 'object' && document !== null && 'error' in document ? document.error : undefined
}

function vaultHandlers(): FakeHandlers {
  const status = (state: 'locked' | 'unlocked') => ({
    state,
    folder: '/vault',
    message: null,
    practice: false,
  })
  return { 'vault.status': () => status('locked'), 'vault.unlock': () => status('unlocked') }
}

/** Parses input and output with the contract, as the real engine does. */
function fakeEngine(handlers: FakeHandlers, calls: FakeCall[], onClose: () => void): Engine {
  const request = async (method: string, input: unknown): Promise<Result<unknown>> => {
    calls.push({ method, input: structuredClone(input), original: input })
    const name = method as MethodName
    const parsed = methods[name].input.safeParse(input)
    if (!parsed.success) return failed(new AppError('invalid-input', parsed.error.message))
    const handle = handlers[name] as ((input: unknown, context: unknown) => unknown) | undefined
    if (!handle) return failed(new AppError('internal', `the test gives no ${method}`))
    try {
      return { ok: true, value: methods[name].output.parse(await handle(parsed.data, { actor: 'test' })) }
    } catch (error) {
      if (error instanceof AppError) return failed(error)
      throw error
    }
  }
  return {
    bridge: (actor) => {
      if (actor !== 'command-line') throw new Error('the command line must say who it is')
      return { request, on: () => () => undefined }
    },
    close: () => settle(onClose),
  }
}

function failed(error: AppError): Result<never> {
  return { ok: false, error: error.toData() }
}

function collector(
  isTerminal: boolean,
  columns: number | null,
  failure?: Error,
): { readonly sink: TextSink; readonly text: () => string } {
  const chunks: string[] = []
  const write = (chunk: string | Uint8Array): Promise<void> =>
    settle(() => {
      if (failure) throw failure
      chunks.push(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk))
    })
  return { sink: { isTerminal, columns, write }, text: () => chunks.join('') }
}

function limited(bytes: Bytes, limit: number): Bytes {
  if (bytes.length > limit) throw Object.assign(new Error('too large'), { code: 'EFBIG' })
  return bytes
}

/** A promise of what a function returns or throws. */
function settle<T>(act: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(act())
  })
}
