import { ok } from './answers.ts'
import { login } from './auth.ts'
import { type OpenRoute, open, type SignedInRoute, signedIn } from './context.ts'

/** The cluster and the session. Qumulo source: openapi.json, REST API guide. */
export const clusterRoutes: readonly (OpenRoute | SignedInRoute)[] = [
  open('GET', 'v1/version', ({ state }) =>
    ok({
      revision_id: `Qumulo Core ${state.version}`,
      build_id: '318402.1.48',
      flavor: 'release',
      build_date: '2026-01-14T18:20:11Z',
    }),
  ),
  open('GET', 'v1/node/state', ({ state }) =>
    ok({ node_id: 1, state: 'ACTIVE', cluster_id: state.clusterId }),
  ),
  open('GET', 'v1/cluster/settings', ({ state }) => ok({ cluster_name: state.clusterName })),
  open('POST', 'v1/session/login', ({ state, request }) => login(state, request)),
  signedIn('GET', 'v1/session/who-am-i', ({ caller }) => {
    const { identity, privileges, tokenId } = caller
    return ok({
      id: identity.authId,
      name: identity.name ?? '',
      primary_group: identity.groupIds[0] ?? '513',
      sid: identity.sid ?? '',
      uid: identity.uid === null ? '' : String(identity.uid),
      home_directory: identity.homeDirectory,
      can_change_password: identity.domain === 'LOCAL',
      privileges: [...privileges].sort(),
      ...(tokenId === null ? {} : { access_token_id: tokenId }),
    })
  }),
  signedIn('GET', 'v1/session/roles', ({ caller }) => ok(caller.roles)),
]
