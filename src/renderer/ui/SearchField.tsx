import { Search, X } from 'lucide-react'
import { type KeyboardEvent, type Ref, useId } from 'react'
import { IconButton } from './IconButton.tsx'
import styles from './SearchField.module.css'

interface SearchFieldProps {
  /** What it searches; its only label. */
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
  /** The key that leads here, such as “Ctrl F”. */
  readonly shortcut?: string
  readonly ref?: Ref<HTMLInputElement>
}

export function SearchField({ label, value, onChange, onKeyDown, shortcut, ref }: SearchFieldProps) {
  const id = useId()
  return (
    <div className={styles['box']}>
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <Search size={16} aria-hidden className={styles['icon']} />
      <input
        ref={ref}
        id={id}
        type="search"
        className={styles['input']}
        value={value}
        placeholder={label}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value !== '' ? (
        <div className={styles['clear']}>
          <IconButton icon={X} label="Clear the search" onClick={() => onChange('')} />
        </div>
      ) : (
        shortcut !== undefined && (
          <kbd className={styles['shortcut']} aria-hidden>
            {shortcut}
          </kbd>
        )
      )}
    </div>
  )
}
