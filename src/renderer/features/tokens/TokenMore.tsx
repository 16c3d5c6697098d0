import { whyNot } from '../../lib/why-not.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { ServerRecord } from './ServerRecord.tsx'
import { TokenEvents } from './TokenEvents.tsx'
import styles from './TokenMore.module.css'
import type { TokenParts } from './token-parts.ts'

/** What is looked at now and then: what the server recorded, and its own record. */
export function TokenMore({ token, server, kind }: TokenParts) {
  const noEvents =
    whyNot(server, kind, 'tokens.events') ??
    (token.remoteId === null ? 'The server does not list it, so it has no events of it.' : null)
  const isTemporary = token.remoteId === null
  return (
    <section aria-label="From the server" className={styles['more']}>
      <Disclosure summary="Events" unavailable={noEvents}>
        <TokenEvents token={token} />
      </Disclosure>
      <Disclosure
        summary="The server’s own record"
        unavailable={isTemporary ? 'The server keeps no record of a temporary token.' : null}
      >
        <ServerRecord token={token} />
      </Disclosure>
    </section>
  )
}
