import { classes } from '../../ui/classes.ts'
import { columns } from './columns.ts'
import styles from './TokensTable.module.css'

/** A row that is on its way. */
export function SkeletonRow({ index, top }: { readonly index: number; readonly top: number }) {
  return (
    <tr
      id={`tokens-row-${index}`}
      aria-rowindex={index + 2}
      className={classes(styles['cells'], styles['row'])}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map(({ id }, column) => (
        <td key={id} aria-colindex={column + 1} className={styles[id]}>
          {column < 6 && <span className={styles['bone']} />}
          {column === 0 && <span className="visually-hidden">Loading</span>}
        </td>
      ))}
    </tr>
  )
}
