import { type Command, InvalidArgumentError } from 'commander'
import { AppError } from '../../shared/errors.ts'
import type { Client } from '../../shared/ipc/client.ts'
import type { JournalEntry } from '../../shared/model/vault.ts'
import { addNoun, addVerb, type CommandDeps } from './command.ts'
import { answerOf } from './failure.ts'
import { type Look, table } from './table.ts'

/** Most entries the engine gives at once. */
const pageSize = 1_000

/** `journal list | verify`. */
export function addJournalCommands(program: Command, deps: CommandDeps): void {
  const journal = addNoun(program, 'journal', 'See what Latchkey did, and check that nobody altered the list')

  addVerb(journal, 'list', 'List what was done, the newest last.', 'journal list --limit 20')
    .option('--limit <count>', 'only so many of the newest entries', toCount)
    .action((options: { limit?: number }) => listEntries(deps, options.limit ?? Number.POSITIVE_INFINITY))

  addVerb(journal, 'verify', 'Recompute the chain that seals the journal.', 'journal verify').action(() =>
    verifyJournal(deps),
  )
}

async function listEntries(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  limit: number,
): Promise<void> {
  const entries = await newestEntries(await session.unlocked(), limit)
  await output.result(entries, (look) => entriesText(look, entries))
}

/** The newest entries, oldest first. */
async function newestEntries(client: Client, limit: number): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = []
  while (entries.length < limit) {
    const oldest = entries.at(-1)
    const page = answerOf(
      await client.call('journal.list', {
        limit: Math.min(pageSize, limit - entries.length),
        ...(oldest && { before: oldest.seq }),
      }),
    )
    if (page.length === 0) break
    entries.push(...page)
  }
  return entries.reverse()
}

function entriesText(look: Look, entries: readonly JournalEntry[]): string {
  const columns = ['NO', 'TIME', 'BY', 'ACTION', 'TARGET', 'RESULT'].map((title) => ({ title }))
  return table(
    look,
    columns,
    entries.map((entry) => [
      String(entry.seq),
      entry.at,
      entry.actor,
      entry.verb,
      entry.target,
      entry.result === 'done' ? entry.result : { text: entry.result, tone: 'careful' },
    ]),
  )
}

async function verifyJournal({ session, output }: Pick<CommandDeps, 'session' | 'output'>): Promise<void> {
  const client = await session.unlocked()
  const report = answerOf(await client.call('journal.verify'))
  await output.result(report, () => (report.ok ? `The journal is whole. Entries: ${report.entries}.` : ''))
  if (!report.ok) {
    const where = report.firstBad === null ? '' : ` The first wrong entry is number ${report.firstBad}.`
    throw new AppError('vault-damaged', `The journal was altered or cut.${where}`)
  }
}

function toCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number above 0.')
  return Number(text)
}
