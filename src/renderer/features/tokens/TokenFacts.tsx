import { ListFilter } from 'lucide-react'
import type { ReactNode } from 'react'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { localTime, relativeTime } from '../../lib/times.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { whyNot } from '../../lib/why-not.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { SelectableText } from '../../ui/SelectableText.tsx'
import { ExpiryBadge } from './ExpiryBadge.tsx'
import { LabelList } from './LabelList.tsx'
import styles from './TokenFacts.module.css'
import { ownerTitle, shown } from './texts.ts'
import type { TokenParts } from './token-parts.ts'

/** Longer than any id of any server; a hostile one is cut. */
const longest = 2_000
const exact = (text: string) => plainText(text, longest)

/** Everything the server told, as it told it. */
export function TokenFacts({ token, server, kind, nowMs }: TokenParts & { readonly nowMs: number }) {
  const { tokens } = useServices()
  const whyNever = whyNot(server, kind, 'tokens.lastUsed')
  const whyNoCreator = whyNot(server, kind, 'tokens.creator')
  return (
    <dl className={styles['facts']}>
      <Fact name="Expires">
        <ExpiryBadge token={token} nowMs={nowMs} />
        <Instant name="the expiry time" text={token.expiresAt} ms={token.expiresAtMs} />
      </Fact>
      <Fact name="Last used">
        {token.lastUsedAt === null ? (
          <Muted>{whyNever === null ? 'Never' : `Not told. ${whyNever}`}</Muted>
        ) : (
          <Instant name="the last use" text={token.lastUsedAt} ms={token.lastUsedAtMs} nowMs={nowMs} />
        )}
      </Fact>
      <Fact name="Created">
        {token.createdAt === null ? (
          <Muted>Not told</Muted>
        ) : (
          <Instant name="the creation time" text={token.createdAt} ms={token.createdAtMs} nowMs={nowMs} />
        )}
      </Fact>
      <Fact name="Owner">
        <span className={styles['line']}>
          <span className={styles['text']}>{ownerTitle(token)}</span>
          <span className={styles['action']}>
            <IconButton
              icon={ListFilter}
              label="Show only tokens of this owner"
              onClick={() => tokens.getState().setView({ owner: token.owner.name ?? token.owner.id })}
            />
          </span>
        </span>
        {token.owner.name !== null && (
          <SelectableText name="the owner’s id" text={exact(token.owner.id)} isMono />
        )}
      </Fact>
      <Fact name="Created by">
        {token.creator === null ? (
          <Muted>{whyNoCreator === null ? 'Not told' : `Not told. ${whyNoCreator}`}</Muted>
        ) : (
          <>
            <span className={styles['text']}>{shown(token.creator.name ?? token.creator.id)}</span>
            {token.creator.name !== null && (
              <SelectableText name="the creator’s id" text={exact(token.creator.id)} isMono />
            )}
          </>
        )}
      </Fact>
      {token.labels !== null && (
        <Fact name="Labels">
          {token.labels.length === 0 ? <Muted>None</Muted> : <LabelList labels={token.labels} />}
        </Fact>
      )}
      <RecordFacts token={token} />
      <Fact name="Server">
        <span className={styles['text']}>{shown(token.server)}</span>
        <Muted>{kind?.name ?? ''}</Muted>
      </Fact>
      {token.name !== null && (
        <Fact name="Name">
          <SelectableText name="the name" text={exact(token.name)} />
        </Fact>
      )}
      {token.remoteId !== null && (
        <Fact name="Remote id">
          <SelectableText name="the remote id" text={exact(token.remoteId)} isMono />
        </Fact>
      )}
      <Fact name="Local id">
        <SelectableText name="the local id" text={token.id} isMono />
      </Fact>
      <Fact name="Secret">
        <span className={styles['text']}>{token.hasSecret ? 'In the vault' : 'Not in the vault'}</span>
      </Fact>
      <Fact name="Last seen">
        <Instant
          name="the time it was last seen"
          text={token.seenAt}
          ms={Date.parse(token.seenAt)}
          nowMs={nowMs}
        />
      </Fact>
    </dl>
  )
}

/** What the server's own record tells beside the token; nothing while it is read, or when that fails. */
function RecordFacts({ token }: Pick<TokenParts, 'token'>) {
  const { client } = useServices()
  const { value } = useAnswer(`${token.id} ${token.seenAt}`, () =>
    client.call('tokens.details', { id: token.id }),
  )
  return value?.lines.map(({ label, value: text }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a record's lines have no other identity, and may repeat
    <Fact key={index} name={exact(label)}>
      <span className={styles['text']}>{exact(text)}</span>
    </Fact>
  ))
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Muted({ children }: { readonly children: ReactNode }) {
  return <span className={styles['muted']}>{children}</span>
}

interface InstantProps {
  readonly name: string
  /** The server’s own text; null = none. */
  readonly text: string | null
  readonly ms: number | null
  /** Given: the distance is told as well. */
  readonly nowMs?: number
}

/** The local time for people, the exact text for machines. */
function Instant({ name, text, ms, nowMs }: InstantProps) {
  if (text === null) return null
  return (
    <>
      {ms !== null && (
        <span className={styles['text']}>
          {localTime(ms)}
          {nowMs !== undefined && <Muted> · {relativeTime(ms, nowMs)}</Muted>}
        </span>
      )}
      <SelectableText name={name} text={exact(text)} isMono />
    </>
  )
}
