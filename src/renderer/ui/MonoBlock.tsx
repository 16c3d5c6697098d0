import styles from './MonoBlock.module.css'

interface MonoBlockProps {
  /** What it is, for screen readers. */
  readonly label: string
  readonly text: string
}

/** Text for machines, whole and as it is; it scrolls by itself. */
export function MonoBlock({ label, text }: MonoBlockProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section aria-label={label} tabIndex={0} className={styles['block']}>
      <pre className={styles['text']}>{text}</pre>
    </section>
  )
}
