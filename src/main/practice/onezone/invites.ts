import {
  inviteTokenConsumerInvalid,
  inviteTokenSubjectNotAuthorized,
  inviteTokenTargetIdInvalid,
  inviteTokenUsageLimitReached,
  refuse,
} from './errors.ts'
import { hasPrivilege, isAdmin } from './rights.ts'
import type { OnezoneState } from './state.ts'
import type { Subject } from './subject.ts'
import type { TokenText } from './token-text.ts'
import type { InviteKind } from './token-types.ts'

/** Whether an invitation says itself what those get who join, for which another right is needed. */
export type Profile = 'default-privileges' | 'custom-privileges'

/** Refuses an invitation that its subject may not make, or to a target that is not there. Onezone source: invite_tokens. */
export function checkInvitation(
  state: OnezoneState,
  subject: Subject,
  invite: InviteKind,
  targetId: string,
  profile: Profile,
): void {
  const targets = invite.target === 'user' ? state.users : state.targets[invite.target]
  if (!targets.has(targetId)) refuse(inviteTokenTargetIdInvalid(targetId))
  const allowed = mayInvite(state, subject, invite, targetId)
  const maySet = profile === 'default-privileges' || maySetPrivileges(state, subject, invite, targetId)
  if (!allowed || !maySet) refuse(inviteTokenSubjectNotAuthorized())
}

/** Refuses an invite token that could not be used any more, or not by this consumer. */
export function checkInvite(state: OnezoneState, token: TokenText, consumer: Subject | null): void {
  const { type } = token
  if (type.is !== 'invite') return
  const { invite, targetId } = type
  if (invite.consumer !== 'anybody' && consumer !== null && consumer.type !== invite.consumer) {
    refuse(inviteTokenConsumerInvalid(consumer))
  }
  const named = state.tokens.get(token.id)
  if (named !== undefined && named.usageLimit !== 'infinity' && named.usageCount >= named.usageLimit) {
    refuse(inviteTokenUsageLimitReached())
  }
  checkInvitation(state, token.subject, invite, targetId, 'default-privileges')
}

function mayInvite(state: OnezoneState, subject: Subject, invite: InviteKind, targetId: string): boolean {
  if (invite.target === 'cluster' && isOwnCluster(subject, targetId)) return true
  if (isAdmin(state, subject, invite.adminRight)) return true
  if (subject.type !== 'user') return false
  if (invite.target === 'user')
    return subject.id === targetId && state.settings.providerRegistration === 'open'
  return hasPrivilege(state, invite.target, targetId, subject.id, invite.right)
}

function maySetPrivileges(
  state: OnezoneState,
  subject: Subject,
  invite: InviteKind,
  targetId: string,
): boolean {
  if (invite.target === 'user' || (invite.target === 'cluster' && isOwnCluster(subject, targetId)))
    return true
  if (isAdmin(state, subject, invite.adminRight.replace('add_relationships', 'set_privileges'))) return true
  const right = invite.right.replace(/_(?:add|join)_.*$/, '_set_privileges')
  return subject.type === 'user' && hasPrivilege(state, invite.target, targetId, subject.id, right)
}

/** A Oneprovider may invite to its own cluster. */
function isOwnCluster(subject: Subject, clusterId: string): boolean {
  return subject.type === 'oneprovider' && subject.id === clusterId
}
