import { z } from 'zod'
import { kindId } from '../model/kind.ts'
import { serverId } from '../model/server.ts'
import { token, tokenId, tokenSort, tokenStatus } from '../model/token.ts'
import { errorCode, fieldValues, type Method, nothing, secretInput, secretOutput } from './method.ts'
import { serverRef } from './servers.contract.ts'

/** An owner by id or by name; a name that fits several is `ambiguous`. */
const ownerRef = z.string().min(1).max(500)

const examination = z.object({
  /** In words for a person, in order. */
  lines: z.array(z.object({ label: z.string(), value: z.string() })),
  /** As the server told it; never a secret. */
  details: z.record(z.string(), z.unknown()),
})

export const tokenMethods = {
  /** A window of the inventory. `total` counts all rows that match, facets count them by server and status. */
  'tokens.query': {
    input: z.object({
      server: serverRef.optional(),
      owner: ownerRef.optional(),
      status: z.array(tokenStatus).optional(),
      /** Words that must all occur in name, owner, server or remote id; case does not matter. */
      text: z.string().max(200).default(''),
      sort: tokenSort.default('name'),
      descending: z.boolean().default(false),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(200).default(200),
    }),
    output: z.object({
      rows: z.array(token).max(200),
      total: z.number(),
      facets: z.object({
        servers: z.array(z.object({ id: serverId, name: z.string(), count: z.number() })),
        statuses: z.array(z.object({ status: tokenStatus, count: z.number() })),
      }),
      /** Counts up with every change of the inventory. */
      revision: z.number(),
    }),
  },
  /** Reads the servers again, one slow or dead server never holding up the others. Failures are in `failures`, not thrown. */
  'tokens.refresh': {
    input: z.object({ server: serverRef.optional() }),
    output: z.object({
      refreshed: z.array(serverRef),
      failures: z.array(z.object({ id: serverId, name: z.string(), code: errorCode, message: z.string() })),
      /** Owners whose tokens this credential may not see, per server: said plainly, not an error. */
      hidden: z.array(z.object({ server: z.string(), owners: z.number(), reason: z.string() })),
    }),
  },
  'tokens.get': { input: z.object({ id: tokenId }), output: token },
  /**
   * The server's own record of a token as it was last read, unknown members included, without the secret; null = not
   * read. `lines` says in words what is worth knowing in it beside the token itself; empty = nothing.
   */
  'tokens.details': {
    input: z.object({ id: tokenId }),
    output: z.object({
      details: z.record(z.string(), z.unknown()).nullable(),
      lines: z.array(z.object({ label: z.string(), value: z.string() })),
    }),
  },
  /**
   * Creates a token and commits its secret before it answers. Codes: `invalid-input`, `limit-reached`,
   * `forbidden`, … and `outcome-unknown` when the answer was lost: then `id` names the orphan if reading back found it.
   */
  'tokens.create': {
    input: z.object({ server: serverRef, owner: ownerRef, fields: fieldValues.default({}) }),
    output: token,
  },
  /** The one call whose answer is a stored secret. `no-secret` when the vault has none for this token. */
  'tokens.reveal': { input: z.object({ id: tokenId }), output: z.object({ secret: secretOutput }) },
  /**
   * Puts the secret on the system's clipboard without showing it to the front door, and takes it off again. A second
   * copy takes the place of the first. Codes: `no-secret`, `unsupported` where the host has no clipboard.
   */
  'tokens.copy': {
    input: z.object({ id: tokenId }),
    output: z.object({
      /** When it is taken off, epoch milliseconds, and how long that is from the copy. */
      clearsAtMs: z.number(),
      seconds: z.number(),
    }),
  },
  /**
   * Seals a secret the person has, after the server confirmed it is this token's owner's. `verify-failed` otherwise.
   * `isConfirmed` false = it works, but the server cannot tell whose it is, so the person's word was taken for it; where
   * that would replace a stored secret: without `confirmed`, `confirmation-missing`.
   */
  'tokens.store': {
    input: z.object({ id: tokenId, secret: secretInput, confirmed: z.boolean().default(false) }),
    output: token.extend({ isConfirmed: z.boolean() }),
  },
  /** Reads the secret from the server and seals it, on kinds that give it again. `unsupported` on the others. */
  'tokens.fetchSecret': { input: z.object({ id: tokenId }), output: token },
  'tokens.update': { input: z.object({ id: tokenId, fields: fieldValues }), output: token },
  'tokens.setEnabled': { input: z.object({ id: tokenId, enabled: z.boolean() }), output: token },
  /** Deletes it on the server; the row and its secret stay, with status `gone`. Without `confirmed`: `confirmation-missing`. */
  'tokens.delete': { input: z.object({ id: tokenId, confirmed: z.boolean() }), output: token },
  /**
   * Uses the stored secret once to learn whether it works and whose it is. `no-secret` when there is none.
   * `isCertain` false = it works, but the server cannot tell whose it is.
   */
  'tokens.verify': {
    input: z.object({ id: tokenId }),
    output: z.object({
      ok: z.boolean(),
      isCertain: z.boolean(),
      owner: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
      reason: z.string().nullable(),
    }),
  },
  /** What the server recorded about a token, newest first. `unsupported` where it records nothing. */
  'tokens.events': {
    input: z.object({ id: tokenId }),
    output: z.array(
      z.object({
        at: z.string(),
        what: z.string(),
        by: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
      }),
    ),
  },
  /**
   * Deletes all listed tokens of an owner in one call. Without `confirmed`: `confirmation-missing`, naming how many; so
   * it is with `confirmed` when there are others since the caller was told.
   * `deleted` counts the rows that are gone since.
   */
  'tokens.deleteAll': {
    input: z.object({ server: serverRef, owner: ownerRef, confirmed: z.boolean() }),
    output: z.object({ server: z.string(), owner: z.string(), deleted: z.number() }),
  },
  /**
   * Ends all temporary tokens of an owner (ourselves when left out), also those that the vault does not know, for
   * good. Without `confirmed`: `confirmation-missing`. `revoked` counts those the vault knows.
   */
  'tokens.revokeTemporary': {
    input: z.object({ server: serverRef, owner: ownerRef.optional(), confirmed: z.boolean() }),
    output: z.object({ server: z.string(), owner: z.string(), revoked: z.number() }),
  },
  /** What is inside a token's text, asked of a server of its kind. It need not work. */
  'tokens.examine': { input: z.object({ server: serverRef, secret: secretInput }), output: examination },
  /** A weaker token made from a token's text. The answer is a secret; it is kept nowhere. */
  'tokens.confine': {
    input: z.object({ server: serverRef, secret: secretInput, fields: fieldValues }),
    output: z.object({ secret: secretOutput }),
  },
  /** Which data a token's text reaches. */
  'tokens.scope': { input: z.object({ server: serverRef, secret: secretInput }), output: examination },
  /** Forgets a row that is gone, and its secret. `conflict` when it is still on the server. */
  'tokens.purge': { input: z.object({ id: tokenId, confirmed: z.boolean() }), output: token },
  /**
   * Creates whose answer never arrived and that could not be read back yet. Each is settled by the next
   * refresh of its server.
   */
  'tokens.pending': {
    input: nothing,
    output: z.array(
      z.object({
        id: z.uuid(),
        server: z.string(),
        serverId,
        kind: kindId,
        ownerId: z.string(),
        sentAt: z.string(),
        message: z.string(),
      }),
    ),
  },
} satisfies Record<string, Method>
