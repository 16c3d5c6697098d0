import type { Trust } from '../../shared/model/server.ts'
import type { Db } from '../vault/db.ts'
import { findServer, setCertificateChanged } from '../vault/tables/servers.ts'
import { type Core, writeEntry } from './core.ts'
import { sameTrust } from './ways.ts'

/**
 * Writes down that a server shows another certificate than the pinned one: it is not contacted any more until a
 * certificate is confirmed. Nothing happens when that was already done, or when the server is not saved with this pin.
 */
export function noteCertificateChanged(core: Core, serverId: string, trust: Trust): void {
  if (core.vault.status().state !== 'unlocked') return
  const isNoted = core.vault.withDb((open) => {
    const server = findServer(open.db, serverId)
    if (!server || server.isCertificateChanged || !sameTrust(server.trust, trust)) return false
    setCertificateChanged(open.db, serverId, true)
    writeEntry(open, core.now(), 'engine', 'server.certificate', server.name, 'certificate-changed')
    return true
  })
  if (isNoted) core.announce.servers()
}

/** Writes down what a check of the certificate found; `isConfirmed` = a person said which one is right. */
export function saveCertificateState(
  db: Db,
  serverId: string,
  isChanged: boolean,
  isConfirmed: boolean,
): void {
  if (isChanged || isConfirmed) setCertificateChanged(db, serverId, isChanged)
}
