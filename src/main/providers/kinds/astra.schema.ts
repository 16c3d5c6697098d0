import { z } from 'zod'
import { withRecord } from '../record.ts'
import { remoteId, remoteList, remoteName, remoteSecret, remoteTime } from '../remote-text.ts'

// The members of Astra Control's JSON that are used. Others may come and are kept. Astra source: astra.json 24.02.

/** The constants that every token body names itself with. */
export const astraTokenType = { type: 'application/astra-token', version: '1.0' } as const

const label = z.object({ name: remoteName, value: remoteName })

const metadata = z.object({
  labels: remoteList(label).nullish(),
  creationTimestamp: remoteTime,
  createdBy: z.string().max(512).nullish(),
})

/** A token without its secret. Ids are of several UUID versions, so they are not checked. */
export const astraToken = withRecord(
  z.object({ id: remoteId, name: remoteName, metadata: metadata.nullish() }),
)
/** A parsed {@link astraToken}. */
export type AstraToken = z.output<typeof astraToken>

/**
 * The one answer that holds a plaintext. Only what is needed to keep it is required: a time of unexpected form must
 * not cost the secret.
 */
export const astraCreated = withRecord(
  z.object({
    id: remoteId,
    token: remoteSecret,
    name: remoteName.nullish().catch(null),
    metadata: z
      .object({
        labels: remoteList(label).nullish().catch(null),
        creationTimestamp: remoteTime.catch(null),
        createdBy: z.string().max(512).nullish().catch(null),
      })
      .nullish()
      .catch(null),
  }),
)

/** Booleans are texts here, `"true"` and `"false"`. */
const textBoolean = z
  .union([z.string().max(16), z.boolean()])
  .nullish()
  .transform(booleanOf)

/** A user: owner of tokens. States and providers that are not known yet may come. */
export const astraUser = z.object({
  id: remoteId,
  /** `pending|active|suspended`. */
  state: z.string().max(64).nullish(),
  /** null = not told. */
  isEnabled: textBoolean,
  /** `cloud-central|local|ldap`. */
  authProvider: z.string().max(64).nullish(),
  firstName: remoteName.nullish(),
  lastName: remoteName.nullish(),
  email: remoteName.nullish(),
})
/** A parsed {@link astraUser}. */
export type AstraUser = z.output<typeof astraUser>

/** Which role a user or a group has. */
export const astraRoleBinding = z.object({
  userID: z.string().max(512).nullish(),
  /** `owner|admin|member|viewer`. */
  role: z.string().max(64).nullish(),
})
/** A parsed {@link astraRoleBinding}. */
export type AstraRoleBinding = z.output<typeof astraRoleBinding>

/** `GET /accounts/{id}`. */
export const astraAccount = z.object({
  id: remoteId,
  name: remoteName.nullish(),
  /** `pending|active|deletePending`. */
  state: z.string().max(64).nullish(),
  isEnabled: textBoolean,
})
/** A parsed {@link astraAccount}. */
export type AstraAccount = z.output<typeof astraAccount>

const pages = new WeakMap<z.ZodType, z.ZodType>()

/**
 * One page of any list. Items are objects, because `include`, which makes them arrays, is never sent. An answer without
 * `items` is refused: taken as an empty list it would make every token look gone. Made once per sort of item: a list
 * asks for a page per user, and making a schema takes longer than using it.
 */
export function astraPage<S extends z.ZodType>(item: S): ReturnType<typeof makePage<S>> {
  // What is kept for a schema was made from that very schema.
  const known = pages.get(item) as ReturnType<typeof makePage<S>> | undefined
  const page = known ?? makePage(item)
  pages.set(item, page)
  return page
}

function makePage<S extends z.ZodType>(item: S) {
  return z.object({
    items: remoteList(item)
      .nullable()
      .transform((items) => items ?? []),
    metadata: z.object({ continue: z.string().max(8_192).nullish() }).nullish(),
  })
}

/** The body of a refusal, RFC 7807. Every member may be missing or of another type. */
export const astraProblem = z.object({
  type: z.string().max(1_024),
  correlationID: z.string().nullish().catch(null),
  invalidFields: remoteList(z.object({ name: z.string() }))
    .nullish()
    .catch(null),
  problemDetails: z.array(z.unknown()).nullish().catch(null),
})
/** A parsed {@link astraProblem}. */
export type AstraProblem = z.output<typeof astraProblem>

function booleanOf(value: string | boolean | null | undefined): boolean | null {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : null
}
