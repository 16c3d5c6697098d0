import { Copy, Eye, EyeOff } from 'lucide-react'
import { useStore } from 'zustand'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { CountdownRing } from './CountdownRing.tsx'
import { OnClipboard } from './OnClipboard.tsx'
import styles from './SecretBox.module.css'
import { secondsLeft } from './seconds-left.ts'
import { type Reveal, revealSeconds, useReveal } from './use-reveal.ts'

/** Always as long, whatever the secret is. */
const mask = '•'.repeat(32)

/** A stored secret: masked, to be copied or shown for a while. */
export function SecretBox({ tokenId }: { readonly tokenId: string }) {
  const { client, vault } = useServices()
  const copied = useAction()
  const reveal = useReveal(tokenId)
  const clearsAtMs = useStore(vault, ({ clipboard }) =>
    clipboard.tokenId === tokenId ? clipboard.clearsAtMs : null,
  )
  const isShown = reveal.bytes !== null
  const nowMs = useNow(isShown || clearsAtMs !== null ? 250 : null)
  const text = reveal.bytes === null ? mask : new TextDecoder().decode(reveal.bytes)
  const safe = plainText(text, 65_536)
  const error = copied.error ?? reveal.error
  return (
    <div className={styles['box']}>
      <div className={styles['row']}>
        {/* Not a live region: a secret is never read aloud unasked. */}
        <code className={classes(styles['secret'], !isShown && styles['masked'])}>
          {isShown ? safe : <span aria-hidden="true">{mask}</span>}
          {!isShown && <span className="visually-hidden">The secret is hidden.</span>}
        </code>
      </div>
      {isShown && safe !== text && (
        <p className={styles['note']}>It has characters that cannot be shown. A copy is exact.</p>
      )}
      <div className={styles['buttons']}>
        <FirstFocus>
          <Button
            variant="primary"
            icon={Copy}
            isPending={copied.isPending}
            onClick={() => void copied.run(() => client.call('tokens.copy', { id: tokenId }))}
          >
            Copy
          </Button>
        </FirstFocus>
        {isShown ? (
          <Button icon={EyeOff} onClick={reveal.hide}>
            Hide
          </Button>
        ) : (
          <Button icon={Eye} isPending={reveal.isPending} onClick={() => void reveal.show()}>
            Show for {revealSeconds} seconds
          </Button>
        )}
      </div>
      <div className={styles['state']}>
        {isShown && (
          <p className={styles['countdown']}>
            <CountdownRing left={(reveal.endsAtMs - nowMs) / (revealSeconds * 1000)} />
            <span>Hides in {secondsLeft(reveal.endsAtMs, nowMs)}</span>
          </p>
        )}
        {clearsAtMs !== null && <OnClipboard clearsAtMs={clearsAtMs} nowMs={nowMs} />}
        <p className={isShown || reveal.ended === null ? 'visually-hidden' : styles['note']} role="status">
          {statusWords(isShown, reveal.ended)}
        </p>
      </div>
      {error && <Notice tone="bad">{error.message}</Notice>}
    </div>
  )
}

function statusWords(isShown: boolean, ended: Reveal['ended']): string {
  if (isShown) return `The secret is shown for ${revealSeconds} seconds.`
  if (ended === 'focus') return 'Hidden because the window lost the focus.'
  return ended === 'time' ? `Hidden after ${revealSeconds} seconds.` : ''
}
