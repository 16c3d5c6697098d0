import type { Token } from '../../../shared/model/token.ts'
import styles from './LabelList.module.css'
import { shown } from './texts.ts'

/** Labels as the server has them. */
export function LabelList({ labels }: { readonly labels: NonNullable<Token['labels']> }) {
  return (
    <ul className={styles['labels']}>
      {labels.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a server may give the same label twice
        <li key={index} className={styles['label']}>
          <span className={styles['name']}>{shown(name)}</span>
          {value !== '' && <span>{shown(value)}</span>}
        </li>
      ))}
    </ul>
  )
}
