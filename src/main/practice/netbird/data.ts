import { DAY, HOUR, MINUTE, truncateInstant } from '../instant.ts'
import { personAt, serviceName } from '../names.ts'
import { BASE62, DIGITS, HEX } from '../random.ts'
import { recordPast } from './events.ts'
import { issueToken, type NetbirdState, type NetbirdUser, nextUuid, type Role, stamp } from './state.ts'

/** The users that `accounts` names; the token ids are those of the tokens to sign in with. */
export interface SeededUsers {
  readonly administrator: Seeded
  readonly owner: Seeded
  readonly networkAdmin: Seeded
  readonly person: Seeded
  readonly billingAdmin: Seeded
  readonly blocked: Seeded
  readonly pending: Seeded
  readonly auditor: Seeded
  readonly automation: Seeded
  readonly expired: Seeded
}

/** A user and the token of it to sign in with. */
export interface Seeded {
  readonly user: NetbirdUser
  readonly tokenId: string
}

/** How a token came about, in days before now; `used`: `null` for never. */
interface TokenStory {
  readonly label: string
  readonly age: number
  readonly days: number
  readonly used: number | null
}

/** What the tokens of the invented service users are like; every story occurs, then they repeat. */
const STORIES: readonly (readonly TokenStory[])[] = [
  [{ label: 'api', age: 40, days: 365, used: 0.04 }],
  [],
  [{ label: 'first try', age: 20, days: 90, used: null }],
  [{ label: 'weekly job', age: 27.2, days: 30, used: 1.5 }],
  [{ label: 'old host', age: 100, days: 90, used: 12 }],
  [
    { label: 'blue', age: 340, days: 365, used: 0.4 },
    { label: 'green', age: 2, days: 365, used: 0.1 },
  ],
  [{ label: 'forgotten', age: 200, days: 30, used: null }],
  [{ label: 'until tomorrow', age: 29.4, days: 30, used: 0.2 }],
  [{ label: 'sandbox', age: 0.2, days: 7, used: null }],
  [
    { label: 'primary', age: 120, days: 180, used: 0.01 },
    { label: 'secondary', age: 120, days: 180, used: null },
    { label: 'retired', age: 290, days: 180, used: 130 },
  ],
]

/** Fills a world with users and tokens. The same seed, clock and settings give the same ones. */
export function seedNetbird(state: NetbirdState): SeededUsers {
  const { random, settings } = state
  const googleId = (): string => `google-oauth2|${random.pick(['1', '2'])}${random.text(DIGITS, 20)}`
  const auth0Id = (): string => `auth0|${random.text(HEX, 24)}`

  const owner = addPerson(state, 0, { id: auth0Id(), role: 'owner' })
  const administrator = addPerson(state, 1, { id: googleId(), role: 'admin' })
  const networkAdmin = addPerson(state, 2, { id: auth0Id(), role: 'network_admin' })
  const person = addPerson(state, 3, { id: nextUuid(state), role: 'user' })
  const billingAdmin = addPerson(state, 4, { id: auth0Id(), role: 'billing_admin' })
  const blocked = addPerson(state, 5, {
    id: `windowslive|${random.text(HEX, 16)}`,
    role: 'admin',
    blocked: true,
  })
  const pending = addPerson(state, 6, { id: nextUuid(state), role: 'user', blocked: true, pending: true })
  const auditor = addService(state, 'security-auditor', 'auditor')
  const automation = addService(state, 'automation-admin', 'admin')
  const expired = addService(state, 'decommissioned-host', 'user')
  addService(state, 'directory-sync', 'admin', true)

  const roles: readonly Role[] = ['user', 'user', 'auditor', 'user', 'network_admin', 'admin']
  for (let index = 0; index < settings.people; index += 1) {
    const id = random.pick([googleId, auth0Id, () => nextUuid(state)])()
    const invited = index % 5 === 4
    const member = addPerson(state, index + 7, { id, role: roles[index % roles.length] ?? 'user', invited })
    if (index % 3 === 0 && !invited) tell(state, member, member, STORIES[index % STORIES.length] ?? [])
  }
  for (let index = 0; index < settings.serviceUsers; index += 1) {
    const service = addService(
      state,
      serviceName(index),
      random.pick<Role>(['user', 'user', 'admin', 'auditor']),
    )
    const creator = random.pick([administrator, administrator, owner, automation])
    tell(state, service, creator, STORIES[index % STORIES.length] ?? [])
  }
  tell(state, owner, owner, [{ label: 'laptop', age: 60, days: 365, used: 3 }])
  tell(state, administrator, administrator, [
    { label: 'cli on the old laptop', age: 380, days: 365, used: 41 },
  ])

  const signIn = (user: NetbirdUser, creator = user, story?: Partial<TokenStory>): Seeded => {
    const usual = { label: 'latchkey', age: 30, days: 365, used: 0.01 }
    return { user, tokenId: addToken(state, user, creator, { ...usual, ...story }) }
  }
  const seeded = {
    administrator: signIn(administrator),
    owner: signIn(owner),
    networkAdmin: signIn(networkAdmin),
    person: signIn(person),
    billingAdmin: signIn(billingAdmin),
    blocked: signIn(blocked),
    pending: signIn(pending),
    auditor: signIn(auditor, administrator),
    automation: signIn(automation, administrator),
    expired: signIn(expired, administrator, { age: 45, days: 30, used: 16 }),
  }
  recordPast(state, owner.id)
  return seeded
}

/** Fills a managed account: an owner of its own, and a few service users. */
export function seedChild(state: NetbirdState): void {
  const owner = addPerson(state, 40, { id: `auth0|${state.random.text(HEX, 24)}`, role: 'owner' })
  for (const index of [0, 5, 9]) {
    tell(state, addService(state, `managed-${serviceName(index)}`, 'user'), owner, STORIES[index] ?? [])
  }
  recordPast(state, owner.id)
}

/** The first user of a server that was just set up. */
export function addFirstOwner(state: NetbirdState, email: string): NetbirdUser {
  const user = addPerson(state, 0, { id: nextUuid(state), role: 'owner' })
  const renamed = { ...user, email }
  state.users.set(user.id, renamed)
  return renamed
}

/** The secret-free text that a token made by somebody else gets as its name. */
export function outsideName(state: NetbirdState): string {
  return `made elsewhere ${state.random.text(BASE62, 4)}`
}

interface PersonParts {
  readonly id: string
  readonly role: Role
  readonly blocked?: boolean
  readonly pending?: boolean
  readonly invited?: boolean
}

function addPerson(state: NetbirdState, index: number, parts: PersonParts): NetbirdUser {
  const { name, login } = personAt(index)
  const invited = parts.invited ?? false
  const user: NetbirdUser = {
    id: parts.id,
    email: `${login}@practice.example`,
    name,
    role: parts.role,
    isServiceUser: false,
    blocked: parts.blocked ?? false,
    pending: parts.pending ?? false,
    invited,
    nonDeletable: false,
    autoGroups: index % 3 === 0 ? state.groups.slice(0, 1) : [],
    lastLogin: invited
      ? null
      : stamp(state, state.now() - Math.floor(0.1 * DAY) - state.random.int(20 * DAY)),
    issued: parts.id.includes('|') ? 'jwt' : 'api',
    createdAt: stamp(state, state.now() - (390 - (index % 200)) * DAY - state.random.int(DAY)),
  }
  state.users.set(user.id, user)
  return user
}

function addService(state: NetbirdState, name: string, role: Role, nonDeletable = false): NetbirdUser {
  const user: NetbirdUser = {
    id: nextUuid(state),
    email: '',
    name,
    role,
    isServiceUser: true,
    blocked: false,
    pending: false,
    invited: false,
    nonDeletable,
    autoGroups: [],
    lastLogin: null,
    issued: nonDeletable ? 'integration' : 'api',
    createdAt: stamp(state, state.now() - 380 * DAY - state.random.int(5 * DAY)),
  }
  state.users.set(user.id, user)
  return user
}

function tell(
  state: NetbirdState,
  user: NetbirdUser,
  creator: NetbirdUser,
  stories: readonly TokenStory[],
): void {
  for (const story of stories) {
    addToken(state, user, creator, {
      ...story,
      label: user.isServiceUser ? `${user.name} ${story.label}` : story.label,
    })
  }
}

function addToken(state: NetbirdState, user: NetbirdUser, creator: NetbirdUser, story: TokenStory): string {
  const now = state.now()
  const createdMs = now - Math.floor(story.age * DAY) - state.random.int(HOUR)
  const digits = state.random.pick([0, 3, 6, 9, 9, 9])
  const { token } = issueToken(state, {
    userId: user.id,
    name: story.label,
    days: story.days,
    createdBy: creator.id,
    createdAt: truncateInstant(stamp(state, createdMs), digits),
  })
  if (story.used !== null) {
    token.lastUsed = stamp(state, now - Math.floor(story.used * DAY) - state.random.int(10 * MINUTE))
  }
  return token.id
}
