import { relativeTime } from '../../lib/times.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Notice } from '../../ui/Notice.tsx'
import { orphanHelp, shown, temporaryHelp } from './texts.ts'
import type { TokenParts } from './token-parts.ts'

/** What must be known of a token before anything is done with it. */
export function TokenMarks({ token, server, kind, nowMs }: TokenParts & { readonly nowMs: number }) {
  const isSecretReadable = whyNot(server, kind, 'tokens.readSecret') === null
  return (
    <>
      {token.remoteId === null && token.status !== 'gone' && (
        <Notice tone="info" title="Temporary token">
          {temporaryHelp}
        </Notice>
      )}
      {token.orphan && (
        <Notice tone="warn" title="Lost create">
          {orphanHelp(isSecretReadable)}
        </Notice>
      )}
      {token.isCredential && (
        <Notice tone="info" title="Used by Latchkey">
          Latchkey signs in to {shown(token.server)} with this token. Without it Latchkey cannot read this
          server.
        </Notice>
      )}
      {token.status === 'gone' && (
        <Notice tone="info" title="No longer on the server">
          What is known of it stays here{token.hasSecret ? ', with its secret,' : ''} until you remove it from
          Latchkey.
        </Notice>
      )}
      {token.stale && token.status !== 'gone' && (
        <Notice tone="warn" title="As last seen">
          The newest refresh did not confirm this. It was seen {relativeTime(Date.parse(token.seenAt), nowMs)}
          .
        </Notice>
      )}
    </>
  )
}
