import { useState } from 'react'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Result } from '../../shared/result.ts'
import type { FieldValues } from './field-values.ts'

/** A value to choose, and what it is called. */
export interface Choice {
  readonly value: string
  readonly label: string
}

/** Asks the server for values of a field, with what the form holds so far. */
export type LoadChoices = (field: string, values: FieldValues) => Promise<Result<readonly Choice[]>>

/** Values to choose from that have to be asked for. */
export interface Suggestions {
  /** null = not there yet. */
  readonly options: readonly Choice[] | null
  readonly error: Pick<AppErrorData, 'message'> | null
  /** Asks, unless what is there was asked for with the same question. */
  ask(): void
}

/** Suggestions from one call. `question` names what the answer depends on: another one asks again. */
export function useSuggestions(
  load: (() => Promise<Result<readonly Choice[]>>) | null,
  question: string,
): Suggestions | null {
  const [answer, setAnswer] = useState<{
    readonly question: string
    readonly options: readonly Choice[] | null
    readonly error: AppErrorData | null
  } | null>(null)
  if (load === null) return null
  const current = answer?.question === question ? answer : null
  return {
    options: current?.options ?? null,
    error: current?.error ?? null,
    ask: () => {
      if (current !== null && current.error === null) return
      setAnswer({ question, options: null, error: null })
      void load().then((result) =>
        setAnswer((now) => {
          if (now?.question !== question) return now
          return result.ok
            ? { question, options: result.value, error: null }
            : { question, options: null, error: result.error }
        }),
      )
    },
  }
}

/** Choices that are known without asking. */
export function knownSuggestions(options: readonly Choice[]): Suggestions {
  return { options, error: null, ask: () => undefined }
}

/** The choices in which every word of the text occurs, in value or label; those that begin with the text first. */
export function matchingChoices(choices: readonly Choice[], text: string): readonly Choice[] {
  const wanted = text.trim().toLowerCase()
  const words = wanted.split(/\s+/).filter(Boolean)
  const found = choices.filter(({ value, label }) => {
    const whole = `${label} ${value}`.toLowerCase()
    return words.every((word) => whole.includes(word))
  })
  const isFirst = ({ value, label }: Choice) =>
    label.toLowerCase().startsWith(wanted) || value.toLowerCase().startsWith(wanted)
  return [...found.filter(isFirst), ...found.filter((choice) => !isFirst(choice))]
}
