import { DAY, HOUR, truncateInstant } from '../instant.ts'
import { type Person, personAt, serviceName } from '../names.ts'
import { DIGITS } from '../random.ts'
import {
  type AstraState,
  type AstraUser,
  bindRole,
  issueToken,
  type Label,
  type Metadata,
  madeAt,
  type Role,
  stamp,
} from './state.ts'
import { makeUuid } from './uuid.ts'

/** A user and the token of it to sign in with. */
export interface Seeded {
  readonly user: AstraUser
  readonly tokenId: string
}

/** The users that `accounts` names. */
export interface SeededUsers {
  readonly administrator: Seeded
  readonly admin: Seeded
  readonly member: Seeded
  readonly viewer: Seeded
  readonly suspended: Seeded
  readonly disabled: Seeded
  readonly pending: Seeded
  readonly noRole: Seeded
  readonly directoryUser: Seeded
}

/** A token of an invented user; `age` in days before now. */
interface TokenStory {
  readonly name: string
  readonly age: number
  readonly labels?: readonly Label[]
}

const label = (name: string, value: string): Label => ({ name, value })

/** What the tokens of the invented users are like; every story occurs, then they repeat. */
const STORIES: readonly (readonly TokenStory[])[] = [
  [{ name: 'nightly-backup', age: 410, labels: [label('team', 'storage')] }],
  [],
  [
    { name: 'ci', age: 700, labels: [label('env', 'prod'), label('env', 'stage')] },
    { name: 'CI (new)', age: 12 },
  ],
  [{ name: 'ночной бэкап', age: 88, labels: [label('команда', 'хранение')] }],
  [{ name: 'バックアップ確認', age: 33, labels: [label('用途', '備份'), label('empty', '')] }],
  [],
  [
    { name: 'Grafana: capacité & coûts', age: 240 },
    { name: 'مراقبة السعة', age: 239, labels: [label('owner', 'm.alansari@practice.example')] },
    { name: 'terraform', age: 2 },
  ],
  [{ name: 'dashboards 📊', age: 19, labels: [label('astra.practice.example/cost-centre', '4711')] }],
  [{ name: `${'a very long name for a small token '.repeat(2).slice(0, 62)}!`, age: 150 }],
  [{ name: 'O’Brien, second laptop', age: 61 }],
]

const LDAP_BASE = 'dc=practice,dc=example'
const GROUPS = ['storage-operators', 'резервное копирование', 'auditors']

/** Fills an account with users, groups and tokens. The same seed, clock and settings give the same ones. */
export function seedAstra(state: AstraState): SeededUsers {
  const { random, settings } = state
  const owner = addUser(state, 0, { provider: 'local', createdBy: null, role: 'owner' })
  const by = { createdBy: owner.id }
  const groupIds = GROUPS.map((name, index) =>
    addGroup(state, name, index === 0 ? 'member' : 'viewer', owner),
  )
  const admin = addUser(state, 1, { ...by, provider: 'local', role: 'admin' })
  const member = addUser(state, 2, { ...by, provider: 'local', role: 'member' })
  const viewer = addUser(state, 3, { ...by, provider: 'cloud-central', role: 'viewer' })
  const suspended = addUser(state, 4, { ...by, provider: 'local', role: 'member', state: 'suspended' })
  const disabled = addUser(state, 5, { ...by, provider: 'local', role: 'admin', isEnabled: false })
  const pending = addUser(state, 6, { ...by, provider: 'cloud-central', role: 'member', state: 'pending' })
  const noRole = addUser(state, 7, { ...by, provider: 'local', role: null })
  const directoryUser = addUser(state, 8, {
    ...by,
    provider: 'ldap',
    role: null,
    groupIds: groupIds.slice(0, 1),
  })
  const roles: readonly Role[] = ['member', 'viewer', 'member', 'admin']
  const providers = ['local', 'ldap', 'local', 'cloud-central'] as const
  for (let index = 0; index < settings.people; index += 1) {
    const provider = providers[index % providers.length] ?? 'local'
    const throughGroup = provider === 'ldap' && index % 3 === 0
    const user = addUser(state, index + 9, {
      ...by,
      provider,
      role: throughGroup ? null : (roles[index % roles.length] ?? 'viewer'),
      ...(throughGroup ? { groupIds: [random.pick(groupIds)] } : {}),
      ...(index % 11 === 7 ? { state: 'suspended' } : {}),
      ...(index % 13 === 8 ? { isEnabled: false } : {}),
      constraints: index % 4 === 2 ? ["namespaces:kubernetesLabels='app=practice'"] : ['*'],
    })
    for (const story of STORIES[index % STORIES.length] ?? []) addToken(state, user, story)
  }
  addLdapPeople(state, 12)
  addToken(state, owner, { name: 'old laptop', age: 380 })
  addToken(state, admin, { name: serviceName(2), age: 44, labels: [label('team', 'platform')] })

  const signIn = (user: AstraUser): Seeded => ({
    user,
    tokenId: addToken(state, user, { name: 'latchkey', age: 30, labels: [label('used-by', 'latchkey')] }),
  })
  return {
    administrator: signIn(owner),
    admin: signIn(admin),
    member: signIn(member),
    viewer: signIn(viewer),
    suspended: signIn(suspended),
    disabled: signIn(disabled),
    pending: signIn(pending),
    noRole: signIn(noRole),
    directoryUser: signIn(directoryUser),
  }
}

interface UserParts {
  readonly provider: AstraUser['authProvider']
  /** `null`: nobody did, it was there from the start. */
  readonly createdBy: string | null
  /** `null`: none of its own. */
  readonly role: Role | null
  readonly state?: AstraUser['state']
  readonly isEnabled?: boolean
  readonly groupIds?: readonly string[]
  readonly constraints?: readonly string[]
}

function addUser(state: AstraState, index: number, parts: UserParts): AstraUser {
  const { random } = state
  const person = personAt(index)
  const [firstName = '', ...rest] = person.name.split(' ')
  const id = makeUuid(random, 4)
  const made = truncateInstant(stamp(state, daysAgo(state, 790 - (index % 300))), 0)
  const email = `${person.login}@practice.example`
  const metadata = madeAt(made, parts.createdBy ?? id)
  const dn = distinguishedName(person.name, 'people')
  const isNew = parts.state === 'pending'
  const user: AstraUser = {
    id,
    state: parts.state ?? 'active',
    isEnabled: parts.isEnabled ?? true,
    authId: parts.provider === 'ldap' ? dn : parts.provider === 'local' ? email : `auth0|${id.slice(0, 8)}`,
    authProvider: parts.provider,
    firstName,
    lastName: rest.join(' '),
    companyName: index % 4 === 0 ? 'Practice Storage Ltd' : '',
    email,
    phone: index % 5 === 0 ? `+1 555 01${random.text(DIGITS, 2)}` : '',
    groupIds: parts.groupIds ?? [],
    enabledAt: made,
    lastActive: isNew || index % 6 === 5 ? null : stamp(state, daysAgo(state, 0.2) - random.int(40 * DAY)),
    metadata,
  }
  state.users.set(id, user)
  if (parts.provider === 'ldap') addLdapPerson(state, person)
  if (parts.provider === 'local') {
    const credential = makeUuid(random, 4)
    const type = label('astra.netapp.io/labels/read-only/credType', 'passwordHash')
    state.credentials.set(credential, {
      id: credential,
      name: id,
      metadata: madeAt(made, metadata.createdBy, [type]),
    })
  }
  if (parts.role !== null) {
    const { constraints = ['*'] } = parts
    bindRole(state, { type: 'user', id }, parts.role, { constraints, metadata: copyOf(metadata) })
  }
  return user
}

function addGroup(state: AstraState, name: string, role: Role, owner: AstraUser): string {
  const id = makeUuid(state.random, 4)
  const metadata = madeAt(truncateInstant(stamp(state, daysAgo(state, 500)), 0), owner.id)
  const authId = distinguishedName(name, 'groups')
  state.groups.set(id, { id, name, authId, metadata })
  bindRole(state, { type: 'group', id }, role, { metadata: copyOf(metadata) })
  const entry = makeUuid(state.random, 5)
  state.ldap.set(entry, { id: entry, cn: name, dn: authId, person: null })
  return id
}

/** People of the directory who were not let in yet, as a picker would offer them. */
function addLdapPeople(state: AstraState, count: number): void {
  for (let index = 0; index < count; index += 1) addLdapPerson(state, personAt(index + 60))
}

function addLdapPerson(state: AstraState, { name, login }: Person): void {
  const [firstName = '', ...rest] = name.split(' ')
  const id = makeUuid(state.random, 5)
  const person = { email: `${login}@practice.example`, firstName, lastName: rest.join(' ') }
  state.ldap.set(id, { id, cn: name, dn: distinguishedName(name, 'people'), person })
}

function addToken(state: AstraState, user: AstraUser, story: TokenStory): string {
  const createdAt = stamp(state, daysAgo(state, story.age) - state.random.int(HOUR))
  const { token } = issueToken(state, {
    userId: user.id,
    name: story.name,
    labels: story.labels ?? [],
    createdBy: user.id,
    createdAt: truncateInstant(createdAt, state.random.pick([0, 3, 6, 6, 6])),
  })
  return token.id
}

function distinguishedName(name: string, unit: string): string {
  return `cn=${name},ou=${unit},${LDAP_BASE}`
}

function daysAgo(state: AstraState, days: number): number {
  return state.now() - Math.floor(days * DAY)
}

function copyOf(metadata: Metadata): Metadata {
  return { ...metadata }
}
