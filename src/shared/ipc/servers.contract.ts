import { z } from 'zod'
import { kindDescriptor, kindId } from '../model/kind.ts'
import { check, owner, server, trust } from '../model/server.ts'
import { errorCode, fieldValues, type Method, nothing, secretInput } from './method.ts'

/** A server by its unique name or its id. */
export const serverRef = z.string().min(1).max(200)

const name = z.string().trim().min(1).max(200)
const url = z.string().trim().min(1).max(2000)

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
   * with `field`, `conflict` (name taken), or what the diagnosis found. `secret` is the credential: a token or a password.
   */
  'servers.add': {
    input: z.object({
      kind: kindId,
      name,
      url,
      fields: fieldValues.default({}),
      trust: trust.default({ mode: 'system' }),
      secret: secretInput,
      unchecked: z.boolean().default(false),
    }),
    output: serverReport,
  },
  /** Changes what is given, after a diagnosis unless it is only the name. With a new URL the credential must be given again: it belongs to its server only. */
  'servers.edit': {
    input: z.object({
      server: serverRef,
      name: name.optional(),
      url: url.optional(),
      fields: fieldValues.optional(),
      trust: trust.optional(),
      secret: secretInput.optional(),
      unchecked: z.boolean().default(false),
    }),
    output: serverReport,
  },
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
  /** Deletes an owner and all its tokens. Without `confirmed`: `confirmation-missing`, naming how many tokens. */
  'owners.delete': {
    input: z.object({
      server: serverRef,
      owner: z.string().min(1).max(500),
      confirmed: z.boolean(),
    }),
    output: z.object({ owner, tokens: z.number() }),
  },
} satisfies Record<string, Method>
