import { z } from 'zod'

/** The server kinds. This file, `main/providers` and `main/practice` are the only places that name a vendor. */
export const kindIds = ['netbird', 'qumulo', 'astra', 'onezone'] as const
export const kindId = z.enum(kindIds)
export type KindId = z.infer<typeof kindId>

/**
 * One field of a form or of `--field`. `name` is the API's own member name.
 * `instant` is an RFC 3339 time with a zone, `integer` a whole number, both as text; `boolean` is `true` or `false`.
 * The rest are JSON texts: `json` any value, `list` an array of strings, `labels` an array of `{name, value}` with
 * both strings, `caveats` an array of caveats as the API has them. A `json` field with `options` is chosen from them
 * in a form; other JSON is accepted from the command line.
 */
export const fieldSpec = z.object({
  name: z.string(),
  label: z.string(),
  /** One sentence under the field, or null. */
  help: z.string().nullable(),
  type: z.enum(['text', 'integer', 'instant', 'boolean', 'select', 'json', 'list', 'labels', 'caveats']),
  required: z.boolean(),
  /** What the form starts with; null = empty. */
  initial: z.string().nullable(),
  /** For `select` and `json`. */
  options: z.array(z.object({ value: z.string(), label: z.string() })),
  /** Smallest and largest value of an `integer`; null = no bound. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Longest text in characters; null = no bound. */
  maxLength: z.number().nullable(),
  /** A form shows the field only while the field of this name has one of these values; null = always. Left out = null. */
  when: z
    .object({ field: z.string(), values: z.array(z.string()) })
    .nullable()
    .optional(),
  /** The server can be asked for values to choose from (`servers.choices`); anything else is accepted too. Left out = no. */
  hasChoices: z.boolean().optional(),
})
export type FieldSpec = z.infer<typeof fieldSpec>

/** A ready-made start of a form: what a new token is for, with the values that make it so. */
export const fieldTemplate = z.object({
  id: z.string(),
  label: z.string(),
  /** One sentence: what such a token can do. */
  help: z.string(),
  /** Values by field name; fields not named keep their own start. */
  values: z.record(z.string(), z.string()),
})
export type FieldTemplate = z.infer<typeof fieldTemplate>

/** Everything a kind may be able to do. Front doors draw buttons and columns from these, never from a kind's name. */
export const capabilityIds = [
  'tokens.list',
  'tokens.create',
  'tokens.name',
  'tokens.rename',
  'tokens.expiry',
  'tokens.extend',
  'tokens.disable',
  'tokens.delete',
  'tokens.lastUsed',
  'tokens.creator',
  'tokens.readSecret',
  'tokens.verify',
  /** Labels or metadata of a token can be set and changed. */
  'tokens.labels',
  /** Tokens that the server does not list: only the vault knows them. */
  'tokens.temporary',
  /** Restrictions inside a token. */
  'tokens.caveats',
  /** Tells what is inside a token's text, whoever's it is. */
  'tokens.examine',
  /** Adds restrictions to a token's text, which makes a weaker one. */
  'tokens.confine',
  /** Tells which data a token's text reaches. */
  'tokens.scope',
  /** Deletes all tokens of an owner in one call. */
  'tokens.deleteAll',
  /** Ends all temporary tokens of an owner in one call, for good. */
  'tokens.revokeTemporary',
  /** What the server recorded about a token. */
  'tokens.events',
  'owners.list',
  'owners.create',
  'owners.delete',
  /** Signing in with the browser instead of a credential that is typed in. */
  'servers.signIn',
] as const
export const capabilityId = z.enum(capabilityIds)
export type CapabilityId = z.infer<typeof capabilityId>

/** A capability, possible or not. What is not possible says why, in words for a person. */
export const capability = z.object({
  id: capabilityId,
  available: z.boolean(),
  /** Why not; null when available. */
  reason: z.string().nullable(),
})
export type Capability = z.infer<typeof capability>

/** A server kind as data. It crosses to the front doors, which draw forms, columns and buttons from it. */
export const kindDescriptor = z.object({
  id: kindId,
  name: z.string(),
  /** One sentence: which tokens of which product. */
  summary: z.string(),
  /** An example of the URL to fill in. */
  urlExample: z.string(),
  /** What the credential is called on this kind, and how a person gets their first one. */
  credential: z.object({ label: z.string(), help: z.string() }),
  /** Fields of the server beside name, URL, trust and credential. */
  serverFields: z.array(fieldSpec),
  /** Fields of a new token. */
  createFields: z.array(fieldSpec),
  /** Ready-made starts of {@link createFields}; empty = none. */
  templates: z.array(fieldTemplate),
  /** Fields of a token that can be changed later; empty = nothing can. */
  updateFields: z.array(fieldSpec),
  /** Fields of a new owner; empty = owners cannot be made. */
  ownerFields: z.array(fieldSpec),
  /** What this kind calls a token that is switched off. */
  switchedOff: z.enum(['disabled', 'revoked']),
  /** One entry per {@link capabilityIds}: the most this kind can ever do. */
  capabilities: z.array(capability),
  /** How many tokens one owner may have; null = no limit known. */
  tokensPerOwner: z.number().nullable(),
})
export type KindDescriptor = z.infer<typeof kindDescriptor>
