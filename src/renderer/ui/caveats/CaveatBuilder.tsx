import { ChartNoAxesGantt, Clock, Database, Globe, type LucideIcon, Network, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { explainConflicts } from '../../../shared/model/caveat-summary.ts'
import { type CaveatTokenType, type CaveatType, caveatTypes } from '../../../shared/model/caveat-types.ts'
import { checkCaveats } from '../../../shared/model/caveats.ts'
import type { Result } from '../../../shared/result.ts'
import { Menu } from '../Menu.tsx'
import { MenuItem } from '../MenuItem.tsx'
import type { Choice } from '../suggestions.ts'
import styles from './CaveatBuilder.module.css'
import { CaveatCard } from './CaveatCard.tsx'
import { CaveatJson } from './CaveatJson.tsx'
import { CaveatSummary } from './CaveatSummary.tsx'
import { caveatsText, newCaveat, parseCaveats } from './caveat-input.ts'

interface CaveatBuilderProps {
  /** A JSON array as text; '' = none. */
  readonly value: string
  readonly tokenType: CaveatTokenType
  /** What the token has already, for one that is made weaker: it counts in the summary. */
  readonly before?: readonly unknown[]
  /** Asks the server for values of a parameter; null = there is none to ask. */
  readonly loadChoices: ((field: string) => Promise<Result<readonly Choice[]>>) | null
  readonly onChange: (value: string) => void
}

const icons: Readonly<Record<CaveatType['group'], LucideIcon>> = {
  time: Clock,
  network: Network,
  place: Globe,
  use: ChartNoAxesGantt,
  data: Database,
}

/** Restrictions of a token, one card each, with what they come to in words and as JSON. */
export function CaveatBuilder({ value, tokenType, before = [], loadChoices, onChange }: CaveatBuilderProps) {
  const box = useRef<HTMLDivElement>(null)
  /** Just added: what is still missing in it is no fault yet. */
  const [fresh, setFresh] = useState<number | null>(null)
  const caveats = parseCaveats(value)
  const rows = caveats ?? []
  // The clock decides only over what has passed; a render a moment later says the same.
  const nowMs = Date.now()
  const problems = checkCaveats(rows, tokenType)
  const conflicts = explainConflicts([...before, ...rows], nowMs)

  const set = (next: readonly unknown[]) => onChange(caveatsText(next))
  /** After React has drawn the change. */
  const focus = (find: (box: HTMLElement) => HTMLElement | null | undefined) =>
    setTimeout(() => box.current && find(box.current)?.focus())
  const add = (type: CaveatType) => {
    set([...rows, newCaveat(type, nowMs)])
    setFresh(rows.length)
    focus((element) => {
      const card = [...element.querySelectorAll('[data-caveat]')].at(-1)
      return (
        card?.querySelector<HTMLElement>('input, select') ??
        card?.querySelector<HTMLElement>('button') ??
        null
      )
    })
  }

  return (
    <div ref={box} className={styles['builder']}>
      {rows.length > 0 && (
        <ol className={styles['cards']} aria-label="Restrictions">
          {rows.map((caveat, index) => {
            const at = index + before.length
            const found = conflicts.filter(({ indexes }) => indexes.at(-1) === at)
            return (
              <CaveatCard
                // biome-ignore lint/suspicious/noArrayIndexKey: a caveat has nothing but its place
                key={index}
                caveat={caveat}
                problem={
                  index === fresh
                    ? null
                    : (problems.find((problem) => problem.index === index)?.message ?? null)
                }
                conflicts={index === fresh ? [] : found.map(({ message }) => message)}
                loadChoices={loadChoices}
                onChange={(next) => set(rows.map((row, place) => (place === index ? next : row)))}
                onRemove={() => {
                  setFresh(null)
                  set(rows.filter((_, place) => place !== index))
                  focus((element) => element.querySelector<HTMLElement>('[data-add] button'))
                }}
                onLeave={() => index === fresh && setFresh(null)}
              />
            )
          })}
        </ol>
      )}
      <div data-add>
        {/* Leaving a card tells what is missing in it, which moves this button away from under the pointer. */}
        <Menu label="Add a restriction" icon={Plus} isLabelled isFocusKept>
          {caveatTypes.map((type) => (
            <MenuItem
              key={type.type}
              icon={icons[type.group]}
              unavailable={whyNotHere(type, tokenType)}
              onClick={() => add(type)}
            >
              {type.label}
            </MenuItem>
          ))}
        </Menu>
      </div>
      <CaveatSummary tokenType={tokenType} caveats={[...before, ...rows]} nowMs={nowMs} />
      <CaveatJson value={value} isReadable={caveats !== null} onChange={onChange} />
    </div>
  )
}

function whyNotHere({ tokenTypes }: CaveatType, tokenType: CaveatTokenType): string | null {
  return tokenTypes.includes(tokenType) ? null : `Not for ${tokenType} tokens.`
}
