import type { AstraOptions } from '../../../../src/main/practice/astra/options.ts'
import { type Bench, type Reply, type Sending, startAstra } from './harness.ts'

export const TOKEN_TYPE = 'application/astra-token+json'
/** A well-formed id that nothing has. */
export const NOTHING = '11111111-2222-4333-8444-555555555555'

/** An Astra server with its paths at hand. */
export interface AstraBench extends Bench {
  /** `/accounts/{id}/core/v1`. */
  readonly base: string
  owner(account: string): string
  /** The path of the tokens of one of the documented accounts. */
  tokens(account?: string): string
  /** Creates a token; the members stand beside `type` and `version`. */
  create(members: unknown, sending?: Sending & { readonly account?: string }): Promise<Reply>
  change(path: string, members: unknown, sending?: Sending): Promise<Reply>
}

/** Starts an Astra server that is closed after the test. */
export async function astra(options: AstraOptions = {}): Promise<AstraBench> {
  const bench = await startAstra(options)
  const base = `/accounts/${bench.server.fields['account_id']}/core/v1`
  const owner = (account: string): string => bench.server.accounts[account]!.owner
  const tokens = (account = 'administrator'): string => `${base}/users/${owner(account)}/tokens`
  const write = (method: string, path: string, members: unknown, sending: Sending = {}): Promise<Reply> =>
    bench.send(method, path, {
      json: { type: 'application/astra-token', version: '1.0', ...(members as object) },
      ...sending,
      headers: { 'content-type': TOKEN_TYPE, ...sending.headers },
    })
  return {
    ...bench,
    base,
    owner,
    tokens,
    create: (members, { account, ...sending } = {}) => write('POST', tokens(account), members, sending),
    change: (path, members, sending) => write('PUT', path, members, sending),
  }
}
