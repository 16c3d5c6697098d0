import { noContent, ok } from './answers.ts'
import { type Call, callerOf, param, type Route, signedIn } from './context.ts'
import { forbidden, notFound, refuse } from './errors.ts'
import { PLURALS, TARGET_KINDS, type TargetKind } from './privileges.ts'
import { hasPrivilege, isMember, serves } from './rights.ts'
import { ONEZONE_CLUSTER, type OnezoneState, type OzProvider, type OzTarget } from './state.ts'
import type { Subject } from './subject.ts'
import { itself } from './subject-tokens.ts'
import { forget, needAdmin } from './users.ts'

/** Oneproviders, and everything that has members, to find the targets of invitations. Onezone source: the API reference. */
export const inventoryRoutes: readonly Route[] = [
  signedIn('GET', 'provider', 'provider.instance:private', (call) =>
    ok(showProvider(findProvider(call.state, itself(call, 'oneprovider').id))),
  ),
  signedIn('GET', 'providers', 'provider.list:private', (call) => {
    needAdmin(call, 'oz_providers_list')
    return ok({ providers: [...call.state.providers.keys()] })
  }),
  signedIn('GET', 'providers/{id}', 'provider.instance:protected', (call) => {
    const provider = findProvider(call.state, param(call, 'id'))
    if (!maySeeProvider(call.state, callerOf(call), provider.id)) needAdmin(call, 'oz_providers_view')
    return ok(showProvider(provider))
  }),
  signedIn('DELETE', 'providers/{id}', 'provider.instance:private', (call) => {
    const { id } = findProvider(call.state, param(call, 'id'))
    const caller = callerOf(call)
    const runsIt =
      caller.type === 'user' && hasPrivilege(call.state, 'cluster', id, caller.id, 'cluster_delete')
    if (!runsIt) needAdmin(call, 'oz_providers_delete')
    forget(call.state, { type: 'oneprovider', id })
    return noContent()
  }),
  signedIn('GET', 'user/effective_providers', 'user.eff_providers:private', (call) => {
    const { id } = itself(call, 'user')
    const served = [...call.state.providers.keys()].filter((provider) => serves(call.state, provider, id))
    return ok({ providers: served })
  }),
  ...TARGET_KINDS.flatMap(routesOf),
]

function routesOf(kind: TargetKind): readonly Route[] {
  const plural = PLURALS[kind]
  const type = kind === 'atmInventory' ? 'atm_inventory' : kind
  const since = kind === 'atmInventory' ? '21.02' : '0'
  const all = (call: Call): OzTarget[] => [...call.state.targets[kind].values()]
  const find = (call: Call): OzTarget => call.state.targets[kind].get(param(call, 'id')) ?? refuse(notFound())
  const list = (targets: readonly OzTarget[]) => ok({ [plural]: targets.map(({ id }) => id) })

  const direct = (target: OzTarget, userId: string): boolean => target.users.has(userId)
  const effective = (call: Call, target: OzTarget, userId: string): boolean =>
    isMember(call.state, kind, target.id, userId)

  const own = (
    prefix: string,
    belongs: (call: Call, target: OzTarget, userId: string) => boolean,
  ): Route[] => [
    signedIn('GET', `user/${prefix}${plural}`, `user.${plural}:private`, (call) => {
      const user = itself(call, 'user')
      return list(all(call).filter((target) => belongs(call, target, user.id)))
    }),
    signedIn('GET', `user/${prefix}${plural}/{id}`, `${type}.instance:protected`, (call) => {
      const user = itself(call, 'user')
      const target = find(call)
      return belongs(call, target, user.id) ? ok(showTarget(call.state, target)) : refuse(forbidden())
    }),
  ]
  const routes = [
    signedIn('GET', plural, `${type}.list:private`, (call) => {
      needAdmin(call, `oz_${plural}_list`)
      return list(all(call))
    }),
    signedIn('GET', `${plural}/{id}`, `${type}.instance:protected`, (call) => {
      const target = find(call)
      const caller = callerOf(call)
      const involved =
        caller.type === 'user'
          ? effective(call, target, caller.id)
          : target.supports.has(caller.id) || (kind === 'cluster' && target.id === caller.id)
      if (!involved) needAdmin(call, `oz_${plural}_view`)
      return ok(showTarget(call.state, target))
    }),
    ...own('', (_call, target, userId) => direct(target, userId)),
    ...own('effective_', effective),
  ]
  return routes.map((route) => ({ ...route, since }))
}

function findProvider(state: OnezoneState, id: string): OzProvider {
  return state.providers.get(id) ?? refuse(notFound())
}

/** Itself, the people it serves, and the members of its cluster. */
function maySeeProvider(state: OnezoneState, caller: Subject, id: string): boolean {
  if (caller.type === 'oneprovider') return caller.id === id
  return serves(state, id, caller.id) || isMember(state, 'cluster', id, caller.id)
}

function showProvider(provider: OzProvider): Record<string, unknown> {
  return {
    providerId: provider.id,
    name: provider.name,
    domain: provider.domain,
    latitude: provider.latitude,
    longitude: provider.longitude,
    clusterId: provider.id,
    online: provider.online,
    creationTime: provider.createdAt,
  }
}

function showTarget(state: OnezoneState, target: OzTarget): Record<string, unknown> {
  const { id, kind, name, createdAt: creationTime } = target
  switch (kind) {
    case 'group':
      return { groupId: id, name, type: 'team', creationTime }
    case 'space': {
      const providers = Object.fromEntries(
        [...target.supports].map(([provider, { size }]) => [provider, size]),
      )
      return { spaceId: id, name, providers, sharesCount: 0, creationTime }
    }
    case 'cluster': {
      const release = id === ONEZONE_CLUSTER ? state.version : (state.providers.get(id)?.version ?? '')
      const version = { release, build: 'practice', gui: 'practice' }
      const type = id === ONEZONE_CLUSTER ? 'onezone' : 'oneprovider'
      return {
        clusterId: id,
        type,
        workerVersion: version,
        onepanelVersion: version,
        onepanelProxy: true,
        creationTime,
      }
    }
    case 'harvester':
      return { harvesterId: id, name, public: false, creationTime }
    default:
      return { atmInventoryId: id, name, creationTime }
  }
}
