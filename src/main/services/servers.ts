import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { Parsed, Returned } from '../../shared/ipc/contract.ts'
import { caveatTypes } from '../../shared/model/caveat-types.ts'
import type { FieldSpec, KindDescriptor, KindId } from '../../shared/model/kind.ts'
import type { Server } from '../../shared/model/server.ts'
import type { Diagnosis } from '../providers/provider.ts'
import type { Db } from '../vault/db.ts'
import { deleteIntent, listIntents } from '../vault/tables/intents.ts'
import { takeAsOf } from '../vault/tables/meta.ts'
import { saveProxyCredential } from '../vault/tables/proxy-credentials.ts'
import {
  deleteServer,
  findServer,
  insertServer,
  listServers,
  type NewServer,
  openCredential,
  type ServerRow,
  saveContact,
  saveCredential,
  updateServer,
} from '../vault/tables/servers.ts'
import { countByServer, deleteToken, findToken, listTokenIdsOfServer } from '../vault/tables/tokens.ts'
import type { OpenVault } from '../vault/vault.ts'
import { dropSighting, leaveEndpoint } from './apply-listing.ts'
import { offered } from './capabilities.ts'
import { saveCertificateState } from './certificate-watch.ts'
import { type Actor, type Core, journalFailure, writeEntry } from './core.ts'
import { diagnose, diagnosisError, failureOf, openCandidate, toContact } from './diagnosis.ts'
import { getSameServer, getServer, toServer } from './records.ts'
import type { Refresh } from './refresh.ts'
import { changedWay, newWay, storedWay, type Way, withWay } from './ways.ts'

/** What {@link Servers.add} gets: the credential is there, however it came in. */
export type ServerToAdd = Omit<Parsed<'servers.add'>, 'secret' | 'signIn'> & { readonly secret: Uint8Array }

export interface Servers {
  kinds(): KindDescriptor[]
  list(): Server[]
  add(input: ServerToAdd, actor: Actor): Promise<Returned<'servers.add'>>
  edit(input: Omit<Parsed<'servers.edit'>, 'signIn'>, actor: Actor): Promise<Returned<'servers.edit'>>
  test(reference: string, actor: Actor): Promise<Returned<'servers.test'>>
  remove(input: Parsed<'servers.remove'>, actor: Actor): Promise<Returned<'servers.remove'>>
  choices(input: Parsed<'servers.choices'>): Promise<Returned<'servers.choices'>>
}

export function createServers(core: Core, refresh: Refresh, kinds: readonly KindDescriptor[]): Servers {
  const get = (reference: string) => core.vault.withDb(({ db }) => getServer(db, reference))
  const toRecord = (db: Db, id: string) => toServer(getServer(db, id), countByServer(db).get(id))

  const announce = () => {
    core.announce.servers()
    core.announce.inventory()
  }

  /** Commits a diagnosed server. `before` null = a new one; `credential` null = unchanged. */
  const save = (
    settings: Omit<NewServer, 'trust' | 'connection'>,
    way: Way,
    before: ServerRow | null,
    credential: Uint8Array | null,
    diagnosis: Diagnosis,
    isTrustConfirmed: boolean,
    actor: Actor,
  ) =>
    core.vault.withDb((open) => {
      const server = { ...settings, trust: way.trust, connection: way.connection }
      assertNameIsFree(open.db, server.name, server.id)
      if (before) {
        core.creations.assertNone(server.id, before.name)
        update(open, before, server)
      } else insertServer(open.db, server)
      if (credential) saveCredential(open.db, open.sealer, server.id, credential)
      saveProxyCredential(open.db, open.sealer, server.id, way.proxyCredential)
      saveContact(open.db, server.id, toContact(core, server.kind, diagnosis))
      const isChanged = failureOf(diagnosis)?.code === 'certificate-changed'
      saveCertificateState(open.db, server.id, isChanged, isTrustConfirmed)
      writeEntry(open, core.now(), actor, before ? 'server.edit' : 'server.add', server.name)
    })

  /** Changes the configuration, and leaves everything behind that belongs to another address. */
  const update = (open: OpenVault, before: ServerRow, server: NewServer) => {
    if (!updateServer(open.db, server, before.change)) {
      throw new AppError(
        'conflict',
        `${before.name} was changed or removed meanwhile. Nothing was saved; look again.`,
      )
    }
    if (before.endpoint === server.endpoint) return
    leaveEndpoint(open, server.id, takeAsOf(open.db, core.now()))
    giveUpIntents(open, server.id, server.name)
  }

  /** A lost create cannot be found again at another address. */
  const giveUpIntents = (open: OpenVault, serverId: string, name: string) => {
    for (const intent of listIntents(open.db, serverId)) {
      deleteIntent(open.db, intent.id)
      writeEntry(
        open,
        core.now(),
        'engine',
        'token.create',
        `create for ${intent.ownerId} on ${name}`,
        'given-up',
      )
    }
  }

  const report = async (id: string, diagnosis: Diagnosis, actor: Actor) => {
    if (!isFailed(diagnosis)) await refresh.run(id, actor)
    announce()
    return reportOf(id, diagnosis)
  }

  const reportOf = (id: string, diagnosis: Diagnosis | null) => ({
    server: core.vault.withDb(({ db }) => toRecord(db, id)),
    checks: [...(diagnosis?.checks ?? [])],
    error: (diagnosis && failureOf(diagnosis)?.toData()) ?? null,
  })

  const rename = (before: ServerRow, name: string, actor: Actor) => {
    core.vault.withDb((open) => {
      update(open, before, { ...before, name })
      writeEntry(open, core.now(), actor, 'server.edit', `${before.name} → ${name}`)
    })
    announce()
    return reportOf(before.id, null)
  }

  return {
    kinds: () => [...kinds],

    list: () =>
      core.vault.withDb(({ db }) => {
        const counts = countByServer(db)
        return listServers(db).map((row) => toServer(row, counts.get(row.id)))
      }),

    add: (input, actor) =>
      journalFailure(core, actor, 'server.add', input.name, async () => {
        core.vault.withDb(({ db }) => assertNameIsFree(db, input.name, null))
        const { kind, name, secret } = input
        const id = randomUUID()
        return await withWay(newWay(input), async (given) => {
          const { config, way, session } = await openCandidate(core, { id, kind }, input, given, secret)
          try {
            const diagnosis = await diagnose(core, config.url, way, session)
            if (isFailed(diagnosis) && !input.unchecked) throw diagnosisError(diagnosis)
            const endpoint = endpointOf(kind, config.url)
            save({ id, kind, name, ...config, endpoint }, way, null, secret, diagnosis, true, actor)
            await core.sessions.keep(id, session)
            return await report(id, diagnosis, actor)
          } catch (error) {
            if (!core.sessions.isKept(id, session)) await session.close()
            throw error
          }
        })
      }),

    edit: (input, actor) => {
      const before = get(input.server)
      return journalFailure(core, actor, 'server.edit', before.name, async () => {
        core.creations.assertNone(before.id, before.name)
        const name = input.name ?? before.name
        core.vault.withDb(({ db }) => assertNameIsFree(db, name, before.id))
        if (isNameOnly(input)) return rename(before, name, actor)
        const settings = {
          url: input.url ?? before.url,
          fields: input.fields ? withoutEmpty({ ...before.fields, ...input.fields }) : before.fields,
        }
        const config = core.sessions.provider(before.kind).parse(settings)
        const endpoint = endpointOf(before.kind, config.url)
        if (endpoint !== before.endpoint && !input.secret) {
          throw new AppError(
            'invalid-input',
            'The URL leads to another system. Enter the credential for it too: the stored one is sent to its own server only.',
            { field: 'secret' },
          )
        }
        const { id, kind } = before
        const credential = input.secret ?? openStored(before)
        const stored = core.vault.withDb((open) => storedWay(open, before))
        try {
          return await withWay(changedWay(stored, input), async (given) => {
            const { session, way } = await openCandidate(core, before, settings, given, credential)
            try {
              const diagnosis = await diagnose(core, config.url, way, session)
              if (isFailed(diagnosis) && !input.unchecked) throw diagnosisError(diagnosis)
              const server = { id, kind, name, ...config, endpoint }
              const isTrustConfirmed = input.trust !== undefined
              save(server, way, before, input.secret ?? null, diagnosis, isTrustConfirmed, actor)
              await core.sessions.keep(id, session)
              return await report(id, diagnosis, actor)
            } catch (error) {
              if (!core.sessions.isKept(id, session)) await session.close()
              throw error
            }
          })
        } finally {
          credential.fill(0)
          stored.proxyCredential?.fill(0)
        }
      })
    },

    test: (reference, actor) => {
      const server = get(reference)
      return journalFailure(core, actor, 'server.test', server.name, async () => {
        const stored = core.vault.withDb((open) => storedWay(open, server))
        const diagnosis = await withWay(stored, (way) =>
          diagnose(core, server.url, way, core.sessions.of(server.id)),
        )
        core.vault.withDb((open) => {
          const contact = toContact(core, server.kind, diagnosis)
          const last = isFailed(diagnosis)
            ? {
                ...contact,
                identity: server.identity,
                version: server.version,
                capabilities: server.capabilities,
                capabilitiesAtMs: server.capabilitiesAtMs,
              }
            : contact
          saveContact(open.db, getSameServer(open.db, server).id, last)
          writeEntry(
            open,
            core.now(),
            actor,
            'server.test',
            server.name,
            isFailed(diagnosis) ? 'failed' : 'done',
          )
        })
        core.announce.servers()
        return reportOf(server.id, diagnosis)
      })
    },

    remove: ({ server: reference, confirmed }, actor) => {
      const server = get(reference)
      return journalFailure(core, actor, 'server.remove', server.name, async () => {
        core.creations.assertNone(server.id, server.name)
        const { lost, staying, ...counts } = core.vault.withDb(({ db }) => countRemoved(db, server.id))
        if (!confirmed) {
          const open =
            lost === 0
              ? ''
              : ` ${lost} creates whose answer was lost are not settled yet and will not be found.`
          const stay = staying === 0 ? '' : ` ${staying} more stay, because another server here sees them.`
          throw new AppError(
            'confirmation-missing',
            `This removes ${server.name} with ${counts.tokens} tokens and ${counts.secrets} stored secrets from the vault.${stay} Nothing is deleted on the server itself.${open}`,
          )
        }
        const record = core.vault.withDb((open) => {
          const removed = toRecord(open.db, server.id)
          const asOf = takeAsOf(open.db, core.now())
          for (const id of listTokenIdsOfServer(open.db, server.id)) {
            dropSighting(open, id, server.id, asOf)
            if (findToken(open.db, id)?.serverId === server.id) deleteToken(open.db, id)
          }
          giveUpIntents(open, server.id, server.name)
          deleteServer(open.db, server.id)
          writeEntry(open, core.now(), actor, 'server.remove', server.name)
          return removed
        })
        await core.sessions.forget(server.id)
        announce()
        return { server: record, ...counts }
      })
    },

    choices: async ({ server: reference, field, fields }) => {
      const server = get(reference)
      const { descriptor } = core.sessions.provider(server.kind)
      const all = [...descriptor.createFields, ...descriptor.updateFields, ...descriptor.ownerFields]
      if (!all.some((spec) => hasChoicesFor(spec, field))) {
        throw new AppError('unsupported', `${descriptor.name} offers no values for “${field}”.`, { field })
      }
      const session = core.sessions.of(server.id)
      const choices = offered(session.choices?.bind(session), server.name)
      return [...(await choices(field, fields, core.untilLock()))]
    },
  }

  function openStored(server: ServerRow): Uint8Array {
    const credential = core.vault.withDb(({ db, sealer }) => openCredential(db, sealer, server.id))
    if (credential) return credential
    throw new AppError('invalid-input', 'The stored credential cannot be opened. Enter it again.', {
      field: 'secret',
    })
  }
}

const isNameOnly = ({
  url,
  fields,
  trust,
  connection,
  proxySecret,
  secret,
}: Parameters<Servers['edit']>[0]) =>
  !url && !fields && !trust && !connection && proxySecret === undefined && !secret

/** Whether the field itself has values to choose from, or a part of it: the caveats in a field of these have names of their own. */
function hasChoicesFor(spec: FieldSpec, field: string): boolean {
  if (spec.type !== 'caveats') return spec.name === field && spec.hasChoices === true
  return caveatTypes.some(({ parameters }) => parameters.some(({ choices }) => choices === field))
}

const isFailed = (diagnosis: Diagnosis) => failureOf(diagnosis) !== null

function assertNameIsFree(db: Db, name: string, ownId: string | null): void {
  const taken = findServer(db, name)
  if (taken && taken.id !== ownId) {
    throw new AppError('conflict', `There is already a server called “${taken.name}”. Names are unique.`, {
      field: 'name',
    })
  }
}

/** Equal for two servers that reach the same system. */
function endpointOf(kind: KindId, url: string): string {
  return `${kind} ${url}`
}

function withoutEmpty(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

/** What goes with a server: rows that no other server of the same system sees, the secrets stored for them, and lost creates. */
function countRemoved(
  db: Db,
  serverId: string,
): { tokens: number; secrets: number; staying: number; lost: number } {
  const endpoints = new Map(listServers(db).map((server) => [server.id, server.endpoint]))
  const rows = listTokenIdsOfServer(db, serverId).flatMap((id) => findToken(db, id) ?? [])
  const alone = rows.filter((row) =>
    row.seenBy.every((other) => other === serverId || endpoints.get(other) !== row.endpoint),
  )
  return {
    tokens: alone.length,
    secrets: alone.filter((row) => row.hasSecret).length,
    staying:
      (countByServer(db).get(serverId)?.tokens ?? 0) - alone.filter((row) => row.goneAtMs === null).length,
    lost: listIntents(db, serverId).length,
  }
}
