import { useId } from 'react'
import type { Server } from '../../../shared/model/server.ts'
import { AuthorityField } from './AuthorityField.tsx'
import { FingerprintField } from './FingerprintField.tsx'
import styles from './TrustFields.module.css'
import type { FieldProblem, TypedTrust } from './trust-input.ts'

interface TrustFieldsProps {
  /** null = a new one. */
  readonly server: Server | null
  readonly trust: TypedTrust
  readonly problem: FieldProblem | null
  readonly onChange: (trust: TypedTrust) => void
}

const stored = {
  system: 'public authorities',
  ca: 'the stored authority',
  pin: 'the pinned certificate',
} as const

const choices = [
  {
    mode: 'system',
    label: 'Public authorities',
    help: 'Checked by the authorities this computer trusts. Right for most servers.',
  },
  {
    mode: 'ca',
    label: 'Own authority',
    help: 'Checked by an authority of your organisation that you give here.',
  },
  {
    mode: 'pin',
    label: 'Pinned',
    help: 'Exactly one certificate is accepted, known by its fingerprint. Right for self-signed ones.',
  },
] as const

function keptHelp({ url, trust }: Server): string {
  const by = `Checked by ${stored[trust]}, as before.`
  return url.startsWith('http:') ? `Plain http has no certificate. With https: ${by}` : by
}

/** How the server's certificate is checked. */
export function TrustFields({ server, trust, problem, onChange }: TrustFieldsProps) {
  const id = useId()
  const keep = server ? ([{ mode: 'keep', label: 'As it is', help: keptHelp(server) }] as const) : []
  const isReplaced = (mode: TypedTrust['mode']) => mode === 'system' && server?.trust === 'system'
  const options = [...keep, ...choices].filter(({ mode }) => !isReplaced(mode))
  const errorOf = (field: string) => (problem?.field === field ? problem.message : null)
  const chosen = options.find(({ mode }) => mode === trust.mode)
  return (
    <fieldset className={styles['trust']} aria-describedby={`${id}-help`}>
      <legend className={styles['legend']}>Certificate</legend>
      <div className={styles['options']}>
        {options.map((option) => (
          <label key={option.mode} className={styles['option']}>
            <input
              type="radio"
              name={id}
              checked={trust.mode === option.mode}
              onChange={() => onChange({ ...trust, mode: option.mode })}
            />
            {option.label}
          </label>
        ))}
      </div>
      <p id={`${id}-help`} className={styles['help']}>
        {chosen?.help}
      </p>
      {trust.mode === 'ca' && (
        <div className={styles['detail']}>
          <AuthorityField
            value={trust.caPem}
            error={errorOf('ca_file')}
            onChange={(caPem) => onChange({ ...trust, caPem })}
          />
        </div>
      )}
      {trust.mode === 'pin' && (
        <div className={styles['detail']}>
          <FingerprintField
            value={trust.fingerprint}
            error={errorOf('fingerprint')}
            onChange={(fingerprint) => onChange({ ...trust, fingerprint })}
          />
        </div>
      )}
    </fieldset>
  )
}
