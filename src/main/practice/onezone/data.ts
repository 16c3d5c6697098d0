import { personAt } from '../names.ts'
import { BASE62, HEX } from '../random.ts'
import type { Caveat } from './caveats.ts'
import { ADMIN_PRIVILEGES, MEMBER_PRIVILEGES, PRIVILEGES, type TargetKind } from './privileges.ts'
import {
  issueToken,
  type NamedToken,
  nextId,
  ONEZONE_CLUSTER,
  type OnezoneState,
  type OzProvider,
  type OzTarget,
  type OzUser,
  seconds,
} from './state.ts'
import { PROVIDER_STORIES, PROVIDERS, STORIES, TARGET_NAMES, type TokenStory } from './stories.ts'
import type { Subject } from './subject.ts'
import { ACCESS, IDENTITY, INVITE_KINDS, inviteTo, type TokenType } from './token-types.ts'

/** A subject and the token of it to sign in with. */
export interface Seeded {
  readonly token: NamedToken
}

/** The subjects that `accounts` names. */
export interface SeededSubjects {
  readonly administrator: Seeded
  readonly auditor: Seeded
  readonly person: Seeded
  readonly clusterMember: Seeded
  readonly provider: Seeded
  readonly passwordOff: Seeded
  readonly blocked: Seeded
  readonly expired: Seeded
  readonly revoked: Seeded
  readonly elsewhere: Seeded
  readonly identity: Seeded
}

const DAY = 86_400

/** Fills a world with users, Oneproviders, everything with members, and tokens. The same seed and clock give the same. */
export function seedOnezone(state: OnezoneState): SeededSubjects {
  const admin = addUser(state, 0, { username: 'admin', privileges: [...ADMIN_PRIVILEGES].sort() })
  const views = ADMIN_PRIVILEGES.filter((name) => /_(?:list|view|view_privileges)$/.test(name)).sort()
  const auditor = addUser(state, 1, { privileges: views })
  const person = addUser(state, 2, {})
  const member = addUser(state, 3, {})
  const passwordOff = addUser(state, 4, { passwordOff: true })
  const blocked = addUser(state, 5, { blocked: true })
  const guests = [6, 7, 8, 9].map((index) => addUser(state, index, {}))
  for (let index = 0; index < state.settings.people; index += 1) {
    addUser(state, index + 10, { linked: index % 3 === 1, blocked: index % 11 === 7 })
  }
  const providers = addProviders(state, admin)
  addTargets(state, admin, providers)

  const [first] = providers
  if (first === undefined) throw new Error('there are no Oneproviders')
  const cluster = state.targets.cluster.get(first.id)
  cluster?.users.set(member.id, ['cluster_add_user', 'cluster_update', 'cluster_view'])
  cluster?.users.set(auditor.id, MEMBER_PRIVILEGES.cluster)
  const [space] = state.targets.space.values()
  space?.users.set(person.id, ['space_add_user', ...MEMBER_PRIVILEGES.space])
  const [group] = state.targets.group.values()
  group?.users.set(person.id, MEMBER_PRIVILEGES.group)

  const users = [...state.users.values()]
  for (const [index, user] of users.entries()) {
    if (index < 10) continue
    for (const story of STORIES[index % STORIES.length] ?? [])
      tell(state, { type: 'user', id: user.id }, story)
  }
  for (const provider of providers.slice(1)) {
    for (const story of PROVIDER_STORIES) tell(state, { type: 'oneprovider', id: provider.id }, story)
  }
  const access = (user: OzUser, caveats: readonly Caveat[] = [], revoked = false, type = ACCESS): Seeded => {
    const subject: Subject = { type: 'user', id: user.id }
    return {
      token: issueToken(state, {
        subject,
        name: 'latchkey',
        caveats,
        revoked,
        type,
        createdAt: ago(state, 30),
      }),
    }
  }
  tell(state, { type: 'user', id: admin.id }, { name: 'old laptop', age: 380, ends: -15 })
  tell(state, { type: 'user', id: person.id }, { name: 'mój pierwszy token', age: 20, ends: null })
  tell(state, { type: 'oneprovider', id: first.id }, { name: 'op-panel', age: 200, ends: null })
  const [expired, revoked, elsewhere, identity] = guests
  if (expired === undefined || revoked === undefined || elsewhere === undefined || identity === undefined) {
    throw new Error('there are no guests')
  }
  const itself: Subject = { type: 'oneprovider', id: first.id }
  return {
    administrator: access(admin),
    auditor: access(auditor),
    person: access(person),
    clusterMember: access(member),
    provider: {
      token: issueToken(state, { subject: itself, name: 'root token', createdAt: first.createdAt }),
    },
    passwordOff: access(passwordOff),
    blocked: access(blocked),
    expired: access(expired, [{ type: 'time', validUntil: ago(state, 3) }]),
    revoked: access(revoked, [], true),
    elsewhere: access(elsewhere, [{ type: 'interface', interface: 'oneclient' }]),
    identity: access(identity, [], false, IDENTITY),
  }
}

interface UserParts {
  readonly username?: string
  readonly privileges?: readonly string[]
  readonly blocked?: boolean
  readonly passwordOff?: boolean
  readonly linked?: boolean
}

function addUser(state: OnezoneState, index: number, parts: UserParts): OzUser {
  const { random } = state
  const { name, login } = personAt(index)
  const hasPassword = parts.username !== undefined || parts.passwordOff === true
  const linked = parts.linked ?? false
  const user: OzUser = {
    id: nextId(state, index % 4 !== 0),
    fullName: name,
    username: parts.username ?? (linked ? null : login),
    password: hasPassword ? `practice-${random.text(BASE62, 12)}` : null,
    basicAuthEnabled: hasPassword && parts.passwordOff !== true,
    blocked: parts.blocked ?? false,
    emails: index % 5 === 3 ? [] : [`${login}@practice.example`],
    linkedSubject: linked ? random.text(HEX, 12) : null,
    privileges: parts.privileges ?? [],
    createdAt: ago(state, 700 - (index % 300)),
  }
  state.users.set(user.id, user)
  return user
}

function addProviders(state: OnezoneState, admin: OzUser): OzProvider[] {
  addTarget(state, 'cluster', ONEZONE_CLUSTER, 'onezone').users.set(admin.id, PRIVILEGES.cluster)
  return PROVIDERS.map(({ host, ...facts }, index) => {
    const id = nextId(state, index % 2 === 1)
    const provider = {
      id,
      ...facts,
      domain: `${host}.practice.example`,
      createdAt: ago(state, 600 - index * 40),
    }
    state.providers.set(id, provider)
    addTarget(state, 'cluster', id, provider.name)
    return provider
  })
}

/** Groups, spaces, harvesters and inventories, with a third of the people in each. */
function addTargets(state: OnezoneState, admin: OzUser, providers: readonly OzProvider[]): void {
  const { random } = state
  const people = [...state.users.values()].slice(10)
  for (const kind of ['group', 'space', 'harvester', 'atmInventory'] as const) {
    for (const [index, name] of TARGET_NAMES[kind].entries()) {
      const target = addTarget(state, kind, nextId(state, index % 3 !== 0), name)
      if (index % 2 === 0) target.users.set(admin.id, PRIVILEGES[kind])
      for (const user of people) if (random.int(3) === 0) target.users.set(user.id, MEMBER_PRIVILEGES[kind])
      const [group] = [...state.targets.group.keys()].slice(index % 4)
      if (kind !== 'group' && group !== undefined) target.groups.set(group, MEMBER_PRIVILEGES[kind])
      if (kind !== 'space') continue
      for (const [number, provider] of providers.entries()) {
        const size = 10_737_418_240 * (index + 1)
        if ((index + number) % 3 !== 2) target.supports.set(provider.id, { readonly: number === 2, size })
      }
    }
  }
}

function addTarget(state: OnezoneState, kind: TargetKind, id: string, name: string): OzTarget {
  const createdAt = ago(state, 650 - state.random.int(500))
  const target: OzTarget = {
    id,
    kind,
    name,
    users: new Map(),
    groups: new Map(),
    supports: new Map(),
    createdAt,
  }
  state.targets[kind].set(id, target)
  return target
}

/** Makes a token as a story tells. Who invites to something gets the right to. */
function tell(state: OnezoneState, subject: Subject, story: TokenStory): void {
  const { name, age, ends, used, limit, ...rest } = story
  const time: readonly Caveat[] = ends === null ? [] : [{ type: 'time', validUntil: ago(state, -ends) }]
  issueToken(state, {
    subject,
    name,
    type: typeOf(state, subject, story.type ?? 'access'),
    caveats: [...time, ...(story.caveats ?? [])],
    usageCount: used ?? 0,
    usageLimit: limit ?? 'infinity',
    createdAt: ago(state, age),
    newerId: age < 365,
    ...(rest.revoked === undefined ? {} : { revoked: rest.revoked }),
    ...(rest.custom === undefined ? {} : { custom: rest.custom }),
    ...(rest.privileges === undefined ? {} : { privileges: rest.privileges }),
  })
}

function typeOf(state: OnezoneState, subject: Subject, name: string): TokenType {
  if (name === 'access') return ACCESS
  if (name === 'identity') return IDENTITY
  const target = INVITE_KINDS.find(({ inviteType }) => inviteType === name)?.target ?? 'user'
  if (target === 'user') return inviteTo(name, subject.id)
  if (subject.type === 'oneprovider') return inviteTo(name, subject.id)
  const found = state.random.pick([...state.targets[target].values()])
  found.users.set(subject.id, PRIVILEGES[target])
  return inviteTo(name, found.id)
}

/** Unix seconds so many days ago. */
function ago(state: OnezoneState, days: number): number {
  return seconds(state) - Math.floor(days * DAY)
}
