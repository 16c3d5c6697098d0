import { z } from 'zod'
import { capability, kindId } from './kind.ts'

export const serverId = z.uuid()

/**
 * `ok` the last contact worked · `unreachable` no answer · `untrusted` the certificate was not accepted ·
 * `rejected` the credential was not accepted · `limited` it works, but not for everything · `unknown` never tried.
 */
export const serverState = z.enum(['ok', 'unreachable', 'untrusted', 'rejected', 'limited', 'unknown'])
export type ServerState = z.infer<typeof serverState>

/**
 * How a server's certificate is checked: `system` by the usual authorities, `ca` by the authority given as
 * PEM text, `pin` by the certificate's own SHA-256 fingerprint.
 */
export const trust = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('system') }),
  z.object({ mode: z.literal('ca'), caPem: z.string().max(65_536) }),
  z.object({
    mode: z.literal('pin'),
    /** SHA-256 of the certificate, as `AB:CD:…` (32 bytes in upper-case hex with colons). */
    fingerprint: z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    /** The certificate itself as PEM, learnt by a handshake that sends no HTTP; null until then. */
    certificatePem: z.string().max(65_536).nullable(),
  }),
])
export type Trust = z.infer<typeof trust>

/** The way to a server. */
export const connection = z.object({
  /**
   * `environment` = what the variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say, never for this computer itself ·
   * `none` = no proxy · otherwise the proxy's address, without user information: that is kept like a credential.
   */
  proxy: z.union([
    z.enum(['environment', 'none']),
    z
      .string()
      .max(500)
      .regex(/^https?:\/\/[^\s/?#@]+$/),
  ]),
  /** Plain http to another computer is allowed: everybody on the way can read the credential. */
  plainHttp: z.boolean(),
})
export type Connection = z.infer<typeof connection>

/** The connection of a server for which nothing else was said. */
export const usualConnection: Connection = { proxy: 'environment', plainHttp: false }

/** Whose credential it is, as the server told us. */
export const identity = z.object({
  ownerId: z.string().nullable(),
  name: z.string(),
  /** Role or rights in the server's own words; null = it does not tell. */
  role: z.string().nullable(),
  /** The remote id of the token that is the credential itself; null = not a token, or the server does not tell. */
  tokenId: z.string().nullable(),
})
export type Identity = z.infer<typeof identity>

/** One line of the diagnosis when a server is added or tested. */
export const check = z.object({ check: z.string(), ok: z.boolean(), message: z.string() })
export type Check = z.infer<typeof check>

/** A server as every front door sees it. It holds no credential. */
export const server = z.object({
  id: serverId,
  name: z.string(),
  kind: kindId,
  url: z.string(),
  state: serverState,
  /** Why the state is what it is; null when ok or unknown. */
  stateMessage: z.string().nullable(),
  trust: z.enum(['system', 'ca', 'pin']),
  fields: z.record(z.string(), z.string()),
  connection,
  identity: identity.nullable(),
  /** The server's own version text; null = not told. */
  version: z.string().nullable(),
  /** What this version and this credential may do; empty until the first contact. */
  capabilities: z.array(capability),
  /** When the server last told what the credential may do, RFC 3339; null = never, or it is to be asked again. */
  capabilitiesAt: z.string().nullable(),
  /** When the last contact was tried and when the last complete refresh ended, RFC 3339; null = never. */
  checkedAt: z.string().nullable(),
  refreshedAt: z.string().nullable(),
  /** Tokens that this credential sees and that are not gone. */
  tokens: z.number(),
  /** Those among them that it acts on: where several credentials see a token, one does. Counts each once over all servers. */
  acting: z.number(),
  /** Secrets stored for tokens that it sees. */
  secrets: z.number(),
})
export type Server = z.infer<typeof server>

/** Owner: the user or service user on the server that a token belongs to. */
export const owner = z.object({
  id: z.string(),
  name: z.string(),
  server: z.string(),
  serverId,
  /** What sort of owner, in words for a person: `user`, `service user`. */
  type: z.string(),
  isSelf: z.boolean(),
  /** Whether this credential may see and change the owner's tokens. */
  manageable: z.boolean(),
  /** Why not; null when manageable. */
  reason: z.string().nullable(),
  /**
   * How many of the tokens this owner may have there are, disabled and expired ones included. null or left out = no
   * limit is known, or this credential cannot see them all.
   */
  slots: z.object({ used: z.number(), limit: z.number() }).nullable().optional(),
})
export type Owner = z.infer<typeof owner>
