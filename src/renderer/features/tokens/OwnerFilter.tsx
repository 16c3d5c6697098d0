import { useId, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { classes } from '../../ui/classes.ts'
import { FilterButton } from '../../ui/FilterButton.tsx'
import styles from './OwnerFilter.module.css'
import { findOwners, type OwnerChoice } from './owner-search.ts'
import { listed, shown } from './texts.ts'

const typingMs = 80

/** Choosing one owner among very many: type a part of the name, arrows and Enter choose. */
export function OwnerFilter() {
  const { client, tokens } = useServices()
  const owner = useStore(tokens, (state) => state.view.owner)
  const server = useStore(tokens, (state) => state.view.server)
  const [choices, setChoices] = useState<readonly OwnerChoice[] | null>(null)
  const [active, setActive] = useState(0)
  const question = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const input = useRef<HTMLInputElement>(null)
  const id = useId()

  const ask = async (text: string) => {
    question.current += 1
    const asking = question.current
    const found = await findOwners(client, text, server)
    if (asking !== question.current) return
    setChoices(found)
    setActive(0)
  }

  return (
    <FilterButton
      label="Owner"
      value={owner === null ? null : shown(owner)}
      onClear={() => tokens.getState().setView({ owner: null })}
      onToggle={(isOpen) => {
        if (!isOpen) {
          question.current += 1
          return
        }
        if (input.current) input.current.value = ''
        input.current?.focus()
        void ask('')
      }}
    >
      {(close) => {
        const choose = (choice: OwnerChoice | undefined) => {
          if (!choice) return
          tokens.getState().setView({ owner: choice.value })
          close()
        }
        return (
          <>
            <input
              ref={input}
              type="text"
              role="combobox"
              aria-label="Owner, by name or id"
              aria-expanded
              aria-controls={`${id}-list`}
              aria-activedescendant={choices?.[active] ? `${id}-${active}` : undefined}
              aria-autocomplete="list"
              placeholder="Find an owner"
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              className={styles['input']}
              onChange={({ target }) => {
                clearTimeout(timer.current)
                timer.current = setTimeout(() => void ask(target.value), typingMs)
              }}
              onKeyDown={(event) => {
                const count = choices?.length ?? 0
                if (event.key === 'ArrowDown') setActive(Math.min(active + 1, count - 1))
                else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0))
                else if (event.key === 'Enter') choose(choices?.[active])
                else return
                event.preventDefault()
              }}
            />
            <div id={`${id}-list`} role="listbox" aria-label="Owners" className={styles['list']}>
              {choices?.map((choice, index) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are on the field above
                <div
                  key={choice.value}
                  ref={index === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : null}
                  id={`${id}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  className={classes(styles['option'], index === active && styles['isActive'])}
                  onClick={() => choose(choice)}
                >
                  <span className={styles['name']}>{shown(choice.value)}</span>
                  <span className={styles['where']}>{listed(choice.servers.map(shown), 1)}</span>
                </div>
              ))}
            </div>
            <p role="status" className={classes(choices?.length === 0 ? styles['none'] : 'visually-hidden')}>
              {choices?.length === 0 ? 'No token has such an owner.' : `${choices?.length ?? 0} owners`}
            </p>
          </>
        )
      }}
    </FilterButton>
  )
}
