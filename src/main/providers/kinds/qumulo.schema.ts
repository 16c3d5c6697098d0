import { z } from 'zod'
import { withRecord } from '../record.ts'
import { remoteId, remoteList, remoteName, remoteSecret, remoteTime } from '../remote-text.ts'

// The members of Qumulo's JSON that are used. Others may come and are ignored. Qumulo source: REST API 7.7.2.

/** A user or group. Every member may be null or missing; unknown domains are tolerated. */
export const qumuloIdentity = z.object({
  domain: z.string().max(256).nullish(),
  auth_id: remoteId.nullish().or(z.literal('').transform(() => null)),
  /** A number here, text in the user list. */
  uid: z.union([z.number(), z.string().max(64)]).nullish(),
  sid: z.string().max(512).nullish(),
  name: remoteName.nullish(),
})
/** A parsed {@link qumuloIdentity}. */
export type QumuloIdentity = z.output<typeof qumuloIdentity>

/** A token's metadata: an entry of the list, and the answer to GET and PATCH. */
export const qumuloToken = withRecord(
  z.object({
    /** Decimal, larger than 2^53. */
    id: remoteId,
    user: qumuloIdentity,
    creator: qumuloIdentity.nullish(),
    creation_time: remoteTime,
    /** Empty, null or missing = never. */
    expiration_time: remoteTime,
    /** Missing before 5.3.3, where no token can be disabled. */
    enabled: z.boolean().nullish(),
  }),
)
/** A parsed {@link qumuloToken}. */
export type QumuloToken = z.output<typeof qumuloToken>

/** One page. `paging` is in no schema of the vendor but used by its own client; missing = the last page. */
export const qumuloTokenPage = z.object({
  entries: remoteList(qumuloToken),
  paging: z.object({ next: z.string().max(16_384).nullish() }).nullish(),
})

/** The one answer that holds a plaintext. */
export const qumuloCreated = z.object({ id: remoteId, bearer_token: remoteSecret })

/** `POST /v1/session/login`: a session of ten hours. */
export const qumuloLogin = z.object({ bearer_token: remoteSecret })

/** `POST /v1/session/start-saml-login`. */
export const qumuloSamlStarted = z.object({
  login_id: z.string().min(1).max(1_024),
  login_url: z.string().max(16_384),
})

/** `POST /v1/session/retrieve-saml-login`; an empty token = the person is not done yet. */
export const qumuloSamlLogin = z.object({ bearer_token: z.string().max(65_536).nullish() })

/** `GET /v1/session/who-am-i`. */
export const qumuloWhoAmI = z.object({
  /** The auth_id. */
  id: remoteId,
  name: remoteName.nullish(),
  /** Missing = not told. */
  privileges: remoteList(z.string().max(256)).nullish(),
  /** Only when signed in with an access token. */
  access_token_id: remoteId.nullish().or(z.literal('').transform(() => null)),
})
/** A parsed {@link qumuloWhoAmI}. */
export type QumuloWhoAmI = z.output<typeof qumuloWhoAmI>

/** `GET /v1/session/roles`: names. */
export const qumuloRoles = remoteList(z.string().max(1_024))

/** A local user. */
export const qumuloUser = z.object({
  /** The auth_id. */
  id: remoteId,
  name: remoteName.nullish(),
  sid: z.string().max(512).nullish(),
  /** Empty for none. */
  uid: z.string().max(64).nullish(),
})
/** A parsed {@link qumuloUser}. */
export type QumuloUser = z.output<typeof qumuloUser>

/** Local users only; not wrapped in an object. */
export const qumuloUsers = remoteList(qumuloUser)

/** What an identity is: `UNKNOWN|USER|GROUP`, and all its members. */
export const qumuloExpanded = z.object({
  id: qumuloIdentity.nullish().catch(null),
  type: z.string().max(64).nullish(),
})
/** A parsed {@link qumuloExpanded}. */
export type QumuloExpanded = z.output<typeof qumuloExpanded>

/** `GET /v1/version`; `revision_id` is such as `Qumulo Core 7.7.2`. */
export const qumuloVersion = z.object({ revision_id: z.string().max(256) })

/** `GET /v1/node/state`. */
export const qumuloNodeState = z.object({
  state: z.string().max(64).nullish(),
  /** Empty while the node belongs to no cluster. */
  cluster_id: z.string().max(256).nullish(),
})

/** `GET /v1/cluster/settings`; without a credential at least in 7.7.2. */
export const qumuloClusterSettings = z.object({ cluster_name: remoteName.nullish() })
