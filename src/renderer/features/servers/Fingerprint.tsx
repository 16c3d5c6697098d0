import styles from './Fingerprint.module.css'

/** A SHA-256 in four even lines, so that it can be compared group by group. */
export function Fingerprint({ value }: { readonly value: string }) {
  const lines = value.match(/.{1,24}/g) ?? []
  return (
    <p className={styles['fingerprint']}>
      {lines.map((line) => (
        <span key={line} className={styles['line']}>
          {line}
        </span>
      ))}
    </p>
  )
}
