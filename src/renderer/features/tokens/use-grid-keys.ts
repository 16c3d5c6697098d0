import { type KeyboardEvent, useState } from 'react'
import type { TokenSort } from '../../../shared/model/token.ts'
import { sortable } from './columns.ts'

/** Where the keyboard stands: a row, or one of the heads above them. */
export interface GridPosition {
  /** -1 = the heads. */
  readonly row: number
  readonly head: number
}

interface GridKeys {
  readonly total: number
  /** How many rows fit, for the page keys. */
  readonly pageRows: () => number
  readonly onMove: (row: number) => void
  readonly onOpen: (row: number) => void
  readonly onCopy: (row: number) => void
  readonly onSort: (sort: TokenSort) => void
  readonly onEscape: () => void
}

/** The keys of the grid. One tab stop: the position moves, the focus stays. */
export function useGridKeys(keys: GridKeys) {
  const [position, setPosition] = useState<GridPosition>({ row: 0, head: 0 })
  const row = Math.min(position.row, keys.total - 1)

  const move = (to: number) => {
    const target = Math.max(-1, Math.min(keys.total - 1, to))
    setPosition({ ...position, row: target })
    if (target >= 0) keys.onMove(target)
  }

  const moves: Readonly<Record<string, () => number>> = {
    ArrowDown: () => row + 1,
    ArrowUp: () => row - 1,
    Home: () => 0,
    End: () => keys.total - 1,
    PageDown: () => Math.max(0, row) + keys.pageRows(),
    PageUp: () => Math.max(0, row - keys.pageRows()),
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { key } = event
    if (event.altKey || ((event.ctrlKey || event.metaKey) && key !== 'Home' && key !== 'End')) return
    const target = moves[key]
    const head = sortable[position.head]
    if (target) move(target())
    else if (row === -1 && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      const step = key === 'ArrowRight' ? 1 : -1
      const next = Math.max(0, Math.min(sortable.length - 1, position.head + step))
      setPosition({ row, head: next })
    } else if (key === 'Enter' || key === ' ') {
      if (row >= 0) keys.onOpen(row)
      else if (head) keys.onSort(head.sort)
    } else if (key.toLowerCase() === 'c' && row >= 0) keys.onCopy(row)
    else if (key === 'Escape') keys.onEscape()
    else return
    event.preventDefault()
  }

  return {
    row,
    activeHead: row === -1 ? (sortable[position.head]?.id ?? null) : null,
    stand: (to: number) => setPosition({ ...position, row: to }),
    onKeyDown,
  }
}
