import { type Command, CommanderError } from 'commander'
import type { AppErrorData } from '../../shared/errors.ts'
import type { CommandDeps } from './command.ts'
import { CallFailed, failureOf } from './failure.ts'
import { withTypedName } from './field-name.ts'
import { type CliHost, Interrupted } from './host.ts'
import { createInput } from './input.ts'
import { createOutput, type Output } from './output.ts'
import type { PracticeDeps } from './practice-command.ts'
import { createProgram } from './program.ts'
import { createSession, type GlobalOptions } from './session.ts'

const interruptedCode = 130

/**
 * Runs one command line, without the program's name, and resolves to the exit code. Everything was handed to the
 * host's streams by then, and the engine is closed. Rejects only when the error itself could not be written.
 */
export async function run(argv: readonly string[], host: CliHost): Promise<number> {
  const output = createOutput(host, wantsJson(argv))
  const input = createInput(host, output)
  const interrupt = watchInterrupt(host)
  const help: { readonly out: string[]; readonly err: string[] } = { out: [], err: [] }
  let saidNo = 0

  const session = createSession(host, input, () => program.opts<GlobalOptions>())
  const commands: CommandDeps = {
    session,
    input,
    output,
    now: host.now,
    pause: host.pause,
    stdout: host.stdout,
    exitWith: (code) => {
      saidNo = code
    },
  }
  const practice: PracticeDeps = {
    startPractice: host.startPractice,
    output,
    untilInterrupted: interrupt.expected,
  }
  const program = createProgram(
    host.version,
    {
      out: (text) => help.out.push(text),
      err: (text) => help.err.push(text),
      width: Math.min(host.stdout.columns ?? 80, 100),
    },
    commands,
    practice,
  )

  const work = async (): Promise<number> => {
    await parse(program, argv, output, help)
    return saidNo
  }
  try {
    const ways = { output, close: session.close, named: (data: AppErrorData) => withTypedName(data, session) }
    return await finish(Promise.race([work(), interrupt.unexpected]), ways, host)
  } finally {
    interrupt.stop()
  }
}

/** Waits for the work, closes the engine, and tells what went wrong in either. */
async function finish(
  work: Promise<number>,
  {
    output,
    close,
    named,
  }: {
    readonly output: Output
    readonly close: () => Promise<void>
    readonly named: (data: AppErrorData) => Promise<AppErrorData>
  },
  host: Pick<CliHost, 'env' | 'stderr'>,
): Promise<number> {
  let code = 0
  let thrown: unknown = null
  try {
    code = await work
  } catch (error) {
    thrown = error
    // What still runs after Ctrl-C is ended below, and has nothing to say any more.
    if (error instanceof Interrupted) output.mute()
    if (error instanceof CallFailed) {
      // The engine may have ended meanwhile; the error itself must be told all the same.
      const data = await named(error.data).catch(() => error.data)
      if (data !== error.data) thrown = new CallFailed(data, error.exitCode)
    }
  }
  try {
    await close()
  } catch (error) {
    thrown ??= error
  }
  if (thrown === null) return code
  if (host.env['LATCHKEY_DEBUG']) await host.stderr.write(`${debugText(thrown)}\n`)
  if (thrown instanceof Interrupted) {
    await output.failure({
      code: 'cancelled',
      message:
        'Interrupted. What a server had been asked for by then may be done. See: latchkey token list --refresh',
    })
    return interruptedCode
  }
  const { data, exitCode } = failureOf(thrown)
  await output.failure(data)
  return exitCode
}

/** Parses and acts. Text of the parser itself is printed; asking for it is no error. */
async function parse(
  program: Command,
  argv: readonly string[],
  output: Output,
  help: { readonly out: readonly string[]; readonly err: readonly string[] },
): Promise<void> {
  try {
    await program.parseAsync([...withHelpLast(argv)], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    await output.text(help.out.join(''), 'stdout')
    if (!output.json) await output.text(help.err.join(''), 'stderr')
    if (error.exitCode !== 0) throw error
  }
}

/** `help token create` means `token create --help`; the parser itself looks at the first word only. */
function withHelpLast(argv: readonly string[]): readonly string[] {
  return argv[0] === 'help' && argv.length > 1 ? [...argv.slice(1), '--help'] : argv
}

/** Whether a line asks for JSON; decided before it is parsed, because a line that cannot be parsed is told in it, too. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? undefined : end).includes('--json')
}

interface InterruptWatch {
  /** Rejects with {@link Interrupted} when the program is asked to end, unless that is expected. */
  readonly unexpected: Promise<never>
  /** Says that being asked to end is how this command ends; resolves then. */
  readonly expected: () => Promise<void>
  readonly stop: () => void
}

function watchInterrupt(host: Pick<CliHost, 'onInterrupt'>): InterruptWatch {
  let isExpected = false
  const happened = Promise.withResolvers<void>()
  const unexpected = Promise.withResolvers<never>()
  // Nobody may be waiting any more when it comes.
  unexpected.promise.catch(() => undefined)
  const stop = host.onInterrupt(() => {
    happened.resolve()
    if (!isExpected) unexpected.reject(new Interrupted())
  })
  return {
    unexpected: unexpected.promise,
    expected: () => {
      isExpected = true
      return happened.promise
    },
    stop,
  }
}

function debugText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${debugText(thrown.cause)}`
  return `${thrown.stack ?? thrown.message}${cause}`
}
