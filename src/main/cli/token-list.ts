import type { AppErrorData, ServerFailure } from '../../shared/errors.ts'
import type { Client } from '../../shared/ipc/client.ts'
import type { Output as OutputOf } from '../../shared/ipc/contract.ts'
import type { Server } from '../../shared/model/server.ts'
import { plainText } from '../../shared/text.ts'
import type { CommandDeps } from './command.ts'
import { answerOf, CallFailed } from './failure.ts'
import type { Output } from './output.ts'
import { relativeTime } from './times.ts'
import { allTokens, type TokenFilter } from './token-rows.ts'
import { counted, tokensText } from './views.ts'

/** The options of `token list`. */
export interface TokenListOptions extends TokenFilter {
  readonly refresh?: boolean
}

type Refresh = OutputOf<'tokens.refresh'>

/**
 * `token list`. With `--refresh` the servers are asked first; the ones that failed are told after the rows, as one
 * error that makes the command exit 4.
 */
export async function listTokens(
  { session, output, now }: Pick<CommandDeps, 'session' | 'output' | 'now'>,
  options: TokenListOptions,
): Promise<void> {
  const filter: TokenFilter = {
    ...(options.server !== undefined && { server: options.server }),
    ...(options.owner !== undefined && { owner: options.owner }),
  }
  const client = await session.unlocked()
  const refresh = options.refresh ? await refreshed(client, options.server) : null
  // Waits for creates of an earlier run to be read back: an orphan of theirs belongs into this list.
  const pending = answerOf(await client.call('tokens.pending'))
  const rows = await allTokens(client, filter)
  await output.result(rows, (look) => (rows.length === 0 ? '' : tokensText(look, rows)))
  if (!output.json) {
    await tellNotes({ client, output, now }, options, rows.length, refresh)
    for (const { server, message, sentAt } of pending) {
      await output.note(`note: ${server}: ${message} (sent ${sentAt})`)
    }
  }
  if (refresh !== null && refresh.failures.length > 0) throw refreshFailed(refresh.failures)
}

async function refreshed(client: Client, server: string | undefined): Promise<Refresh> {
  return answerOf(await client.call('tokens.refresh', server === undefined ? {} : { server }))
}

async function tellNotes(
  { client, output, now }: { client: Client; output: Pick<Output, 'note'>; now: () => number },
  options: TokenListOptions,
  count: number,
  refresh: Refresh | null,
): Promise<void> {
  const servers = answerOf(await client.call('servers.list')).filter(
    // As the engine finds a server: by id, or by name without regard to case.
    ({ id, name }) =>
      options.server === undefined ||
      options.server === id ||
      options.server.toLowerCase() === name.toLowerCase(),
  )
  if (servers.length === 0)
    return await output.note('There are no servers yet. Add one with: latchkey server add')
  if (count === 0) await output.note(await noTokens(client, options))
  if (refresh === null) await output.note(ageNote(servers, now()))
  for (const { server, owners, reason } of refresh?.hidden ?? []) {
    await output.note(
      `note: ${server}: the tokens of ${counted(owners, 'owner')} are not visible to you: ${reason}`,
    )
  }
}

/** That there are none, and whether that may be because nobody is called so. */
async function noTokens(client: Client, { owner }: TokenListOptions): Promise<string> {
  if (owner === undefined) return 'No tokens.'
  const { total } = answerOf(await client.call('tokens.query', { owner, limit: 1 }))
  if (total > 0) return 'No tokens.'
  return `No tokens. No owner “${plainText(owner, 200)}” is known: no token here is theirs.`
}

/** How old the oldest part of what was printed is. */
function ageNote(servers: readonly Server[], nowMs: number): string {
  const times = servers.map((server) =>
    server.refreshedAt === null ? Number.NaN : Date.parse(server.refreshedAt),
  )
  const age = times.some(Number.isNaN)
    ? 'Not all servers were read yet.'
    : `As seen ${relativeTime(Math.min(...times), nowMs)}.`
  return `${age} Ask the servers again with --refresh.`
}

function refreshFailed(failures: Refresh['failures']): CallFailed {
  const servers: readonly ServerFailure[] = failures
  const names = servers.map((server) => server.name).join(', ')
  const data: AppErrorData = {
    code: servers[0]?.code ?? 'unreachable',
    message: `${counted(servers.length, 'server')} could not be read: ${names}. The rows are as they were last seen.`,
    servers,
  }
  return new CallFailed(data, 4)
}
