import { type KeyboardEvent, useState } from 'react'

/** Marks an entry's own button and carries its id; the letters of its name are its text. */
const selector = '[data-entry]'

interface EntryKeys {
  /** The one entry that the Tab key stops at. */
  readonly active: string
  activate(id: string): void
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
}

/** One tab stop for the whole list: arrows, Home, End and first letters move between the entries. */
export function useEntryKeys(ids: readonly string[], preferred: string): EntryKeys {
  const [last, setLast] = useState<string | null>(null)
  const active = last !== null && ids.includes(last) ? last : preferred
  return {
    active,
    activate: setLast,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const row = event.target instanceof Element ? event.target.closest('[data-row]') : null
      const entries = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)]
      const own = row?.querySelector<HTMLElement>(selector) ?? null
      const target = targetOf(event.key, entries, own, row)
      if (!target) return
      event.preventDefault()
      target.focus()
    },
  }
}

function targetOf(
  key: string,
  entries: readonly HTMLElement[],
  own: HTMLElement | null,
  row: Element | null,
): HTMLElement | null | undefined {
  const at = own ? entries.indexOf(own) : -1
  switch (key) {
    case 'ArrowDown':
      return entries[Math.min(at + 1, entries.length - 1)]
    case 'ArrowUp':
      return entries[Math.max(at - 1, 0)]
    case 'Home':
      return entries[0]
    case 'End':
      return entries.at(-1)
    case 'ArrowLeft':
      return own
    case 'ArrowRight':
      return row?.querySelector<HTMLElement>('[aria-haspopup="menu"]')
    default:
      if (!/^[\p{L}\p{N}]$/u.test(key)) return undefined
      return [...entries.slice(at + 1), ...entries].find((entry) =>
        entry.dataset['entry']?.toLowerCase().startsWith(key.toLowerCase()),
      )
  }
}
