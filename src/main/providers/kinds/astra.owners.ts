import { plainText } from '../../../shared/text.ts'
import type { RemoteOwner, RemoteToken } from '../provider.ts'
import { detailsOf } from '../record.ts'
import type { AstraRoleBinding, AstraToken, AstraUser } from './astra.schema.ts'

/** What a session has learnt about users, by id. */
export interface AstraKnowledge {
  /** Names, for owner and creator of a token. */
  readonly names: Map<string, string>
  /** Why the tokens of a user may not be seen, as the last reading of them found. */
  readonly hidden: Map<string, string>
}

/** All users as owners of tokens. Nobody is marked as ourselves: Astra Control does not tell whose token is in use. */
export function astraOwners(
  users: readonly AstraUser[],
  bindings: readonly AstraRoleBinding[],
  hidden: AstraKnowledge['hidden'],
): RemoteOwner[] {
  const roles = new Map<string, Set<string>>()
  for (const { userID: id, role } of bindings) {
    if (!id || !role) continue
    roles.set(id, (roles.get(id) ?? new Set()).add(role))
  }
  return users.map((user) => {
    const reason = hidden.get(user.id) ?? stoppedReason(user)
    return {
      id: user.id,
      name: astraUserName(user),
      type: typeOf(user, [...(roles.get(user.id) ?? [])]),
      isSelf: false,
      manageable: reason === null,
      reason,
    }
  })
}

/** What to call a user: first and last name, else the e-mail address, else the id. */
export function astraUserName({ firstName, lastName, email, id }: AstraUser): string {
  const name = [firstName, lastName].flatMap((part) => part?.trim() || []).join(' ')
  return [name, email?.trim()].find((text) => text) ?? id
}

/** A token as the server tells it. The owner is the user whose list it is in. */
export function astraRemoteToken(
  token: Pick<AstraToken, 'id' | 'record'> & {
    readonly name: string | null
    readonly metadata?:
      | {
          readonly labels?: readonly { readonly name: string; readonly value: string }[] | null | undefined
          readonly creationTimestamp?: string | null | undefined
          readonly createdBy?: string | null | undefined
        }
      | null
      | undefined
  },
  ownerId: string,
  names: ReadonlyMap<string, string>,
): RemoteToken {
  const { labels, creationTimestamp, createdBy } = token.metadata ?? {}
  return {
    remoteId: token.id,
    owner: { id: ownerId, name: names.get(ownerId) ?? null },
    creator: createdBy ? { id: createdBy, name: names.get(createdBy) ?? null } : null,
    name: token.name,
    createdAt: creationTimestamp ?? null,
    // Astra Control knows neither an expiry nor a last use, and no way to switch a token off.
    expiresAt: null,
    lastUsedAt: null,
    enabled: true,
    labels: labels ?? [],
    details: detailsOf(token.record, ['token']),
  }
}

/** A suspended user's tokens can be seen and deleted, but none of them works, and neither would a new one. */
function stoppedReason({ state, isEnabled }: AstraUser): string | null {
  if (state === 'suspended')
    return 'The user is suspended in Astra Control: its tokens do not work until it is let in again.'
  return isEnabled === false
    ? 'The user is disabled in Astra Control: its tokens do not work until it is let in again.'
    : null
}

function typeOf(user: AstraUser, roles: readonly string[]): string {
  const state = user.isEnabled === false && user.state !== 'suspended' ? 'disabled' : user.state
  return [sortOf(user.authProvider ?? null), roles.join(' and '), state]
    .flatMap((part) => (part ? [plainText(part, 100)] : []))
    .join(', ')
}

function sortOf(authProvider: string | null): string {
  switch (authProvider) {
    case 'local':
      return 'local user'
    case 'ldap':
      return 'LDAP user'
    case 'cloud-central':
      return 'cloud user'
    default:
      return 'user'
  }
}
