import type { Token } from '../../../shared/model/token.ts'
import { recordText } from '../../lib/record-text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAnswer } from '../../lib/use-answer.ts'
import { MonoBlock } from '../../ui/MonoBlock.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './TokenFacts.module.css'

/** The server's own record of a token as it was last read, without the secret. */
export function ServerRecord({ token }: { readonly token: Token }) {
  const { client } = useServices()
  const { value, error } = useAnswer(`${token.id} ${token.seenAt}`, () =>
    client.call('tokens.details', { id: token.id }),
  )
  if (error) return <Notice tone="bad">{error.message}</Notice>
  if (value === null) return <p role="status">Reading…</p>
  if (value.details === null) {
    return <p className={styles['muted']}>Not read yet. Refresh the server to read it.</p>
  }
  return <MonoBlock label="The server’s own record" text={recordText(value.details)} />
}
