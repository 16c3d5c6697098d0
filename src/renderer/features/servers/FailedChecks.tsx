import type { AppErrorData } from '../../../shared/errors.ts'
import { plainText } from '../../../shared/text.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { CheckList } from './CheckList.tsx'
import { failureWords, shownCertificate, withoutShown } from './failure-words.ts'
import { PinOffer } from './PinOffer.tsx'

interface FailedChecksProps {
  readonly error: AppErrorData
  readonly isPending: boolean
  readonly onPin: (fingerprint: string) => void
  readonly onSaveAnyway: () => void
}

/** Why a server was not saved: the line that failed and what to do about it, then all lines. */
export function FailedChecks({ error, isPending, onPin, onSaveAnyway }: FailedChecksProps) {
  const checks = error.checks ?? []
  const { title, advice } = failureWords(error.code)
  const certificate = shownCertificate(checks, error)
  return (
    <>
      <Notice tone="bad" title={`Not saved: ${title.charAt(0).toLowerCase()}${title.slice(1)}`}>
        <p>{plainText(error.message, 900)}</p>
        {advice !== null && <p>{advice}</p>}
      </Notice>
      {certificate !== null && (
        <PinOffer
          key={certificate.fingerprint}
          certificate={certificate}
          isReplacement={error.code === 'certificate-changed'}
          onPin={onPin}
        />
      )}
      {checks.length > 0 && <CheckList checks={withoutShown(checks)} />}
      {checks.length > 0 && (
        <Notice
          tone="warn"
          title="Save it with this fault?"
          actions={
            <Button isPending={isPending} onClick={onSaveAnyway}>
              Save anyway
            </Button>
          }
        >
          You can also correct the form and test again. Saved as it is, the server is marked with this fault
          and nothing is read from it yet.
        </Notice>
      )}
    </>
  )
}
