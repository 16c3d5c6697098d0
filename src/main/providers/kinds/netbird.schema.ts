import { z } from 'zod'
import { withRecord } from '../record.ts'
import { remoteId, remoteList, remoteName, remoteSecret, remoteTime } from '../remote-text.ts'

// The members of NetBird's JSON that are used. Others may come and are ignored. NetBird source: openapi.yml.

const right = z.boolean().optional()

/** The rights of one module, as `users/current` tells them; a missing member = not told. */
const moduleRights = z.object({ create: right, read: right, update: right, delete: right })

/** A person or a service user; `is_current` marks the caller. */
export const netbirdUser = z.object({
  id: remoteId,
  name: remoteName.nullish(),
  email: remoteName.nullish(),
  /** `owner|admin|user|billing_admin|auditor|network_admin`, and perhaps others some day. */
  role: z.string().max(256).nullish(),
  is_current: z.boolean().nullish(),
  is_service_user: z.boolean().nullish(),
  permissions: z
    .object({
      modules: z
        .object({
          pats: moduleRights.nullish(),
          users: moduleRights.nullish(),
          events: moduleRights.nullish(),
        })
        .nullish(),
    })
    .nullish(),
})
/** A parsed {@link netbirdUser}. */
export type NetbirdUser = z.output<typeof netbirdUser>

/** A list of Go is the literal `null` when it is empty. NetBird source: pat_handler.go. */
export const netbirdUsers = listOf(netbirdUser)

/** A personal access token without its plaintext. */
export const netbirdToken = withRecord(
  z.object({
    id: remoteId,
    name: remoteName,
    expiration_date: remoteTime,
    created_by: z.string().max(512).nullish(),
    created_at: remoteTime,
    /** Left out until the first use. */
    last_used: remoteTime,
  }),
)
/** A parsed {@link netbirdToken}. */
export type NetbirdToken = z.output<typeof netbirdToken>

/** One user's tokens. */
export const netbirdTokens = listOf(netbirdToken)

/**
 * The one answer that holds a plaintext. Only what is needed to keep it is required: a time of unexpected form
 * must not cost the secret.
 */
export const netbirdCreated = z.object({
  plain_token: remoteSecret,
  personal_access_token: withRecord(
    z.object({
      id: remoteId,
      name: remoteName.nullish().catch(null),
      expiration_date: remoteTime.catch(null),
      created_by: z.string().max(512).nullish().catch(null),
      created_at: remoteTime.catch(null),
    }),
  ),
})

/** `GET /api/instance`, since v0.62.0. */
export const netbirdInstance = z.object({ setup_required: z.boolean() })

/** `GET /api/instance/version`, since v0.64.2. */
export const netbirdVersion = z.object({
  management_current_version: z.string().max(256),
  /** Only when it looks for newer ones. */
  management_available_version: z.string().max(256).nullish().catch(null),
  management_update_available: z.boolean().nullish().catch(null),
})
/** A parsed {@link netbirdVersion}. */
export type NetbirdVersion = z.output<typeof netbirdVersion>

const event = z.object({
  timestamp: z.string().max(64),
  activity_code: z.string().max(256),
  initiator_id: z.string().max(512).nullish(),
  initiator_name: remoteName.nullish(),
  initiator_email: remoteName.nullish(),
  target_id: z.string().max(512),
  /** Of a token: `name`, `is_service_user`, `user_name`. */
  meta: z.object({ name: remoteName.nullish() }).nullish().catch(null),
})
/** A line of the audit history. */
export type NetbirdEvent = z.output<typeof event>

/** `GET /api/events/audit`. Lines of another form, about something else, are passed over. */
export const netbirdEvents = listOf(z.unknown()).transform((lines) =>
  lines.flatMap((line) => {
    const parsed = event.safeParse(line)
    return parsed.success ? [parsed.data] : []
  }),
)

/** `GET /api/accounts`. */
export const netbirdAccounts = listOf(z.object({ id: remoteId }))

/** The body of every error. NetBird source: util.go. */
export const netbirdError = z.object({ message: z.string() })

function listOf<T extends z.ZodType>(item: T) {
  return remoteList(item)
    .nullable()
    .transform((items) => items ?? [])
}
