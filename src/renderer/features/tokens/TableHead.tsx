import { ArrowDown, ArrowUp, KeyRound } from 'lucide-react'
import type { TokenSort } from '../../../shared/model/token.ts'
import { classes } from '../../ui/classes.ts'
import { type Column, columns } from './columns.ts'
import styles from './TokensTable.module.css'

interface TableHeadProps {
  readonly sort: TokenSort
  readonly descending: boolean
  /** The head the keyboard stands on; null = it is in the rows. */
  readonly activeColumn: Column['id'] | null
  readonly onSort: (sort: TokenSort) => void
}

export const headId = (column: Column['id']) => `tokens-head-${column}`

export function TableHead({ sort, descending, activeColumn, onSort }: TableHeadProps) {
  return (
    <thead className={styles['head']}>
      <tr className={styles['cells']} aria-rowindex={1}>
        {columns.map((column, index) => {
          const isSorted = column.sort === sort
          const Arrow = descending ? ArrowDown : ArrowUp
          const order = descending ? 'descending' : 'ascending'
          return (
            <th
              key={column.id}
              id={headId(column.id)}
              scope="col"
              aria-colindex={index + 1}
              aria-sort={column.sort === null ? undefined : isSorted ? order : 'none'}
              className={classes(
                styles['headCell'],
                styles[column.id],
                activeColumn === column.id && styles['isActiveHead'],
              )}
            >
              {column.sort === null ? (
                <span className={classes(column.isLabelHidden === true && 'visually-hidden')}>
                  {column.label}
                </span>
              ) : (
                <button
                  type="button"
                  tabIndex={-1}
                  className={styles['sort']}
                  onClick={() => {
                    if (column.sort !== null) onSort(column.sort)
                  }}
                >
                  {column.label}
                  {isSorted && <Arrow size={13} aria-hidden />}
                </button>
              )}
              {column.id === 'secret' && <KeyRound size={13} aria-hidden />}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
