/** What people can be members of. */
export const TARGET_KINDS = ['group', 'space', 'cluster', 'harvester', 'atmInventory'] as const

/** One name out of `TARGET_KINDS`. */
export type TargetKind = (typeof TARGET_KINDS)[number]

const MEMBERS = (of: string): readonly string[] => [
  `${of}_view`,
  `${of}_update`,
  `${of}_delete`,
  `${of}_view_privileges`,
  `${of}_set_privileges`,
  `${of}_add_user`,
  `${of}_remove_user`,
  `${of}_add_group`,
  `${of}_remove_group`,
]

/** The privileges that members of each kind can have. Onezone source: the API reference, and the web interface's lists. */
export const PRIVILEGES: Readonly<Record<TargetKind, readonly string[]>> = {
  group: [
    ...MEMBERS('group').filter((name) => !name.endsWith('_group')),
    'group_add_parent',
    'group_leave_parent',
    'group_add_child',
    'group_remove_child',
    'group_add_space',
    'group_leave_space',
    'group_create_handle',
    'group_leave_handle',
    'group_create_handle_service',
    'group_leave_handle_service',
    'group_add_cluster',
    'group_leave_cluster',
    'group_add_harvester',
    'group_remove_harvester',
    'group_add_atm_inventory',
    'group_remove_atm_inventory',
  ],
  space: [
    ...MEMBERS('space'),
    'space_add_harvester',
    'space_remove_harvester',
    'space_read_data',
    'space_write_data',
    'space_register_files',
    'space_manage_shares',
    'space_manage_datasets',
    ...['view', 'manage', 'query'].map((verb) => `space_${verb}_views`),
    'space_view_statistics',
    'space_view_changes_stream',
    'space_view_transfers',
    ...['schedule', 'cancel'].flatMap((verb) => [`space_${verb}_replication`, `space_${verb}_eviction`]),
    ...['view', 'manage'].map((verb) => `space_${verb}_qos`),
    ...['view', 'create', 'manage', 'remove', 'recall'].map((verb) => `space_${verb}_archives`),
    ...['view', 'schedule', 'manage'].map((verb) => `space_${verb}_atm_workflow_executions`),
    'space_add_support',
    'space_remove_support',
  ],
  cluster: MEMBERS('cluster'),
  harvester: [...MEMBERS('harvester'), 'harvester_add_space', 'harvester_remove_space'],
  atmInventory: [
    ...MEMBERS('atm_inventory'),
    'atm_inventory_manage_lambdas',
    'atm_inventory_manage_workflow_schemas',
  ],
}

/** What somebody gets who joins without anything being said. */
export const MEMBER_PRIVILEGES: Readonly<Record<TargetKind, readonly string[]>> = {
  group: ['group_view'],
  space: ['space_read_data', 'space_view', 'space_write_data'],
  cluster: ['cluster_view'],
  harvester: ['harvester_view'],
  atmInventory: ['atm_inventory_view'],
}

const RELATED = ['list_relationships', 'add_relationships', 'remove_relationships']
const COLLECTION = [
  'create',
  'list',
  'view',
  'update',
  'delete',
  'view_privileges',
  'set_privileges',
  ...RELATED,
]

/** The privileges of administrators of the whole Onezone. */
export const ADMIN_PRIVILEGES: readonly string[] = [
  'oz_view_privileges',
  'oz_set_privileges',
  ...['create', 'list', 'view', 'update', 'delete', 'manage_passwords'].map((verb) => `oz_users_${verb}`),
  ...COLLECTION.map((verb) => `oz_groups_${verb}`),
  ...COLLECTION.map((verb) => `oz_spaces_${verb}`),
  ...['invite', 'list', 'view', 'update', 'delete', 'list_relationships'].map(
    (verb) => `oz_providers_${verb}`,
  ),
  ...COLLECTION.filter((verb) => verb !== 'create' && verb !== 'delete').map((verb) => `oz_clusters_${verb}`),
  ...COLLECTION.map((verb) => `oz_harvesters_${verb}`),
  ...COLLECTION.map((verb) => `oz_atm_inventories_${verb}`),
  'oz_tokens_manage',
]

/** The name of a kind in paths, in the plural: `atm_inventories`. */
export const PLURALS: Readonly<Record<TargetKind, string>> = {
  group: 'groups',
  space: 'spaces',
  cluster: 'clusters',
  harvester: 'harvesters',
  atmInventory: 'atm_inventories',
}
