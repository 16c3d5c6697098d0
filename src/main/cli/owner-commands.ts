import type { Command } from 'commander'
import type { Owner } from '../../shared/model/server.ts'
import { addNoun, addVerb, type CommandDeps } from './command.ts'
import { answerOf } from './failure.ts'
import { type Look, table } from './table.ts'

/** `owner list`. */
export function addOwnerCommands(program: Command, deps: CommandDeps): Command {
  const owner = addNoun(program, 'owner', 'See the users and service users that tokens belong to')

  addVerb(owner, 'list', 'Ask a server for its owners.', 'owner list --server office')
    .requiredOption('--server <server>', 'name or ID of the server')
    .action((options: { server: string }) => listOwners(deps, options.server))
  return owner
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
      owner.manageable ? 'manageable' : { text: owner.reason ?? 'not visible to you', tone: 'careful' },
    ]),
  )
}
