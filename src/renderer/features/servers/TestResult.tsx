import type { Output } from '../../../shared/ipc/contract.ts'
import { plainText } from '../../../shared/text.ts'
import { Notice } from '../../ui/Notice.tsx'
import { CheckList } from './CheckList.tsx'
import { Fingerprint } from './Fingerprint.tsx'
import { failureWords, passedWords, shownCertificate, withoutShown } from './failure-words.ts'

/** What a test found: the failing line explained first, then every line. */
export function TestResult({ report: { checks, error } }: { readonly report: Output<'servers.test'> }) {
  const words = error === null ? null : failureWords(error.code)
  const certificate = shownCertificate(checks, error)
  return (
    <>
      {error === null || words === null ? (
        <Notice tone="good">{passedWords(checks)}.</Notice>
      ) : (
        <Notice tone="bad" title={words.title}>
          <p>{plainText(error.message, 900)}</p>
          {words.advice !== null && <p>{words.advice}</p>}
        </Notice>
      )}
      {checks.length > 0 && <CheckList checks={withoutShown(checks)} />}
      {certificate !== null && (
        <>
          <p>
            {certificate.about} Its SHA-256 fingerprint follows. To accept it, edit the server and pin it
            there.
          </p>
          <Fingerprint value={certificate.fingerprint} />
        </>
      )}
    </>
  )
}
