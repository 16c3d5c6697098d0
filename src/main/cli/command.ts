import type { Command } from 'commander'
import type { TextSink } from './host.ts'
import type { Input } from './input.ts'
import type { Output } from './output.ts'
import type { Session } from './session.ts'

/** What the commands are made from. */
export interface CommandDeps {
  readonly session: Session
  readonly input: Input
  readonly output: Output
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>
  readonly stdout: Pick<TextSink, 'isTerminal'>
  /** The exit code of a run that says no without being an error. */
  readonly exitWith: (code: number) => void
}

/** Adds a group of commands that share a first word. */
export function addNoun(program: Command, name: string, description: string): Command {
  return program.command(name).usage('<command> [options]').description(description).summary(description)
}

/** Adds a command with its one sentence and an example, which is written without the program's name. */
export function addVerb(noun: Command, syntax: string, description: string, example: string): Command {
  return noun
    .command(syntax)
    .description(description)
    .addHelpText('after', `\nExample:\n  latchkey ${example}`)
}

/** For an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value]
}
