import { AppError } from '../../shared/errors.ts'
import type { Check } from '../../shared/model/server.ts'
import { assertWhole, inspectDatabaseFile } from './db.ts'
import { isHeaderWhole, readHeader, vaultFiles } from './files.ts'
import { verifyEntries } from './tables/journal.ts'
import { openProxyCredential } from './tables/proxy-credentials.ts'
import { listUnreadableSecrets } from './tables/secrets.ts'
import { listServers, openCredential } from './tables/servers.ts'
import type { OpenVault } from './vault.ts'

/** Runs one check; what it throws is the line's message. */
function line(check: string, good: string, work: () => void): Check {
  try {
    work()
    return { check, ok: true, message: good }
  } catch (error) {
    const message = error instanceof AppError ? error.message : 'This could not be read.'
    return { check, ok: false, message }
  }
}

const fail = (message: string) => new AppError('vault-damaged', message)

/** Everything that can be checked with the vault open: every page, the journal, every sealed record. */
export function checkOpenVault(folder: string, { db, sealer, journalKey }: OpenVault): Check[] {
  return [
    ...checkHeaders(folder),
    line('database', 'Every page of vault.db is as Latchkey wrote it.', () => assertWhole(db)),
    line('journal', 'The journal’s chain is unbroken.', () => {
      const { firstBad } = verifyEntries(db, journalKey)
      if (firstBad !== null) throw fail(`The journal was altered or cut at entry ${firstBad}.`)
    }),
    line('secrets', 'Every stored secret can be opened.', () => {
      const bad = listUnreadableSecrets(db, sealer)
      if (bad.length > 0) throw fail(`${bad.length} stored secrets cannot be opened: ${bad.join(', ')}.`)
    }),
    line('credentials', 'Every server’s credential can be opened.', () => {
      const bad = listServers(db).filter((server) => {
        const credential = openCredential(db, sealer, server.id)
        credential?.fill(0)
        return credential === null || !canOpenProxyCredential(db, sealer, server.id)
      })
      if (bad.length > 0) {
        throw fail(`The credentials of ${bad.map((server) => server.name).join(', ')} cannot be opened.`)
      }
    }),
  ]
}

function canOpenProxyCredential(db: OpenVault['db'], sealer: OpenVault['sealer'], serverId: string): boolean {
  const credential = openProxyCredential(db, sealer, serverId)
  if (credential instanceof Uint8Array) credential.fill(0)
  return credential !== 'unreadable'
}

/** Both copies of the header. */
function checkHeaders(folder: string): Check[] {
  const files = vaultFiles(folder)
  return [
    line('header', 'vault.hdr is whole.', () => readHeader(files)),
    line('header-copy', 'vault.hdr.bak is whole.', () => {
      if (!isHeaderWhole(files.headerCopy))
        throw fail('The second copy of the header, vault.hdr.bak, is missing or damaged.')
    }),
  ]
}

/** What can be checked without the password. The database must not be open in this process. */
export function checkLockedFiles(folder: string): Check[] {
  return [
    ...checkHeaders(folder),
    line('database-file', 'vault.db is there and has the right form.', () =>
      inspectDatabaseFile(vaultFiles(folder).database),
    ),
  ]
}
