import { DAY, HOUR, truncateInstant } from '../instant.ts'
import { personAt, serviceName } from '../names.ts'
import { BASE62, DIGITS } from '../random.ts'
import { daysFromNow, issueToken, type QumuloIdentity, type QumuloState, stamp } from './state.ts'

/** An identity and the token of it to sign in with. */
export interface Seeded {
  readonly identity: QumuloIdentity
  readonly tokenId: string
}

/** The identities that `accounts` names. */
export interface SeededIdentities {
  readonly administrator: Seeded
  readonly operator: Seeded
  readonly auditor: Seeded
  readonly plain: Seeded
  readonly full: Seeded
  readonly disabled: Seeded
  readonly expired: Seeded
  readonly directoryUser: Seeded
}

/** How a token came about, in days before now; `left`: days until it expires, `null` for never. */
interface TokenStory {
  readonly age: number
  readonly left: number | null
  readonly disabled?: boolean
}

/** What the tokens of the invented users are like; every story occurs, then they repeat. No more than two a user. */
const STORIES: readonly (readonly TokenStory[])[] = [
  [{ age: 410, left: null }],
  [],
  [
    { age: 700, left: null, disabled: true },
    { age: 12, left: 170 },
  ],
  [{ age: 362, left: 2.7 }],
  [{ age: 500, left: -40 }],
  [{ age: 3, left: 87 }],
  [],
  [
    { age: 90, left: 0.4 },
    { age: 0.3, left: 365 },
  ],
  [{ age: 240, left: null, disabled: true }],
  [
    { age: 300, left: -3 },
    { age: 900, left: null },
  ],
]

const LOCAL_SID = 'S-1-5-21-875131741-2032918968-824250182'
const DIRECTORY_SID = 'S-1-5-21-3203591720-1094475821-560072113'
/** Directory users and groups have auth ids far above the local ones. */
const DIRECTORY_BASE = 12_884_901_888

/** Fills a cluster with users, groups and tokens. The same seed, clock and settings give the same ones. */
export function seedQumulo(state: QumuloState): SeededIdentities {
  const { settings, random } = state
  addGroup(state, '513', 'Users')
  addGroup(state, '514', 'Guests')
  addGroup(state, '1001', 'storage-operators')
  const admin = addLocal(state, 500, 'admin', {
    roles: ['Administrators'],
    uid: 0,
    password: secretWord(state),
  })
  addLocal(state, 501, 'guest', {})
  const operator = addLocal(state, 1002, 'token-operator', {
    roles: ['Token-Operators'],
    password: secretWord(state),
  })
  const auditor = addLocal(state, 1003, 'token-auditor', {
    roles: ['Token-Auditors'],
    password: secretWord(state),
  })
  const plain = addLocal(state, 1004, 'jane', { uid: 1000, password: secretWord(state) })
  const full = addLocal(state, 1005, 'svc-rotation', { uid: 1005 })
  const disabled = addLocal(state, 1006, 'svc-paused', {})
  const expired = addLocal(state, 1007, 'svc-lapsed', {})
  const locals: QumuloIdentity[] = []
  for (let index = 0; index < settings.localUsers; index += 1) {
    const uid = index % 3 === 0 ? 2000 + index : null
    const name = index % 4 === 3 ? personAt(index + 8).login : `svc-${serviceName(index)}`
    const roles = index % 7 === 6 ? ['Observers'] : []
    locals.push(addLocal(state, 1010 + index, name, { uid, roles }))
  }
  addIdentity(state, {
    authId: String(DIRECTORY_BASE + 512),
    domain: 'ACTIVE_DIRECTORY',
    type: 'GROUP',
    sid: `${DIRECTORY_SID}-512`,
    name: 'AD\\Domain Admins',
  })
  const directoryUser = addDirectory(state, 1104, 'AD\\jane')
  // Without tokens; to sign in with the browser.
  addDirectory(state, 1105, 'AD\\storage-admin', ['Administrators'])
  const strangers: QumuloIdentity[] = []
  for (let index = 0; index < settings.directoryUsers; index += 1) {
    const person = personAt(index + 2)
    strangers.push(addDirectory(state, 1110 + index, `AD\\${index % 3 === 0 ? person.name : person.login}`))
  }
  // Somebody the directory has forgotten, and a plain POSIX user: most members are null.
  strangers.push(
    addIdentity(state, {
      authId: String(DIRECTORY_BASE + 1099),
      domain: 'ACTIVE_DIRECTORY',
      type: 'UNKNOWN',
      sid: `${DIRECTORY_SID}-1099`,
    }),
  )
  const posix = addIdentity(state, { authId: '4294970302', domain: 'POSIX_USER', type: 'USER', uid: 3006 })

  const stories = [...locals, ...strangers, posix].map((user, index) => {
    // The last two are worth nothing without a token.
    const story =
      user.name === null ? [{ age: 55 + index, left: null }] : (STORIES[index % STORIES.length] ?? [])
    return story.map((one) => ({ user, creator: random.pick([admin, admin, operator, user]), ...one }))
  })
  const signIn = (user: QumuloIdentity, creator: QumuloIdentity, story: Partial<TokenStory> = {}) => ({
    user,
    creator,
    age: 30,
    left: 335,
    ...story,
    signIn: true,
  })
  const tokenIds = addTokens(state, [
    ...stories.flat(),
    signIn(admin, admin),
    signIn(operator, admin),
    signIn(auditor, admin, { left: null }),
    signIn(plain, admin),
    { user: full, creator: admin, age: 300, left: 65 },
    signIn(full, full, { age: 4 }),
    signIn(disabled, admin, { disabled: true }),
    signIn(expired, admin, { left: -1 }),
    signIn(directoryUser, operator),
  ])
  const seeded = (identity: QumuloIdentity): Seeded => ({ identity, tokenId: tokenIds.get(identity) ?? '' })
  return {
    administrator: seeded(admin),
    operator: seeded(operator),
    auditor: seeded(auditor),
    plain: seeded(plain),
    full: seeded(full),
    disabled: seeded(disabled),
    expired: seeded(expired),
    directoryUser: seeded(directoryUser),
  }
}

type PlannedToken = TokenStory & {
  readonly user: QumuloIdentity
  readonly creator: QumuloIdentity
  readonly signIn?: boolean
}

/** Makes the tokens oldest first, because ids grow with time; returns the ids of those to sign in with. */
function addTokens(state: QumuloState, planned: readonly PlannedToken[]): Map<QumuloIdentity, string> {
  const ids = new Map<QumuloIdentity, string>()
  for (const plan of planned.toSorted((left, right) => right.age - left.age)) {
    const created = state.now() - Math.floor(plan.age * DAY) - state.random.int(HOUR)
    const { token } = issueToken(state, {
      userId: plan.user.authId,
      creatorId: plan.creator.authId,
      expires: plan.left === null ? null : daysFromNow(state, plan.left),
      createdAt: truncateInstant(stamp(state, created), state.random.pick([0, 3, 7, 8, 9, 9])),
    })
    token.enabled = plan.disabled !== true
    if (plan.signIn === true) ids.set(plan.user, token.id)
  }
  return ids
}

function addLocal(
  state: QumuloState,
  id: number,
  name: string,
  more: Partial<QumuloIdentity>,
): QumuloIdentity {
  return addIdentity(state, {
    authId: String(id),
    domain: 'LOCAL',
    type: 'USER',
    sid: `${LOCAL_SID}-${id}`,
    name,
    groupIds: id === 501 ? ['514'] : id % 5 === 0 ? ['513', '1001'] : ['513'],
    homeDirectory: id % 2 === 0 && id > 1000 ? `/home/${name}` : null,
    ...more,
  })
}

function addGroup(state: QumuloState, id: string, name: string): void {
  addIdentity(state, { authId: id, domain: 'LOCAL', type: 'GROUP', sid: `${LOCAL_SID}-${id}`, name })
}

function addDirectory(
  state: QumuloState,
  rid: number,
  name: string,
  roles: readonly string[] = [],
): QumuloIdentity {
  const groupIds = [String(DIRECTORY_BASE + 512)]
  const authId = String(DIRECTORY_BASE + rid)
  return addIdentity(state, {
    authId,
    domain: 'ACTIVE_DIRECTORY',
    type: 'USER',
    sid: `${DIRECTORY_SID}-${rid}`,
    name,
    groupIds,
    roles,
  })
}

function addIdentity(
  state: QumuloState,
  parts: Pick<QumuloIdentity, 'authId' | 'domain' | 'type'> & Partial<QumuloIdentity>,
): QumuloIdentity {
  const identity: QumuloIdentity = {
    uid: null,
    gid: null,
    sid: null,
    name: null,
    groupIds: [],
    password: null,
    homeDirectory: null,
    roles: [],
    privileges: [],
    ...parts,
  }
  state.identities.set(identity.authId, identity)
  return identity
}

function secretWord(state: QumuloState): string {
  return `Practice-${state.random.text(BASE62, 10)}-${state.random.text(DIGITS, 2)}`
}
