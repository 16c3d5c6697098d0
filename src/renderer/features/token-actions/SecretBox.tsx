import { Copy, Eye, EyeOff } from 'lucide-react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/Button.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { SecretText } from '../../ui/SecretText.tsx'
import { CountdownRing } from './CountdownRing.tsx'
import { OnClipboard } from './OnClipboard.tsx'
import styles from './SecretBox.module.css'
import { secondsLeft } from './seconds-left.ts'
import { type Reveal, revealSeconds, useReveal } from './use-reveal.ts'

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
  const text = reveal.bytes === null ? null : new TextDecoder().decode(reveal.bytes)
  const error = copied.error ?? reveal.error
  return (
    <div className={styles['box']}>
      <SecretText text={text} />
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
