import { useId } from 'react'
import type { Server } from '../../../shared/model/server.ts'
import { TextField } from '../../ui/TextField.tsx'
import { AuthorityField } from './AuthorityField.tsx'
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
    help: 'The authorities this computer trusts. Right for most servers.',
  },
  { mode: 'ca', label: 'Own authority', help: 'An authority of your organisation that you give here.' },
  {
    mode: 'pin',
    label: 'Pinned certificate',
    help: 'Exactly one certificate, known by its fingerprint. For self-signed ones.',
  },
] as const

/** How the server's certificate is checked. */
export function TrustFields({ server, trust, problem, onChange }: TrustFieldsProps) {
  const id = useId()
  const keep = server
    ? ([{ mode: 'keep', label: 'As it is', help: `Checked by ${stored[server.trust]}.` }] as const)
    : []
  const isReplaced = (mode: TypedTrust['mode']) => mode === 'system' && server?.trust === 'system'
  const options = [...keep, ...choices].filter(({ mode }) => !isReplaced(mode))
  const errorOf = (field: string) => (problem?.field === field ? problem.message : null)
  return (
    <fieldset className={styles['trust']}>
      <legend className={styles['legend']}>Certificate</legend>
      <div className={styles['options']}>
        {options.map((option) => (
          <label key={option.mode} className={styles['option']}>
            <input
              type="radio"
              name={id}
              checked={trust.mode === option.mode}
              aria-describedby={`${id}-${option.mode}`}
              onChange={() => onChange({ ...trust, mode: option.mode })}
            />
            <span>{option.label}</span>
            <span id={`${id}-${option.mode}`} className={styles['help']}>
              {option.help}
            </span>
          </label>
        ))}
      </div>
      {trust.mode === 'ca' && (
        <AuthorityField
          value={trust.caPem}
          error={errorOf('ca_file')}
          onChange={(caPem) => onChange({ ...trust, caPem })}
        />
      )}
      {trust.mode === 'pin' && (
        <TextField
          label="SHA-256 fingerprint"
          name="fingerprint"
          isRequired
          value={trust.fingerprint}
          placeholder="AB:CD:EF:…"
          help="Ask the administrator of the server for it. A test with public authorities shows the one in use."
          error={errorOf('fingerprint')}
          onChange={(fingerprint) => onChange({ ...trust, fingerprint })}
        />
      )}
    </fieldset>
  )
}
