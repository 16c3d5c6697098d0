import { z } from 'zod'

/** The server kinds. This file, `main/providers` and `main/practice` are the only places that name a vendor. */
export const kindIds = ['netbird', 'qumulo'] as const
export const kindId = z.enum(kindIds)
export type KindId = z.infer<typeof kindId>

/**
 * One field of a form or of `--field`. `name` is the API's own member name.
 * `instant` is an RFC 3339 time with a zone, `integer` a whole number, both as text; `boolean` is `true` or `false`.
 */
export const fieldSpec = z.object({
  name: z.string(),
  label: z.string(),
  /** One sentence under the field, or null. */
  help: z.string().nullable(),
  type: z.enum(['text', 'integer', 'instant', 'boolean', 'select', 'json']),
  required: z.boolean(),
  /** What the form starts with; null = empty. */
  initial: z.string().nullable(),
  /** For `select`. */
  options: z.array(z.object({ value: z.string(), label: z.string() })),
  /** Smallest and largest value of an `integer`; null = no bound. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Longest text in characters; null = no bound. */
  maxLength: z.number().nullable(),
})
export type FieldSpec = z.infer<typeof fieldSpec>

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
  'owners.list',
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
  /** Fields of a token that can be changed later; empty = nothing can. */
  updateFields: z.array(fieldSpec),
  /** One entry per {@link capabilityIds}: the most this kind can ever do. */
  capabilities: z.array(capability),
  /** How many tokens one owner may have; null = no limit known. */
  tokensPerOwner: z.number().nullable(),
})
export type KindDescriptor = z.infer<typeof kindDescriptor>
