import type { RefObject } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { Button } from '../../ui/Button.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { focusGrid } from './focus.ts'
import { OwnerFilter } from './OwnerFilter.tsx'
import { statuses, statusTexts } from './status-texts.ts'
import styles from './TokenFilters.module.css'
import { shown } from './texts.ts'

export function TokenFilters({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  const { tokens, servers } = useServices()
  const typed = useStore(tokens, (state) => state.typed)
  const view = useStore(tokens, (state) => state.view)
  const facets = useStore(tokens, (state) => state.facets)
  const all = useStore(servers, (state) => state.servers)
  const { setView, clearFilters } = tokens.getState()
  const isFiltered = typed !== '' || view.server !== null || view.owner !== null || view.statuses.length > 0

  return (
    <search aria-label="Search and filter" className={styles['filters']}>
      <SearchField
        ref={search}
        label="Search tokens"
        shortcut="Ctrl F"
        value={typed}
        onChange={(text) => tokens.getState().search(text)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== '') setView({ text: '' })
          else if (event.key === 'Escape' || event.key === 'ArrowDown') focusGrid()
          else return
          event.preventDefault()
        }}
      />
      <FilterMenu
        label="Server"
        options={(all ?? []).map(({ id, name }) => ({
          value: id,
          label: shown(name),
          count: facets.servers.find((facet) => facet.id === id)?.count ?? 0,
          isChosen: view.server === id,
        }))}
        onToggle={(id) => setView({ server: view.server === id ? null : id })}
        onClear={() => setView({ server: null })}
      />
      <FilterMenu
        label="Status"
        isMultiple
        options={statuses.map((status) => ({
          value: status,
          label: statusTexts[status].label,
          count: facets.statuses.find((facet) => facet.status === status)?.count ?? 0,
          isChosen: view.statuses.includes(status),
        }))}
        onToggle={(value) => {
          const { statuses } = tokens.getState().view
          setView({
            statuses: statuses.filter((status) =>
              status === value ? !statuses.includes(status) : statuses.includes(status),
            ),
          })
        }}
        onClear={() => setView({ statuses: [] })}
      />
      <OwnerFilter />
      {isFiltered && (
        <Button
          variant="quiet"
          onClick={() => {
            clearFilters()
            search.current?.focus()
          }}
        >
          Clear filters
        </Button>
      )}
    </search>
  )
}
