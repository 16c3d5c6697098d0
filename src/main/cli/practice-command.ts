import { type Command, Option } from 'commander'
import { addVerb } from './command.ts'
import { type CliHost, type PracticeTls, practiceTls } from './host.ts'
import type { Output } from './output.ts'

/** What `practice` is made from; it needs no vault. */
export interface PracticeDeps {
  readonly startPractice: CliHost['startPractice']
  readonly output: Pick<Output, 'text' | 'note'>
  /** Resolves when the program is asked to end, which is then no interruption but the way it is meant to end. */
  readonly untilInterrupted: () => Promise<void>
}

/** `practice`: the stand-ins for real servers, until they are stopped. */
export function addPracticeCommand(program: Command, deps: PracticeDeps): void {
  addVerb(
    program,
    'practice',
    'Run practice servers until stopped. Prints where they are, as one line of JSON.',
    'practice --seed 7',
  )
    .option('--seed <seed>', 'which invented world; the same seed gives the same one')
    .addOption(
      new Option('--tls [certificate]', 'speak TLS; the line tells each certificate and its SHA-256')
        .choices(practiceTls)
        .preset('self-signed' satisfies PracticeTls),
    )
    .action((options: { seed?: string; tls?: PracticeTls }) =>
      runPractice(deps, options.seed ?? null, options.tls ?? null),
    )
}

async function runPractice(deps: PracticeDeps, seed: string | null, tls: PracticeTls | null): Promise<void> {
  const stopped = deps.untilInterrupted()
  const practice = await deps.startPractice(seed, tls)
  try {
    await deps.output.text(`${JSON.stringify(practice.servers)}\n`, 'stdout')
    await deps.output.note(
      'The practice servers are running. Everything in them is invented. Stop them with Ctrl-C.',
    )
    await stopped
  } finally {
    await practice.close()
  }
}
