import { formatInstant } from '../instant.ts'
import type { Answer } from '../kind.ts'
import { isAtLeast } from '../versions.ts'
import { type Call, hasAdminPower, param, type Route } from './context.ts'
import { answerList, refuseQuery } from './list.ts'
import { chooseType, refuseByCondition, tagOf } from './media.ts'
import { problem } from './problems.ts'
import type { AstraState, AstraUser, Metadata } from './state.ts'
import { isUuid, NIL_UUID } from './uuid.ts'

type Shown = Readonly<Record<string, unknown>>

/** A collection that is only read, with its list and its single resources. */
interface Collection {
  /** The last part of its path. */
  readonly name: string
  /** What one resource calls itself, without `application/`. */
  readonly type: string
  readonly version: string
  readonly since: string
  /** Whether owners and admins alone may read it. */
  readonly forAdmins: boolean
  /** The members besides `type`, `version`, `id` and `metadata`. */
  readonly fields: readonly string[]
  /** Every resource in its order. */
  readonly show: (state: AstraState) => readonly Shown[]
}

/** Members that every resource begins with. */
export function head(type: string, version: string, id: string): Shown {
  return { type: `application/${type}`, version, id }
}

/** Metadata as answers have it: `modifiedBy` appears with the first change. */
export function showMetadata(metadata: Metadata): Shown {
  const { labels, createdAt, modifiedAt, createdBy, modifiedBy } = metadata
  return {
    labels,
    creationTimestamp: formatInstant(createdAt),
    modificationTimestamp: formatInstant(modifiedAt),
    createdBy,
    ...(modifiedBy === null ? {} : { modifiedBy }),
  }
}

const COLLECTIONS: readonly Collection[] = [
  {
    name: 'users',
    type: 'astra-user',
    version: '1.2',
    since: '21.04',
    forAdmins: false,
    fields: [
      ...['state', 'isEnabled', 'authID', 'authProvider', 'firstName', 'lastName', 'companyName', 'email'],
      ...['phone', 'postalAddress', 'sendWelcomeEmail', 'enableTimestamp', 'lastActTimestamp'],
    ],
    show: (state) => [...state.users.values()].map((user) => showUser(state, user)),
  },
  {
    name: 'roleBindings',
    type: 'astra-roleBinding',
    version: '1.1',
    since: '21.04',
    forAdmins: false,
    fields: ['principalType', 'userID', 'groupID', 'accountID', 'role', 'roleConstraints'],
    show: (state) =>
      [...state.bindings.values()].map(({ id, principal, role, constraints, metadata }) => ({
        ...head('astra-roleBinding', '1.1', id),
        ...(knowsGroups(state) ? { principalType: principal.type } : {}),
        userID: principal.type === 'user' ? principal.id : NIL_UUID,
        ...(knowsGroups(state) ? { groupID: principal.type === 'group' ? principal.id : NIL_UUID } : {}),
        accountID: state.account.id,
        role,
        ...(isAtLeast(state.version, '22.04') ? { roleConstraints: constraints } : {}),
        metadata: showMetadata(metadata),
      })),
  },
  {
    name: 'groups',
    type: 'astra-group',
    version: '1.1',
    since: '22.08',
    forAdmins: false,
    fields: ['name', 'authProvider', 'authID'],
    show: (state) =>
      [...state.groups.values()].map(({ id, name, authId, metadata }) => ({
        ...head('astra-group', '1.1', id),
        name,
        authProvider: 'ldap',
        authID: authId,
        metadata: showMetadata(metadata),
      })),
  },
  {
    name: 'ldapUsers',
    type: 'astra-ldapUser',
    version: '1.0',
    since: '22.11',
    forAdmins: true,
    fields: ['email', 'firstName', 'lastName', 'cn', 'dn'],
    show: (state) =>
      [...state.ldap.values()].flatMap(({ id, cn, dn, person }) =>
        person === null
          ? []
          : [{ ...head('astra-ldapUser', '1.0', id), ...person, cn, dn, metadata: ownMetadata(state) }],
      ),
  },
  {
    name: 'ldapGroups',
    type: 'astra-ldapGroup',
    version: '1.0',
    since: '22.11',
    forAdmins: true,
    fields: ['cn', 'dn'],
    show: (state) =>
      [...state.ldap.values()].flatMap(({ id, cn, dn, person }) =>
        person === null
          ? [{ ...head('astra-ldapGroup', '1.0', id), cn, dn, metadata: ownMetadata(state) }]
          : [],
      ),
  },
  {
    name: 'credentials',
    type: 'astra-credential',
    version: '1.1',
    since: '21.04',
    forAdmins: true,
    fields: ['name', 'keyType'],
    show: (state) =>
      [...state.credentials.values()].map(({ id, name, metadata }) => ({
        ...head('astra-credential', '1.1', id),
        name,
        keyType: 'passwordHash',
        metadata: showMetadata(metadata),
      })),
  },
  {
    name: 'features',
    type: 'astra-feature',
    version: '1.1',
    since: '21.04',
    forAdmins: false,
    fields: ['name', 'isEnabled'],
    show: (state) =>
      state.features.map(({ id, name, isEnabled }) => ({
        ...head('astra-feature', '1.1', id),
        name,
        isEnabled: String(isEnabled),
        metadata: ownMetadata(state),
      })),
  },
]

/** Everything beside tokens that can be read. Astra source: astra.json, actoolkit (answers in its README). */
export const collectionRoutes: readonly Route[] = [
  ...COLLECTIONS.flatMap((collection): Route[] => {
    const path = `accounts/{account}/core/v1/${collection.name}`
    const { since } = collection
    return [
      { method: 'GET', path, since, run: (call) => listAll(call, collection) },
      { method: 'GET', path: `${path}/{id}`, since, run: (call) => getOne(call, collection) },
    ]
  }),
  {
    method: 'GET',
    path: 'accounts',
    since: '21.12',
    run: ({ state, request }) => {
      const type = 'application/astra-accounts'
      const fields = ['type', 'version', 'id', 'name', 'state', 'isEnabled', 'enabledTimestamp', 'metadata']
      return answerList(state, request, { type, version: '1.0', fields }, [showAccount(state)])
    },
  },
  {
    method: 'GET',
    path: 'accounts/{account}',
    since: '21.12',
    run: (call) => {
      const { ms } = call.state.account.enabledAt
      return answerOne(call, 'astra-account', showAccount(call.state), ms)
    },
  },
]

/**
 * 200 with one resource and its tag, or the refusal of a condition, a query or the types that are asked for.
 * @param type without `application/`
 */
export function answerOne(call: Call, type: string, shown: Shown, modifiedMs: number): Answer {
  const { state, request } = call
  const chosen = chooseType(request, `application/${type}+json`)
  if (chosen === null) return problem(state, 32)
  const tag = tagOf(shown)
  const refused = refuseQuery(state, request) ?? refuseByCondition(state, request, { tag, modifiedMs })
  if (refused !== null) return refused
  return {
    status: 200,
    headers: { 'Content-Type': chosen, ETag: `"${tag}"` },
    body: JSON.stringify(shown),
  }
}

function listAll(call: Call, collection: Collection): Answer {
  const { state, request } = call
  if (!mayRead(call, collection)) return problem(state, 11)
  const { type, version } = collection
  const fields = ['type', 'version', 'id', ...collection.fields, 'metadata']
  return answerList(state, request, { type: `application/${type}s`, version, fields }, collection.show(state))
}

function getOne(call: Call, collection: Collection): Answer {
  const { state, caller } = call
  const id = param(call, 'id')
  const isSelf = collection.name === 'users' && id === caller.id
  if (!isUuid(id)) return problem(state, 35)
  if (!isSelf && !mayRead(call, collection)) return problem(state, 11)
  const shown = collection.show(state).find((item) => item['id'] === id)
  if (shown === undefined) return problem(state, 1)
  const metadata = shown['metadata'] as { readonly modificationTimestamp: string }
  return answerOne(call, collection.type, shown, Date.parse(metadata.modificationTimestamp))
}

/** Whoever has a role may read what is not for admins alone. */
function mayRead(call: Call, collection: Collection): boolean {
  return collection.forAdmins ? hasAdminPower(call) : call.role !== null
}

function showUser(state: AstraState, user: AstraUser): Shown {
  const nowhere = { addressCountry: '', addressLocality: '', addressRegion: '', postalCode: '' }
  return {
    ...head('astra-user', knowsGroups(state) ? '1.2' : '1.1', user.id),
    state: user.state,
    isEnabled: String(user.isEnabled),
    authID: user.authId,
    authProvider: user.authProvider,
    firstName: user.firstName,
    lastName: user.lastName,
    companyName: user.companyName,
    email: user.email,
    phone: user.phone,
    postalAddress: { ...nowhere, streetAddress1: '', streetAddress2: '' },
    sendWelcomeEmail: 'false',
    enableTimestamp: formatInstant(user.enabledAt),
    lastActTimestamp: user.lastActive === null ? '' : formatInstant(user.lastActive),
    metadata: showMetadata(user.metadata),
  }
}

function showAccount(state: AstraState): Shown {
  const { id, name, enabledAt } = state.account
  return {
    ...head('astra-account', '1.0', id),
    name,
    state: 'active',
    isEnabled: 'true',
    enabledTimestamp: formatInstant(enabledAt),
    metadata: ownMetadata(state),
  }
}

/** Metadata of what the system made itself, as old as the account. */
function ownMetadata(state: AstraState): Shown {
  const since = formatInstant(state.account.enabledAt)
  return {
    labels: [],
    creationTimestamp: since,
    modificationTimestamp: since,
    createdBy: state.account.id,
  }
}

function knowsGroups(state: AstraState): boolean {
  return isAtLeast(state.version, '22.08')
}
