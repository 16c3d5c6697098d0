import { z } from 'zod'
import { detailsOf, withoutText } from '../../record.ts'
import { remoteId, remoteList, remoteName } from '../../remote-text.ts'

// The members of Onezone's JSON that are used. Others may come and are ignored. Onedata source: onezone-swagger 21.02.

/** A user or a Oneprovider as it stands in tokens. */
const subject = z.object({ type: z.string().max(64), id: remoteId })

/** Serialized tokens are letters and digits, up to 1 MiB. */
const serialized = z.string().min(1).max(1_048_576)

/** Whole seconds since 1970; anything else is not understood. */
const seconds = z.number().int().min(0).max(253_402_300_799)

const metadata = z.object({
  creationTime: seconds.nullish().catch(null),
  /** Invite tokens only; a number or `infinity`. */
  usageLimit: z
    .union([z.number(), z.string().max(64)])
    .nullish()
    .catch(null),
  usageCount: z.number().nullish().catch(null),
})

const namedMembers = z.object({
  id: remoteId,
  name: remoteName,
  subject,
  type: z.record(z.string(), z.unknown()),
  caveats: z.array(z.unknown()).nullish(),
  metadata: metadata.nullish(),
  revoked: z.boolean().nullish(),
})

/**
 * A named token. Every reading of it carries the secret in `token`: it is taken out here, with every repetition of
 * it, before anything else sees the record. `details` is the rest of what the server told.
 */
export const namedToken = z.record(z.string(), z.unknown()).transform((answer, context) => {
  const { token: secret, ...rest } = answer
  const record = typeof secret === 'string' && secret !== '' ? withoutText(rest, secret) : rest
  const parsed = namedMembers.safeParse(record)
  if (parsed.success) return { ...parsed.data, details: detailsOf(record, ['token']) }
  // What does not fit is not quoted: it may hold anything.
  context.addIssue({ code: 'custom', message: 'not a named token' })
  return z.NEVER
})
/** A parsed {@link namedToken}. */
export type NamedToken = z.output<typeof namedToken>

/** The one reading that wants the secret. */
export const namedSecret = z.object({ id: remoteId, subject, token: serialized })

/** The answer to a create of a named token. */
export const createdNamed = z.object({ tokenId: remoteId, token: serialized })

/** The answer to a create of a temporary token, and to a confine. */
export const justToken = z.object({ token: serialized })

/** `GET …/tokens/temporary`. */
export const generation = z.object({ generation: z.number() })

/** `POST /tokens/examine`; whether the token works is not checked. */
export const examined = z.looseObject({
  onezoneDomain: z.string().max(1_024).nullish(),
  id: remoteId.nullish(),
  /** `named` or `temporary`. */
  persistence: z.unknown().optional(),
  subject: subject.nullish(),
  type: z.record(z.string(), z.unknown()),
  caveats: z.array(z.unknown()).nullish(),
})
/** A parsed {@link examined}. */
export type Examined = z.output<typeof examined>

/** The three verify calls; `ttl` in seconds, null = it does not expire. */
export const verified = z.object({ subject: subject.nullish(), ttl: z.number().nullish() })

/** `POST /tokens/infer_access_token_scope`, since 21.02.4. */
export const inferredScope = z.looseObject({
  validUntil: z.number().nullish(),
  dataAccessScope: z
    .looseObject({
      readonly: z.boolean().nullish(),
      spaces: z.record(
        z.string(),
        z.looseObject({
          name: remoteName.nullish(),
          supports: z.record(z.string(), z.looseObject({ readonly: z.boolean().nullish() })).nullish(),
        }),
      ),
      providers: z
        .record(
          z.string(),
          z.looseObject({
            name: remoteName.nullish(),
            domain: z.string().max(1_024).nullish(),
            version: z.string().max(256).nullish(),
            online: z.boolean().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})
/** A parsed {@link inferredScope}. */
export type InferredScope = z.output<typeof inferredScope>

/** `GET /configuration`, as any JSON: whether it is that of Onezone is decided with {@link configuration}. */
export const anyJson = z.unknown()

/** `GET /configuration` of Onezone. */
export const configuration = z.object({
  name: remoteName.nullish(),
  domain: z.string().max(1_024).nullish(),
  version: z.string().max(256),
})

/** A parsed {@link configuration}. */
export type Configuration = z.output<typeof configuration>

/** `GET /provider/public/get_current_time`. */
export const currentTime = z.object({ timeMillis: z.number() })

/** `GET /provider/public/check_my_ip`: the address as a bare JSON text. */
export const myAddress = z.string().max(64)

/** `GET /user` and `GET /users/{id}`. Older releases call the names `name` and `alias`. */
export const user = z.object({
  userId: remoteId,
  fullName: remoteName.nullish(),
  username: remoteName.nullish(),
  name: remoteName.nullish(),
})
/** A parsed {@link user}. */
export type User = z.output<typeof user>

/** `GET /provider` and `GET /providers/{id}`. */
export const provider = z.object({ providerId: remoteId, name: remoteName.nullish() })
/** A parsed {@link provider}. */
export type OneProvider = z.output<typeof provider>

/** Privileges of any sort. */
export const privileges = z.object({ privileges: remoteList(z.string().max(256)) })

/** The name of a space, group, harvester or inventory, or of anything else that has one. */
export const named = z.object({ name: remoteName.nullish() })

const ids = remoteList(remoteId)

/** A list of ids under one member, such as `{"users":["…"]}`. No list has pages. */
export function idsUnder(member: string) {
  return z.record(z.string(), z.unknown()).transform((answer, context): readonly string[] => {
    const parsed = ids.safeParse(answer[member])
    if (parsed.success) return parsed.data
    context.addIssue({ code: 'custom', message: 'not a list of ids' })
    return z.NEVER
  })
}

/** An error. Texts and unknown members of it are not read: they may be anything, and may quote a token. */
export const onezoneError = z.object({
  error: z.object({ id: z.string().max(128), details: z.unknown().optional() }),
})
