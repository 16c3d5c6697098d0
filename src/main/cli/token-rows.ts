import { AppError } from '../../shared/errors.ts'
import type { Client } from '../../shared/ipc/client.ts'
import type { Token } from '../../shared/model/token.ts'
import { answerOf } from './failure.ts'

const pageSize = 200
const tries = 3

/** Which tokens: of one server, of one owner. */
export interface TokenFilter {
  readonly server?: string
  readonly owner?: string
}

/** All rows of the inventory that fit. When it changes between two pages, they are read again from the first. */
export async function allTokens(client: Client, filter: TokenFilter): Promise<readonly Token[]> {
  for (let attempt = 1; ; attempt++) {
    const rows: Token[] = []
    let revision: number | null = null
    for (;;) {
      const page = answerOf(
        await client.call('tokens.query', {
          ...filter,
          sort: 'server',
          offset: rows.length,
          limit: pageSize,
        }),
      )
      if (revision !== null && page.revision !== revision && attempt < tries) break
      revision = page.revision
      rows.push(...page.rows)
      if (rows.length >= page.total || page.rows.length === 0) return rows
    }
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const prefix = /^[0-9a-f][0-9a-f-]{5,34}$/

/**
 * The id that is meant: a whole one, or the first 6 characters or more of one. Throws `not-found` when there is none
 * and `ambiguous` when there are several. Whether a whole id exists is for the call that uses it to find out.
 */
export async function resolveTokenId(client: Client, text: string): Promise<string> {
  const wanted = text.trim().toLowerCase()
  if (uuid.test(wanted)) return wanted
  const found = prefix.test(wanted)
    ? (await allTokens(client, {})).filter((token) => token.id.startsWith(wanted))
    : []
  const [first, second] = found
  if (second !== undefined) {
    throw new AppError('ambiguous', `The ID fits ${found.length} tokens. Give more of its characters.`, {
      field: 'id',
    })
  }
  if (first === undefined) {
    throw new AppError(
      'not-found',
      'There is no token with this ID. Give an ID that "token list" prints, or at least its first 6 characters.',
    )
  }
  return first.id
}
