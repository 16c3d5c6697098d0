import { randomUUID } from 'node:crypto'
import { validUntilOf } from '../../../../shared/model/caveats.ts'
import { checkFields, invalidField } from '../../fields.ts'
import type { CreatedToken, RemoteToken } from '../../provider.ts'
import { assertMaySend, beforeSending } from '../../refusal.ts'
import type { OnezoneApi } from './api.ts'
import { createFields } from './descriptor.ts'
import { checkName, parseCaveats, parseMetadata, parsePrivileges } from './fields.ts'
import type { Subjects } from './subjects.ts'
import { timeText } from './token.ts'
import { timeRequiredSentence } from './token-errors.ts'
import { parseTokenType, type TokenType, withTypeAsJson } from './types.ts'

/** Fields of a new token, checked, in the form in which they are sent. */
interface NewToken {
  readonly isTemporary: boolean
  readonly type: TokenType
  readonly name: string
  readonly caveats: readonly unknown[]
  readonly revoked: boolean
  /** The body of the request. */
  readonly json: Readonly<Record<string, unknown>>
}

/** Checks everything that can be checked here. Throws `invalid-input` with `field`. */
function parseNewToken(input: Readonly<Record<string, string>>, host: string, nowMs: number): NewToken {
  const fields = checkFields(createFields, withTypeAsJson(input))
  const isTemporary = makesTemporary(fields)
  const type = parseTokenType(fields['type'] ?? '', fields['target'] ?? '')
  const caveats = parseCaveats(fields['caveats'], type.sort)
  const validUntil = validUntilOf(caveats)
  if (validUntil !== null && validUntil * 1000 <= nowMs) {
    throw invalidField('caveats', 'The time caveat has passed: the token would be expired from the start.')
  }
  const common = { type: type.json, caveats }
  if (isTemporary) {
    for (const name of ['name', 'customMetadata', 'revoked', 'usageLimit', 'privileges']) {
      if (fields[name] !== undefined && fields[name] !== 'false') {
        throw invalidField(
          name,
          'Temporary tokens have no such thing. Leave it empty, or make a named token.',
        )
      }
    }
    if (validUntil === null) throw invalidField('caveats', timeRequiredSentence(host, null))
    return { isTemporary, type, name: '', caveats, revoked: false, json: common }
  }
  const { name = '', customMetadata, revoked, usageLimit, privileges } = fields
  checkName(name)
  if (type.invite === null && (usageLimit !== undefined || privileges !== undefined)) {
    const field = usageLimit === undefined ? 'privileges' : 'usageLimit'
    throw invalidField(field, 'Only invite tokens have this. Leave it empty.')
  }
  if (type.invite !== null && type.invite.privileges === null && privileges !== undefined) {
    throw invalidField('privileges', 'This invitation gives no privileges. Leave them empty.')
  }
  return {
    isTemporary,
    type,
    name,
    caveats,
    revoked: revoked === 'true',
    json: {
      name,
      ...common,
      ...(customMetadata === undefined ? {} : { customMetadata: parseMetadata(customMetadata) }),
      ...(revoked === undefined ? {} : { revoked: revoked === 'true' }),
      ...(usageLimit === undefined ? {} : { usageLimit: Number(usageLimit) }),
      ...(privileges === undefined ? {} : { privileges: parsePrivileges(privileges) }),
    },
  }
}

/** Creates a token, see `Session.createToken`. */
export async function createOnezoneToken(
  api: OnezoneApi,
  subjects: Subjects,
  input: {
    readonly ownerId: string
    readonly fields: Readonly<Record<string, string>>
    readonly nowMs: number
  },
  signal?: AbortSignal,
): Promise<CreatedToken> {
  const wanted = parseNewToken(input.fields, api.http.host, input.nowMs)
  const subject = await subjects.of(input.ownerId, signal).catch((error: unknown) => {
    throw beforeSending(error)
  })
  const token: Omit<RemoteToken, 'remoteId'> = {
    owner: { id: input.ownerId, name: subjects.nameOf(input.ownerId) },
    creator: null,
    name: wanted.isTemporary ? null : wanted.name,
    createdAt: null,
    expiresAt: timeText(validUntilOf(wanted.caveats)),
    lastUsedAt: null,
    enabled: !wanted.revoked,
    isSpent: false,
    labels: null,
    details: null,
  }
  assertMaySend(signal)
  if (wanted.isTemporary) {
    const text = await api.createTemporary(subject, wanted.json)
    const remoteId = newTemporaryId()
    return {
      token: {
        ...token,
        remoteId,
        // Nothing more can be read of it later.
        details: { persistence: 'temporary', type: wanted.type.json, caveats: wanted.caveats },
      },
      isTemporary: true,
      secret: new TextEncoder().encode(text),
    }
  }
  const created = await api.createNamed(subject, wanted.json)
  return {
    token: { ...token, remoteId: created.tokenId },
    secret: new TextEncoder().encode(created.token),
  }
}

const temporaryPrefix = 'temporary-'

/** A made-up id: the server has one inside the text, and asking for it would leave the secret unstored meanwhile. */
const newTemporaryId = (): string => temporaryPrefix + randomUUID()

/** Whether a remote id was made up here for a temporary token. Those of the server have no dash. */
export const isTemporaryId = (remoteId: string): boolean => remoteId.startsWith(temporaryPrefix)

/** See `Provider.makesTemporary`. */
export function makesTemporary(fields: Readonly<Record<string, string>>): boolean {
  return fields['persistence'] === 'temporary'
}

/** See `Provider.fitsRequest`: names are unique within an owner. Temporary tokens are in no list. */
export function fitsNewToken(fields: Readonly<Record<string, string>>, token: RemoteToken): boolean {
  return !makesTemporary(fields) && token.name === fields['name']
}
