import type { Command } from 'commander'
import type { Owner } from '../../shared/model/server.ts'
import { plainText } from '../../shared/text.ts'
import { addNoun, addVerb, type CommandDeps, collect } from './command.ts'
import { answerOf } from './failure.ts'
import { parseFields } from './fields.ts'
import { type Cell, type Look, table } from './table.ts'
import { counted } from './views.ts'

/** `owner list | create | delete`. */
export function addOwnerCommands(program: Command, deps: CommandDeps): Command {
  const owner = addNoun(program, 'owner', 'The users and service users that tokens belong to')

  addVerb(owner, 'list', 'Ask a server for its owners.', 'owner list --server office')
    .requiredOption('--server <server>', 'name or ID of the server')
    .action((options: { server: string }) => listOwners(deps, options.server))

  addVerb(
    owner,
    'create',
    'Make an owner (a service user), on kinds that can.',
    'owner create --server office --field name=ci',
  )
    .requiredOption('--server <server>', 'name or ID of the server')
    .option('--field <name=value>', 'a value, may be repeated (see: latchkey server kinds)', collect)
    .action((options: { server: string; field?: readonly string[] }) => createOwner(deps, options))

  addVerb(
    owner,
    'delete <owner>',
    'Delete an owner (a service user) and all its tokens on the server, for good.',
    'owner delete ci --server office --yes',
  )
    .requiredOption('--server <server>', 'name or ID of the server')
    .option('--yes', 'really do it')
    .action((name: string, options: { server: string; yes?: boolean }) => deleteOwner(deps, name, options))
  return owner
}

async function createOwner(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  { server, field = [] }: { readonly server: string; readonly field?: readonly string[] },
): Promise<void> {
  const fields = parseFields(field)
  const client = await session.unlocked()
  const owner = answerOf(await client.call('owners.create', { server, fields }))
  await output.result(owner, (look) => ownersText(look, [owner]))
}

async function deleteOwner(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  owner: string,
  { server, yes = false }: { readonly server: string; readonly yes?: boolean },
): Promise<void> {
  const client = await session.unlocked()
  const done = answerOf(await client.call('owners.delete', { server, owner, confirmed: yes }))
  await output.result(done, () =>
    plainText(
      `Deleted ${done.owner.name} on ${done.owner.server} with ${counted(done.tokens, 'token')}.`,
      1_000,
    ),
  )
}

async function listOwners(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  server: string,
): Promise<void> {
  const client = await session.unlocked()
  const owners = answerOf(await client.call('owners.list', { server }))
  await output.result(owners, (look) => ownersText(look, owners))
}

function ownersText(look: Look, owners: readonly Owner[]): string {
  const columns = [{ title: 'NAME' }, { title: 'ID', whole: true }, { title: 'TYPE' }, { title: 'TOKENS' }]
  return table(
    look,
    columns,
    owners.map((owner) => [
      owner.isSelf ? `${owner.name} (you)` : owner.name,
      owner.id,
      owner.type,
      tokensCell(owner),
    ]),
  )
}

function tokensCell({ manageable, reason, slots }: Owner): Cell {
  if (!manageable) return { text: reason ?? 'not visible to you', tone: 'careful' }
  if (!slots) return 'manageable'
  const text = `${slots.used} of ${slots.limit}`
  return slots.used < slots.limit ? text : { text: `${text}, none free`, tone: 'careful' }
}
