import { X } from 'lucide-react'
import { useId } from 'react'
import { findCaveatType } from '../../../shared/model/caveat-types.ts'
import { membersOf } from '../../../shared/model/caveats.ts'
import type { Result } from '../../../shared/result.ts'
import { plainText } from '../../../shared/text.ts'
import { classes } from '../classes.ts'
import { IconButton } from '../IconButton.tsx'
import type { Choice } from '../suggestions.ts'
import styles from './CaveatCard.module.css'
import { CaveatParameterField } from './CaveatParameterField.tsx'
import { problemAtCard } from './caveat-input.ts'

interface CaveatCardProps {
  readonly caveat: unknown
  /** What is wrong with it; null = nothing. */
  readonly problem: string | null
  /** How it gets in the way of others, or of the token's use. */
  readonly conflicts: readonly string[]
  readonly loadChoices: ((field: string) => Promise<Result<readonly Choice[]>>) | null
  readonly onChange: (caveat: Readonly<Record<string, unknown>>) => void
  readonly onRemove: () => void
  /** The focus went elsewhere. */
  readonly onLeave: () => void
}

/** One restriction: what it does, its values, and what is wrong with it. */
export function CaveatCard(props: CaveatCardProps) {
  const { caveat, problem, conflicts } = props
  const id = useId()
  const members = membersOf(caveat)
  const known = findCaveatType(members['type'])
  const type = typeof members['type'] === 'string' ? plainText(members['type'], 60) : ''
  const title = known?.label ?? (type === '' ? 'Not a caveat' : type)
  return (
    <li
      data-caveat
      className={classes(styles['card'], problem !== null && styles['bad'])}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) props.onLeave()
      }}
    >
      <fieldset aria-labelledby={id} className={styles['group']}>
        <div className={styles['header']}>
          <h3 id={id} className={styles['title']}>
            {title}
          </h3>
          <IconButton icon={X} label={`Remove ${title}`} onClick={props.onRemove} />
        </div>
        {known === null ? (
          <>
            <p className={styles['help']}>
              Latchkey does not know this restriction. It is passed on as it is.
            </p>
            <code className={styles['raw']}>{plainText(JSON.stringify(caveat), 2000)}</code>
          </>
        ) : (
          <p className={styles['help']}>{known.help}</p>
        )}
        {known?.parameters.map((parameter) => (
          <CaveatParameterField
            key={parameter.name}
            type={known.type}
            parameter={parameter}
            value={members[parameter.name]}
            isWrong={problem !== null}
            loadChoices={props.loadChoices}
            onChange={(value) => props.onChange({ ...members, [parameter.name]: value })}
          />
        ))}
        {problem !== null && (
          <p role="alert" className={styles['problem']}>
            {problemAtCard(known, members, problem)}
          </p>
        )}
        {conflicts.map((conflict) => (
          <p key={conflict} className={styles['conflict']}>
            {conflict}
          </p>
        ))}
      </fieldset>
    </li>
  )
}
