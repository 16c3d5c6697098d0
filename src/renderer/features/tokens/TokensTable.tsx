import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Token, TokenSort } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { useNow } from '../../lib/use-now.ts'
import { whyNot } from '../../lib/why-not.ts'
import { classes } from '../../ui/classes.ts'
import { focusDetails, gridId } from './focus.ts'
import { SkeletonRow } from './SkeletonRow.tsx'
import { headId, TableHead } from './TableHead.tsx'
import { rowId, TokenRow } from './TokenRow.tsx'
import styles from './TokensTable.module.css'
import { useCopySecret } from './use-copy-secret.ts'
import { useGridKeys } from './use-grid-keys.ts'

/** `--row` and the head’s height in the style sheet. */
const rowHeight = 40
const headHeight = 34

/** All rows that match, of which only those in sight exist. */
export function TokensTable() {
  const { tokens, ui } = useServices()
  const total = useStore(tokens, (state) => state.total ?? 0)
  const view = useStore(tokens, (state) => state.view)
  const isLoading = useStore(tokens, (state) => state.isLoading)
  useStore(tokens, (state) => state.pages)
  const selectedId = useStore(ui, (state) => state.selectedTokenId)
  const nowMs = useNow(30_000)
  const copy = useCopySecret()
  const scroller = useRef<HTMLDivElement>(null)
  const lookUp = useLookUp()

  const open = useCallback(
    (token: Token) => {
      ui.getState().select(token.id)
      requestAnimationFrame(focusDetails)
    },
    [ui],
  )
  const onSort = (sort: TokenSort) =>
    tokens.getState().setView({ sort, descending: view.sort === sort && !view.descending })

  const grid = useGridKeys({
    total,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2),
    onMove: (row) => {
      virtualizer.scrollToIndex(row, { align: 'auto' })
      // With the details open, they follow.
      const token = tokens.getState().row(row)
      if (token && selectedId !== null) ui.getState().select(token.id)
    },
    onOpen: (row) => {
      const token = tokens.getState().row(row)
      if (token) open(token)
    },
    onCopy: (row) => {
      const token = tokens.getState().row(row)
      if (token) void copy(token)
    },
    onSort,
    onEscape: () => ui.getState().select(null),
  })

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    // The row the keyboard stands on must exist, wherever one scrolled to.
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range)
      return grid.row < 0 || inSight.includes(grid.row)
        ? inSight
        : [...inSight, grid.row].sort((a, b) => a - b)
    },
  })

  const { startIndex: first, endIndex: last } = virtualizer.range ?? { startIndex: 0, endIndex: 0 }
  useEffect(() => tokens.getState().need(Math.max(0, first - 8), last + 8), [tokens, first, last])

  const [shownView, setShownView] = useState(view)
  if (view !== shownView) {
    setShownView(view)
    if (grid.row > 0) grid.stand(0)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view starts at its top
  useEffect(() => scroller.current?.scrollTo({ top: 0 }), [view])

  const latest = useRef({ copy, grid })
  useEffect(() => {
    latest.current = { copy, grid }
  })
  const onCopy = useCallback((token: Token) => void latest.current.copy(token), [])
  const onOpen = useCallback(
    (index: number, token: Token) => {
      latest.current.grid.stand(index)
      open(token)
    },
    [open],
  )

  return (
    <div ref={scroller} className={styles['scroller']}>
      <table
        id={gridId}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a real table
        role="grid"
        tabIndex={0}
        aria-label="Tokens"
        aria-describedby="tokens-keys"
        aria-rowcount={total + 1}
        aria-colcount={8}
        aria-busy={isLoading}
        aria-activedescendant={grid.activeHead === null ? rowId(grid.row) : headId(grid.activeHead)}
        className={classes(styles['table'])}
        onKeyDown={grid.onKeyDown}
      >
        <TableHead
          sort={view.sort}
          descending={view.descending}
          activeColumn={grid.activeHead}
          onSort={onSort}
        />
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are on the grid */}
        <tbody
          className={styles['body']}
          style={{ height: virtualizer.getTotalSize() }}
          onClick={(event) => {
            const index = indexAt(event.target)
            const token = index === null ? undefined : tokens.getState().row(index)
            if (index === null || !token) return
            grid.stand(index)
            ui.getState().select(token.id)
          }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const token = tokens.getState().row(index)
            const top = start - headHeight
            if (!token) return <SkeletonRow key={index} index={index} top={top} />
            const { kindName, noLastUse } = lookUp(token)
            return (
              <TokenRow
                key={index}
                token={token}
                index={index}
                top={top}
                isActive={index === grid.row}
                isSelected={token.id === selectedId}
                kindName={kindName}
                noLastUse={noLastUse}
                nowMs={nowMs}
                onOpen={onOpen}
                onCopy={onCopy}
              />
            )
          })}
        </tbody>
      </table>
      <p id="tokens-keys" className="visually-hidden">
        Arrow keys move, Enter opens the details, C copies the secret. Arrow up from the first row reaches the
        column heads, where Enter sorts.
      </p>
    </div>
  )
}

function indexAt(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest('tr[data-index]') : null
  const index = Number(row?.getAttribute('data-index') ?? Number.NaN)
  return Number.isNaN(index) ? null : index
}

/** What a row takes from its server and kind. */
function useLookUp() {
  const { servers } = useServices()
  const all = useStore(servers, (state) => state.servers)
  const kinds = useStore(servers, (state) => state.kinds)
  return ({ serverId, kind: kindId }: Token) => {
    const kind = kinds.find(({ id }) => id === kindId)
    const server = all?.find(({ id }) => id === serverId)
    return { kindName: kind?.name ?? '', noLastUse: whyNot(server, kind, 'tokens.lastUsed') }
  }
}
