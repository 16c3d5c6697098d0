import type { Command } from 'commander'
import type { Output as OutputOf } from '../../shared/ipc/contract.ts'
import { addVerb, type CommandDeps, collect } from './command.ts'
import { answerOf } from './failure.ts'
import { parseFields } from './fields.ts'
import { record } from './table.ts'
import { writeSecret } from './token-secret.ts'

interface TextOptions {
  readonly server: string
  readonly secretFile?: string
  readonly field?: readonly string[]
}

const serverHelp = 'name or ID of a server of the token’s kind'
const fileHelp = 'the text of the token; without it, standard input'

/** `token examine | confine | scope`: what a server is asked about the text of a token. */
export function addTokenTextVerbs(token: Command, deps: CommandDeps): void {
  addVerb(
    token,
    'examine',
    'Let a server say what is inside the text of a token. It need not work any more.',
    'token examine --server cloud < token.txt',
  )
    .requiredOption('--server <server>', serverHelp)
    .option('--secret-file <file>', fileHelp)
    .action((options: TextOptions) => printExamination(deps, 'tokens.examine', options))

  addVerb(
    token,
    'confine',
    'Make a weaker token from the text of a token, and print it, alone. It is kept nowhere.',
    `token confine --server cloud --field caveats='[{"type":"time","validUntil":1900000000}]' < token.txt`,
  )
    .requiredOption('--server <server>', serverHelp)
    .option('--field <name=value>', 'what to add, may be repeated: caveats=JSON', collect)
    .option('--secret-file <file>', fileHelp)
    .action((options: TextOptions) => confineToken(deps, options))

  addVerb(
    token,
    'scope',
    'Let a server say which data the text of a token reaches.',
    'token scope --server cloud < token.txt',
  )
    .requiredOption('--server <server>', serverHelp)
    .option('--secret-file <file>', fileHelp)
    .action((options: TextOptions) => printExamination(deps, 'tokens.scope', options))
}

type Deps = Pick<CommandDeps, 'session' | 'input' | 'output' | 'stdout'>

/** Reads the text of a token, runs the work with it, and wipes it. */
async function withText<T>(
  { session, input }: Deps,
  { secretFile }: TextOptions,
  work: (secret: Uint8Array<ArrayBuffer>) => Promise<T>,
): Promise<T> {
  await session.requireVault()
  const secret = await input.secret(secretFile, 'Text of the token: ')
  try {
    return await work(secret)
  } finally {
    secret.fill(0)
  }
}

async function printExamination(
  deps: Deps,
  method: 'tokens.examine' | 'tokens.scope',
  options: TextOptions,
): Promise<void> {
  await withText(deps, options, async (secret) => {
    const client = await deps.session.unlocked()
    const found: OutputOf<'tokens.examine'> = answerOf(
      await client.call(method, { server: options.server, secret }),
    )
    await deps.output.result(found, (look) =>
      record(
        look,
        found.lines.map(({ label, value }) => [label, value]),
      ),
    )
  })
}

async function confineToken(deps: Deps, options: TextOptions): Promise<void> {
  const fields = parseFields(options.field ?? [])
  await withText(deps, options, async (text) => {
    const client = await deps.session.unlocked()
    const { secret } = answerOf(
      await client.call('tokens.confine', { server: options.server, secret: text, fields }),
    )
    await writeSecret(deps, secret, (plain) => ({ secret: plain }))
  })
}
