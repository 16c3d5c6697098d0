import { Copy, Eye, EyeOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { SecretText } from '../../ui/SecretText.tsx'
import styles from './OnceSecret.module.css'

/** A secret that is stored nowhere: to be copied or shown now, and gone with the dialog. */
export function OnceSecret({ secret }: { readonly secret: Uint8Array }) {
  const { client } = useServices()
  const copying = useAction()
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const hide = () => setShown(false)
    window.addEventListener('blur', hide)
    return () => window.removeEventListener('blur', hide)
  }, [])
  return (
    <div className={styles['box']}>
      <Notice tone="warn" title="Copy it now">
        The weaker token is kept nowhere: it is gone when this is closed or changed.
      </Notice>
      <SecretText text={isShown ? new TextDecoder().decode(secret) : null} />
      <div className={styles['buttons']}>
        <FirstFocus>
          <Button
            variant="primary"
            icon={Copy}
            isPending={copying.isPending}
            // A copy of the bytes: the engine's side wipes what it is given.
            onClick={() => void copying.run(() => client.call('clipboard.put', { secret: secret.slice() }))}
          >
            Copy
          </Button>
        </FirstFocus>
        <Button icon={isShown ? EyeOff : Eye} onClick={() => setShown(!isShown)}>
          {isShown ? 'Hide' : 'Show'}
        </Button>
      </div>
      {copying.error && <Notice tone="bad">{copying.error.message}</Notice>}
    </div>
  )
}
