import { FileText } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { Field } from '../../ui/Field.tsx'
import styles from './AuthorityField.module.css'
import pemStyles from './PemText.module.css'

interface AuthorityFieldProps {
  readonly value: string
  readonly error: string | null
  readonly onChange: (pem: string) => void
}

const largestFile = 1_000_000

/** An authority's certificate as PEM text, pasted or read from a file. It is public: nothing secret. */
export function AuthorityField({ value, error, onChange }: AuthorityFieldProps) {
  const file = useRef<HTMLInputElement>(null)
  const [fileProblem, setFileProblem] = useState<string | null>(null)
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    if (chosen.size > largestFile) {
      setFileProblem('The file is too large for a certificate.')
      return
    }
    const text = await chosen.text().catch(() => null)
    const isPem = text?.includes('-----BEGIN ') ?? false
    setFileProblem(isPem ? null : 'The file is not PEM text. Convert the certificate to PEM first.')
    if (isPem && text !== null) onChange(text)
  }
  return (
    <div className={styles['authority']}>
      <Field
        label="Certificate of the authority (PEM)"
        help="Only certificates that this authority issued are accepted for this server."
        error={fileProblem ?? error}
      >
        {(control) => (
          <textarea
            {...control}
            className={classes(control.className, pemStyles['text'])}
            rows={4}
            spellCheck={false}
            placeholder="-----BEGIN CERTIFICATE-----"
            value={value}
            onChange={(event) => {
              setFileProblem(null)
              onChange(event.target.value)
            }}
          />
        )}
      </Field>
      <input
        ref={file}
        type="file"
        hidden
        accept=".pem,.crt,.cer,.ca-bundle,application/x-pem-file,application/x-x509-ca-cert"
        aria-label="File with the certificate of the authority"
        onChange={(event) => {
          void read(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <div>
        <Button icon={FileText} onClick={() => file.current?.click()}>
          Choose file
        </Button>
      </div>
    </div>
  )
}
