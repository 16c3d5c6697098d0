import { z } from 'zod'
import { kindId } from './kind.ts'
import { serverId } from './server.ts'

/** A UUIDv7 given when a token is first seen, kept through refresh, restart, backup and restore. */
export const tokenId = z.uuid()

/**
 * `active` · `disabled` can be enabled again · `revoked` can be un-revoked · `expired` its time has passed ·
 * `gone` no longer on the server, kept with its secret until purged · `unknown` the server gave no usable answer.
 */
export const tokenStatus = z.enum(['active', 'disabled', 'revoked', 'expired', 'gone', 'unknown'])
export type TokenStatus = z.infer<typeof tokenStatus>

const party = z.object({ id: z.string(), name: z.string().nullable() })

/**
 * A token as every front door sees it. It never holds the secret. Times are the server's own RFC 3339 text;
 * the `…Ms` member beside each is the same instant in epoch milliseconds, for sorting; null = not given, or never.
 */
export const token = z.object({
  id: tokenId,
  /** The server's name, as the person gave it. */
  server: z.string(),
  serverId,
  kind: kindId,
  /** null = a temporary token: the server does not list it, so only the vault knows it. */
  remoteId: z.string().nullable(),
  /** null = this kind of server has no names for tokens. */
  name: z.string().nullable(),
  owner: party,
  creator: party.nullable(),
  createdAt: z.string().nullable(),
  createdAtMs: z.number().nullable(),
  expiresAt: z.string().nullable(),
  expiresAtMs: z.number().nullable(),
  lastUsedAt: z.string().nullable(),
  lastUsedAtMs: z.number().nullable(),
  status: tokenStatus,
  hasSecret: z.boolean(),
  /** When a refresh last saw the token on the server. */
  seenAt: z.string(),
  /** The newest refresh of its server did not confirm this row. */
  stale: z.boolean(),
  /** Made by a create of ours whose answer never arrived: it works for nobody and should be deleted. */
  orphan: z.boolean(),
  /** The credential that Latchkey itself uses for this server. */
  isCredential: z.boolean(),
  /** Labels on the server; null = this kind has none. */
  labels: z.array(z.object({ name: z.string(), value: z.string() })).nullable(),
})
export type Token = z.infer<typeof token>

/** How `tokens.query` sorts. */
export const tokenSort = z.enum(['name', 'server', 'owner', 'status', 'createdAt', 'expiresAt', 'lastUsedAt'])
export type TokenSort = z.infer<typeof tokenSort>
