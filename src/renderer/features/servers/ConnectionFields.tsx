import { Notice } from '../../ui/Notice.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './ConnectionFields.module.css'
import { needsPlainHttp, type TypedConnection } from './connection-input.ts'
import type { FieldProblem } from './trust-input.ts'

interface ConnectionFieldsProps {
  readonly url: string
  readonly connection: TypedConnection
  /** The proxy that a password is stored for; null = none. */
  readonly storedProxy: string | null
  readonly problem: FieldProblem | null
  readonly onChange: (connection: TypedConnection) => void
}

const proxies = [
  { value: 'environment', label: 'As the environment of this computer says' },
  { value: 'none', label: 'No proxy' },
  { value: 'own', label: 'This proxy…' },
] as const

/** The way to the server: a proxy, and whether it may go without encryption. */
export function ConnectionFields({ url, connection, storedProxy, problem, onChange }: ConnectionFieldsProps) {
  const errorOf = (field: string) => (problem?.field === field ? problem.message : null)
  return (
    <>
      {needsPlainHttp(url) && (
        <Notice tone="warn" title="Nothing is encrypted">
          <p>Everybody on the way to this server can read the credential and every secret.</p>
          <label className={styles['allow']}>
            <input
              type="checkbox"
              checked={connection.plainHttp}
              aria-invalid={errorOf('plainHttp') !== null}
              onChange={(event) => onChange({ ...connection, plainHttp: event.target.checked })}
            />
            <span>Allow plain http to this server</span>
          </label>
          {errorOf('plainHttp') !== null && <p role="alert">{errorOf('plainHttp')}</p>}
        </Notice>
      )}
      <SelectField
        label="Proxy"
        name="proxy"
        options={proxies}
        value={connection.proxy}
        error={connection.proxy === 'own' ? null : errorOf('proxy')}
        onChange={(value) => {
          const chosen = proxies.find((proxy) => proxy.value === value)
          if (chosen) onChange({ ...connection, proxy: chosen.value })
        }}
      />
      {connection.proxy === 'own' && (
        <>
          <TextField
            label="Address of the proxy"
            name="proxyAddress"
            isRequired
            value={connection.address}
            placeholder="http://proxy.example:3128"
            error={errorOf('proxy')}
            onChange={(address) => onChange({ ...connection, address })}
          />
          <SecretField
            label="User name and password of the proxy"
            name="proxySecret"
            purpose="off"
            isRequired={false}
            help={
              storedProxy !== null && storedProxy === connection.address
                ? 'As name:password. Leave it empty to keep what is stored.'
                : 'As name:password. Leave it empty if the proxy asks for none.'
            }
          />
        </>
      )}
    </>
  )
}
