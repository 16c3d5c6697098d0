import type { Command } from 'commander'
import { AppError } from '../../shared/errors.ts'
import type { Client } from '../../shared/ipc/client.ts'
import type { Output as OutputOf } from '../../shared/ipc/contract.ts'
import type { Token } from '../../shared/model/token.ts'
import { plainText } from '../../shared/text.ts'
import { addNoun, addVerb, type CommandDeps, collect } from './command.ts'
import { answerOf } from './failure.ts'
import { parseFields } from './fields.ts'
import { listTokens, type TokenListOptions } from './token-list.ts'
import { resolveTokenId } from './token-rows.ts'
import { printSecret } from './token-secret.ts'
import { addTokenTextVerbs } from './token-text-commands.ts'
import { counted, eventsText, tokenText } from './views.ts'

interface CreateOptions {
  readonly server: string
  readonly owner: string
  readonly field?: readonly string[]
}

interface DeleteAllOptions {
  readonly server: string
  readonly owner: string
  readonly yes?: boolean
}

interface StoreOptions {
  readonly secretFile?: string
  readonly fromServer?: boolean
  readonly yes?: boolean
}

const fieldHelp = 'a value, may be repeated (see: latchkey server kinds)'
const yesHelp = 'really do it'
const exampleId = '0199c3a1-5d2e'

/**
 * `token list | show | create | secret | store | update | enable | disable | delete | delete-all | verify | events |
 * purge`, and those of {@link addTokenTextVerbs}.
 */
export function addTokenCommands(program: Command, deps: CommandDeps): Command {
  const token = addNoun(program, 'token', 'List, create, change, hand out and delete tokens')
  addReadingVerbs(token, deps)
  addChangingVerbs(token, deps)
  addTokenTextVerbs(token, deps)
  return token
}

function addReadingVerbs(token: Command, deps: CommandDeps): void {
  addVerb(token, 'list', 'List the tokens as they were last seen.', 'token list --server office --refresh')
    .option('--server <server>', 'only of this server (name or ID)')
    .option('--owner <owner>', 'only of this owner (name or ID)')
    .option('--refresh', 'ask the servers first')
    .action((options: TokenListOptions) => listTokens(deps, options))

  addVerb(
    token,
    'show <id>',
    "Show everything about a token, except its secret. With --json also the server's own record.",
    `token show ${exampleId}`,
  ).action((id: string) => showToken(deps, id))

  addVerb(
    token,
    'secret <id>',
    "Print a token's secret, alone.",
    `token secret ${exampleId} | some-program --token-from-stdin`,
  ).action((id: string) => printSecret(deps, id))

  addVerb(
    token,
    'verify <id>',
    'Use the stored secret once to learn whether it works. Exits 1 when it does not.',
    `token verify ${exampleId}`,
  ).action((id: string) => verifyToken(deps, id))

  addVerb(
    token,
    'events <id>',
    'Show what the server recorded about a token, newest first.',
    `token events ${exampleId}`,
  ).action((id: string) => printEvents(deps, id))
}

function addChangingVerbs(token: Command, deps: CommandDeps): void {
  addVerb(
    token,
    'create',
    'Create a token. Its secret goes into the vault and is not printed.',
    'token create --server office --owner ci --field name=deploy',
  )
    .requiredOption('--server <server>', 'name or ID of the server')
    .requiredOption('--owner <owner>', 'name or ID of the owner')
    .option('--field <name=value>', fieldHelp, collect)
    .action((options: CreateOptions) => createToken(deps, options))

  addVerb(
    token,
    'store <id>',
    'Put a secret that you have into the vault, after the server confirmed it.',
    `token store ${exampleId} --secret-file secret.txt`,
  )
    .option('--secret-file <file>', 'the secret; without it, standard input')
    .option('--from-server', 'ask the server for it, where the kind gives it again')
    .option('--yes', 'replace a stored secret, also when the server cannot tell whose the new one is')
    .action((id: string, options: StoreOptions) => storeSecret(deps, id, options))

  addVerb(token, 'update <id>', 'Change values of a token.', `token update ${exampleId} --field NAME=VALUE`)
    .option('--field <name=value>', fieldHelp, collect)
    .action((id: string, options: { field?: readonly string[] }) =>
      updateToken(deps, id, options.field ?? []),
    )

  for (const enabled of [true, false]) {
    const verb = enabled ? 'enable' : 'disable'
    const description = enabled ? 'Let a disabled token work again.' : 'Stop a token from working, for now.'
    addVerb(token, `${verb} <id>`, description, `token ${verb} ${exampleId}`).action((id: string) =>
      withToken(deps, id, (client, found) => client.call('tokens.setEnabled', { id: found, enabled })),
    )
  }

  addVerb(
    token,
    'delete <id>',
    'Delete a token on its server, for good. Its row and secret stay until purged.',
    `token delete ${exampleId} --yes`,
  )
    .option('--yes', yesHelp)
    .action((id: string, { yes = false }: { yes?: boolean }) =>
      withToken(deps, id, (client, found) => client.call('tokens.delete', { id: found, confirmed: yes })),
    )

  addVerb(
    token,
    'delete-all',
    'Delete all tokens of an owner on a server, for good, in one call.',
    'token delete-all --server office --owner ci --yes',
  )
    .requiredOption('--server <server>', 'name or ID of the server')
    .requiredOption('--owner <owner>', 'name or ID of the owner')
    .option('--yes', yesHelp)
    .action((options: DeleteAllOptions) => deleteAll(deps, options))

  addVerb(
    token,
    'purge <id>',
    'Forget a token that is gone from its server, and its secret.',
    `token purge ${exampleId} --yes`,
  )
    .option('--yes', yesHelp)
    .action((id: string, { yes = false }: { yes?: boolean }) =>
      withToken(deps, id, (client, found) => client.call('tokens.purge', { id: found, confirmed: yes })),
    )
}

/** Opens the vault, finds the token, makes the call and prints the record that it answers with. */
async function withToken(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  id: string,
  call: (client: Client, id: string) => ReturnType<typeof client.call<'tokens.get'>>,
): Promise<void> {
  const client = await session.unlocked()
  const token = answerOf(await call(client, await resolveTokenId(client, id)))
  await printToken({ output }, token)
}

async function printToken({ output }: Pick<CommandDeps, 'output'>, token: Token): Promise<void> {
  await output.result(token, (look) => tokenText(look, token))
}

/** Everything about a token; in JSON with the server's own record as `details`, which is null when it was not read. */
async function showToken(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  text: string,
): Promise<void> {
  const client = await session.unlocked()
  const id = await resolveTokenId(client, text)
  const token = answerOf(await client.call('tokens.get', { id }))
  const { details, lines } = answerOf(await client.call('tokens.details', { id }))
  await output.result({ ...token, details }, (look) => tokenText(look, token, lines))
}

async function printEvents(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  text: string,
): Promise<void> {
  const client = await session.unlocked()
  const id = await resolveTokenId(client, text)
  const events = answerOf(await client.call('tokens.events', { id }))
  await output.result(events, (look) => (events.length === 0 ? '' : eventsText(look, events)))
  if (events.length === 0) await output.note('The server recorded nothing about it.')
}

async function deleteAll(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  { server, owner, yes = false }: DeleteAllOptions,
): Promise<void> {
  const client = await session.unlocked()
  const done = answerOf(await client.call('tokens.deleteAll', { server, owner, confirmed: yes }))
  await output.result(done, () =>
    plainText(`Deleted ${counted(done.deleted, 'token')} of ${done.owner} on ${done.server}.`, 1_000),
  )
}

async function createToken(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  options: CreateOptions,
): Promise<void> {
  const fields = parseFields(options.field ?? [])
  const client = await session.unlocked()
  const token = answerOf(
    await client.call('tokens.create', { server: options.server, owner: options.owner, fields }),
  )
  await printToken({ output }, token)
  await output.note(`The secret is in the vault. Print it with: latchkey token secret ${token.id}`)
}

async function storeSecret(
  { session, input, output }: Pick<CommandDeps, 'session' | 'input' | 'output'>,
  id: string,
  { secretFile, fromServer = false, yes = false }: StoreOptions,
): Promise<void> {
  if (fromServer && secretFile !== undefined) {
    throw new AppError('invalid-input', 'Give the secret, or let the server give it: one of the two.', {
      field: 'from-server',
    })
  }
  if (fromServer) {
    return await withToken({ session, output }, id, (client, found) =>
      client.call('tokens.fetchSecret', { id: found }),
    )
  }
  await session.requireVault()
  const secret = await input.secret(secretFile, 'Secret of this token: ')
  try {
    const client = await session.unlocked()
    const found = await resolveTokenId(client, id)
    const stored = answerOf(await client.call('tokens.store', { id: found, secret, confirmed: yes }))
    await printToken({ output }, stored)
    if (!stored.isConfirmed) await output.note(unconfirmedText(stored))
  } finally {
    secret.fill(0)
  }
}

async function updateToken(
  deps: Pick<CommandDeps, 'session' | 'output'>,
  id: string,
  values: readonly string[],
): Promise<void> {
  const fields = parseFields(values)
  if (values.length === 0) throw new AppError('invalid-input', 'Say what to change with --field name=value.')
  await withToken(deps, id, (client, found) => client.call('tokens.update', { id: found, fields }))
}

async function verifyToken(
  { session, output, exitWith }: Pick<CommandDeps, 'session' | 'output' | 'exitWith'>,
  id: string,
): Promise<void> {
  const client = await session.unlocked()
  const verdict = answerOf(await client.call('tokens.verify', { id: await resolveTokenId(client, id) }))
  await output.result(verdict, () => plainText(verdictText(verdict), 1_000))
  if (!verdict.ok) exitWith(1)
}

function verdictText(verdict: OutputOf<'tokens.verify'>): string {
  if (!verdict.ok) return `It does not work. ${verdict.reason ?? 'The server does not accept it.'}`
  if (!verdict.isCertain) return 'It works. This server does not tell whose it is.'
  return verdict.owner === null
    ? 'It works.'
    : `It works. It belongs to ${verdict.owner.name ?? verdict.owner.id}.`
}

function unconfirmedText({ server }: Token): string {
  return `The secret works and is stored. ${plainText(server, 200)} cannot tell whose it is, so nobody but you confirmed that it is this token's.`
}
