import { Pin } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Fingerprint } from './Fingerprint.tsx'
import type { ShownCertificate } from './failure-words.ts'
import styles from './PinOffer.module.css'

interface PinOfferProps {
  readonly certificate: ShownCertificate
  /** Takes the place of another pinned certificate. */
  readonly isReplacement: boolean
  readonly onPin: (fingerprint: string) => void
}

/** Offers to pin the certificate a server showed, once the person says that it was compared. */
export function PinOffer({ certificate, isReplacement, onPin }: PinOfferProps) {
  const id = useId()
  const [isCompared, setCompared] = useState(false)
  return (
    <section className={styles['offer']} aria-labelledby={id}>
      <h3 id={id} className={styles['title']}>
        {isReplacement ? 'Accept the new certificate?' : 'Is this the certificate of your server?'}
      </h3>
      {certificate.about !== null && <p>{certificate.about}</p>}
      <p>Its SHA-256 fingerprint is:</p>
      <Fingerprint value={certificate.fingerprint} />
      <label className={styles['confirm']}>
        <input type="checkbox" checked={isCompared} onChange={(event) => setCompared(event.target.checked)} />
        <span>
          I compared it with the fingerprint that the administrator of the server told me, and they are the
          same.
        </span>
      </label>
      <div>
        <Button
          icon={Pin}
          unavailable={isCompared ? null : 'First confirm that you compared the fingerprint.'}
          onClick={() => onPin(certificate.fingerprint)}
        >
          Use this certificate
        </Button>
      </div>
    </section>
  )
}
