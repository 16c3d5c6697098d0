import { z } from 'zod'
import { kindDescriptor, kindId } from '../model/kind.ts'
import { check, connection, owner, server, trust } from '../model/server.ts'
import { errorCode, fieldValues, type Method, nothing, secretInput } from './method.ts'

/** A server by its unique name or its id. */
export const serverRef = z.string().min(1).max(200)

const name = z.string().trim().min(1).max(200)
const url = z.string().trim().min(1).max(2000)
/** What is left out stays as it is; a new server begins with `usualConnection`. */
const connectionChange = connection.partial()

/** A sign-in in the browser that is going on, see `servers.signInStart`. */
const signInId = z.uuid()

/**
 * The outcome of a diagnosis, line by line, with the server as it is now. `error` is the first failed line as an
 * error; null = all lines passed, or there was nothing to check because only the name changed.
 */
const serverReport = z.object({
  server,
  checks: z.array(check),
  error: z.object({ code: errorCode, message: z.string() }).nullable(),
})

export const serverMethods = {
  'servers.kinds': { input: nothing, output: z.array(kindDescriptor) },
  'servers.list': { input: nothing, output: z.array(server) },
  /**
   * Diagnoses first and saves only when that passed, or with `unchecked`; then refreshes. Codes: `invalid-input`
   * with `field`, `conflict` (name taken), or what the diagnosis found. The credential is `secret`, a token or a
   * password, or what the finished sign-in `signIn` brought: exactly one of the two. `proxySecret` is `user:password`
   * for the proxy that is set in `connection`, and goes nowhere else.
   */
  'servers.add': {
    input: z.object({
      kind: kindId,
      name,
      url,
      fields: fieldValues.default({}),
      trust: trust.default({ mode: 'system' }),
      connection: connectionChange.optional(),
      proxySecret: secretInput.optional(),
      secret: secretInput.optional(),
      signIn: signInId.optional(),
      unchecked: z.boolean().default(false),
    }),
    output: serverReport,
  },
  /**
   * Changes what is given, after a diagnosis unless it is only the name. With a new URL the credential must be given
   * again: it belongs to its server only. A new credential is `secret` or `signIn`, not both. In the same way
   * `proxySecret` must be given again with another proxy; null takes it away. A certificate that was seen changed counts as confirmed
   * only when `trust` is given.
   */
  'servers.edit': {
    input: z.object({
      server: serverRef,
      name: name.optional(),
      url: url.optional(),
      fields: fieldValues.optional(),
      trust: trust.optional(),
      connection: connectionChange.optional(),
      proxySecret: secretInput.nullable().optional(),
      secret: secretInput.optional(),
      signIn: signInId.optional(),
      unchecked: z.boolean().default(false),
    }),
    output: serverReport,
  },
  /**
   * Begins a sign-in in the browser, on kinds with `servers.signIn`: the person opens `url`, signs in there, and comes
   * back with the code they are shown, if any. Either `kind` and `url`, or `server`, a saved one, whose settings are
   * taken where nothing else is given. `expiresAtMs` (epoch milliseconds): until then it must be finished. A few
   * can go on at once; the oldest makes room. Locking ends them all. Codes: `unsupported` where the kind or this server
   * has no such sign-in, `invalid-input` with `field`, and those of group 4.
   */
  'servers.signInStart': {
    input: z.object({
      server: serverRef.optional(),
      kind: kindId.optional(),
      url: url.optional(),
      fields: fieldValues.default({}),
      trust: trust.optional(),
      connection: connectionChange.optional(),
      proxySecret: secretInput.nullable().optional(),
    }),
    output: z.object({ id: signInId, url: z.string(), expiresAtMs: z.number() }),
  },
  /**
   * Asks once whether the sign-in is done; to be called again every few seconds while it is not. The credential it
   * brought stays in the engine, for `servers.add` or `servers.edit` with `signIn`, some minutes at most. Codes:
   * `invalid-input` with field `code` for a wrong code, `expired` when it has to be begun anew, `not-found` for an unknown id.
   */
  'servers.signInFinish': {
    input: z.object({ id: signInId, code: z.string().max(1_000).default('') }),
    output: z.object({ done: z.boolean() }),
  },
  /** Forgets a sign-in and what it brought. An unknown id is none the less done. */
  'servers.signInCancel': { input: z.object({ id: signInId }), output: nothing },
  /** Diagnoses a saved server and stores what was found. A failing server is a report with a failed line, not an error. */
  'servers.test': { input: z.object({ server: serverRef }), output: serverReport },
  /** Removes the server, its rows and the secrets stored for them. Without `confirmed`: `confirmation-missing`, naming them. */
  'servers.remove': {
    input: z.object({ server: serverRef, confirmed: z.boolean() }),
    output: z.object({ server, tokens: z.number(), secrets: z.number() }),
  },
  /** Values the server offers for a field with `hasChoices`; `fields` is what the form holds so far. */
  'servers.choices': {
    input: z.object({
      server: serverRef,
      field: z.string().min(1).max(200),
      fields: fieldValues.default({}),
    }),
    output: z.array(z.object({ value: z.string(), label: z.string() })),
  },
  /** Asks the server for its owners. */
  'owners.list': { input: z.object({ server: serverRef }), output: z.array(owner) },
  /** Makes an owner (a service user) from the kind's `ownerFields`. `unsupported` where there is no such thing. */
  'owners.create': { input: z.object({ server: serverRef, fields: fieldValues.default({}) }), output: owner },
  /**
   * Deletes an owner and all its tokens. Without `confirmed`: `confirmation-missing`, naming how many tokens; so it is
   * with `confirmed` when there are others since the caller was told.
   */
  'owners.delete': {
    input: z.object({
      server: serverRef,
      owner: z.string().min(1).max(500),
      confirmed: z.boolean(),
    }),
    output: z.object({ owner, tokens: z.number() }),
  },
} satisfies Record<string, Method>
