import type { InviteResource } from './types.ts'

function flags(prefix: string, names: string): readonly string[] {
  return names.split(' ').map((name) => `${prefix}_${name}`)
}

const members = 'view update delete view_privileges set_privileges add_user remove_user'

/**
 * Privileges that an invitation can give, to choose from. Releases differ, and the server knows its own: others are
 * sent as they are. Onedata source: onezone-gui 21.02, its lists of flags.
 */
export const invitePrivileges: Readonly<Record<InviteResource, readonly string[]>> = {
  group: flags(
    'group',
    `${members} add_parent leave_parent add_child remove_child add_space leave_space create_handle leave_handle create_handle_service leave_handle_service add_cluster leave_cluster add_harvester remove_harvester add_atm_inventory remove_atm_inventory`,
  ),
  space: flags(
    'space',
    `${members} add_group remove_group read_data write_data register_files manage_shares view_views manage_views query_views view_statistics view_changes_stream view_transfers schedule_replication cancel_replication schedule_eviction cancel_eviction view_qos manage_qos manage_datasets view_archives create_archives manage_archives remove_archives recall_archives view_atm_workflow_executions schedule_atm_workflow_executions manage_atm_workflow_executions add_support remove_support add_harvester remove_harvester`,
  ),
  cluster: flags('cluster', `${members} add_group remove_group`),
  harvester: flags('harvester', `${members} add_group remove_group add_space remove_space`),
  inventory: flags(
    'atm_inventory',
    `${members} add_group remove_group manage_lambdas manage_workflow_schemas`,
  ),
}
