import type { QumuloIdentity } from './state.ts'

/** View any access tokens of the cluster. Qumulo source: who-am-i schema. */
export const TOKENS_READ = 'PRIVILEGE_ACCESS_TOKENS_READ'
/** Make, change and delete access tokens of any user. */
export const TOKENS_WRITE = 'PRIVILEGE_ACCESS_TOKENS_WRITE'
/** Look up identities. */
export const IDENTITY_READ = 'PRIVILEGE_IDENTITY_READ'
/** List local users. */
export const LOCAL_USER_READ = 'PRIVILEGE_LOCAL_USER_READ'

/** Make, change and delete local users. */
export const LOCAL_USER_WRITE = 'PRIVILEGE_LOCAL_USER_WRITE'

const READS = [
  TOKENS_READ,
  'PRIVILEGE_AUTH_CACHE_READ',
  'PRIVILEGE_CLUSTER_READ',
  IDENTITY_READ,
  'PRIVILEGE_LOCAL_GROUP_READ',
  LOCAL_USER_READ,
  'PRIVILEGE_NETWORK_READ',
  'PRIVILEGE_SNAPSHOT_READ',
]
const WRITES = [
  TOKENS_WRITE,
  'PRIVILEGE_CLUSTER_WRITE',
  'PRIVILEGE_IDENTITY_WRITE',
  'PRIVILEGE_LOCAL_GROUP_WRITE',
  LOCAL_USER_WRITE,
  'PRIVILEGE_NETWORK_WRITE',
  'PRIVILEGE_SNAPSHOT_WRITE',
]

const ROLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['Administrators', [...READS, ...WRITES]],
  [
    'Data-Administrators',
    ['PRIVILEGE_SNAPSHOT_READ', 'PRIVILEGE_SNAPSHOT_WRITE', 'PRIVILEGE_LOCAL_GROUP_READ'],
  ],
  ['Observers', READS],
  ['Token-Operators', [TOKENS_READ, TOKENS_WRITE, IDENTITY_READ, LOCAL_USER_READ]],
  ['Token-Auditors', [TOKENS_READ]],
])

/** Whether a role of this name exists: three are built in, `Token-Operators` and `Token-Auditors` are the cluster's. */
export function isRole(name: string): boolean {
  return ROLES.has(name)
}

/** Everything an identity may do now. */
export function privilegesOf(identity: QumuloIdentity): ReadonlySet<string> {
  return new Set([...identity.roles.flatMap((role) => ROLES.get(role) ?? []), ...identity.privileges])
}
