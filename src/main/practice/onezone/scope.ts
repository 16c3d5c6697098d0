import { type Caveat, endOf } from './caveats.ts'
import { spacesOf } from './rights.ts'
import type { OnezoneState, OzProvider, OzTarget } from './state.ts'
import type { Verified } from './verify.ts'

/** Until when and which data an access token reaches; `dataAccessScope` is `null` for a token that reaches none. */
export function inferScope(state: OnezoneState, { subject, caveats }: Verified): Record<string, unknown> {
  const reached = subject.type === 'user' ? reach(state, subject.id, caveats) : null
  return { validUntil: endOf(caveats), dataAccessScope: reached }
}

function reach(
  state: OnezoneState,
  userId: string,
  caveats: readonly Caveat[],
): Record<string, unknown> | null {
  const used = caveats.flatMap((caveat) => (caveat.type === 'interface' ? [caveat.interface] : []))
  // GraphSync carries no data, and two different interfaces are never met at once.
  if (used.includes('graphsync') || new Set(used).size > 1) return null
  const providers = [...state.providers.values()].filter(({ id }) => isOpen(id, caveats))
  if (providers.length === 0) return null
  const spaces = spacesOf(state, userId).filter(({ id }) => isReached(id, caveats))
  const readonly = caveats.some(({ type }) => type === 'data.readonly')
  return {
    readonly,
    spaces: Object.fromEntries(spaces.map((space) => [space.id, showSpace(space, providers, readonly)])),
    providers: Object.fromEntries(
      providers
        .filter(({ id }) => spaces.some(({ supports }) => supports.has(id)))
        .map(({ id, name, domain, version, online }) => [id, { name, domain, version, online }]),
    ),
  }
}

/** Whether all service caveats let a provider use the token. */
function isOpen(providerId: string, caveats: readonly Caveat[]): boolean {
  return caveats.every(
    (caveat) =>
      caveat.type !== 'service' ||
      caveat.whitelist.some((entry) => entry === 'opw-*' || entry === `opw-${providerId}`),
  )
}

/** Whether all path caveats leave something of a space; an object id tells its space to the real server only. */
function isReached(spaceId: string, caveats: readonly Caveat[]): boolean {
  return caveats.every((caveat) => {
    if (caveat.type !== 'data.path') return true
    const paths = caveat.whitelist.map((path) => Buffer.from(path, 'base64').toString('utf8'))
    return paths.some((path) => path.split('/')[1] === spaceId)
  })
}

function showSpace(
  { name, supports }: OzTarget,
  providers: readonly OzProvider[],
  readonly: boolean,
): Record<string, unknown> {
  const open = [...supports].filter(([id]) => providers.some((provider) => provider.id === id))
  return {
    name,
    supports: Object.fromEntries(
      open.map(([id, support]) => [id, { readonly: readonly || support.readonly }]),
    ),
  }
}
