import { AppError } from '../../shared/errors.ts'
import type { CapabilityId } from '../../shared/model/kind.ts'
import { doubtCapabilities, type ServerRow } from '../vault/tables/servers.ts'
import { type Actor, type Core, journalFailure } from './core.ts'
import { requireKindCapability } from './records.ts'

/**
 * Throws `unsupported` with the kind's own reason when a server of this kind can never do this, and `forbidden` with
 * the reason found at the last diagnosis when this version or this credential cannot. What was never diagnosed is tried.
 */
export function requireCapability(core: Pick<Core, 'sessions'>, server: ServerRow, id: CapabilityId): void {
  requireKindCapability(core.sessions.provider(server.kind).descriptor, id)
  const now = server.capabilities.find((capability) => capability.id === id)
  if (!now || now.available) return
  const reason = now.reason ?? `${server.name} does not let this credential do this.`
  throw new AppError('forbidden', `${reason} Test the server again if that has changed.`)
}

/** Whether {@link requireCapability} would let it pass. */
export function hasCapability(core: Pick<Core, 'sessions'>, server: ServerRow, id: CapabilityId): boolean {
  const { capabilities } = core.sessions.provider(server.kind).descriptor
  const now = server.capabilities.find((capability) => capability.id === id)
  return capabilities.some((own) => own.id === id && own.available) && now?.available !== false
}

/** As {@link requireCapability}, for an action that needs one of several: refused when all that the kind has are denied. */
export function requireAny(
  core: Pick<Core, 'sessions'>,
  server: ServerRow,
  ids: readonly CapabilityId[],
): void {
  const { capabilities } = core.sessions.provider(server.kind).descriptor
  const [first, ...rest] = ids.filter((id) => capabilities.some((own) => own.id === id && own.available))
  if (first === undefined) return
  const isDenied = (id: CapabilityId) =>
    server.capabilities.some((capability) => capability.id === id && !capability.available)
  if (rest.every(isDenied)) requireCapability(core, server, first)
}

/** A method of a session whose capability was required before. Throws `unsupported` when it is missing all the same. */
export function offered<T>(method: T | undefined, serverName: string): T {
  if (method !== undefined) return method
  throw new AppError('unsupported', `${serverName} cannot do this.`)
}

/**
 * Runs an action on a server. When it fails, its code goes into the journal; when a right is missing, what the
 * credential may do is asked again at the next refresh.
 */
export function onServer<T>(
  core: Pick<Core, 'vault' | 'now' | 'log'>,
  server: ServerRow,
  actor: Actor,
  verb: string,
  target: string,
  action: () => Promise<T>,
): Promise<T> {
  return journalFailure(core, actor, verb, target, async () => {
    try {
      return await action()
    } catch (error) {
      const isRight = error instanceof AppError && error.code === 'forbidden'
      if (isRight && core.vault.status().state === 'unlocked') {
        core.vault.withDb(({ db }) => doubtCapabilities(db, server.id))
      }
      throw error
    }
  })
}
