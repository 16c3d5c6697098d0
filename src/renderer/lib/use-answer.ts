import { useEffect, useState } from 'react'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Result } from '../../shared/result.ts'

interface Answer<T> {
  /** null = not there yet, or an error. */
  readonly value: T | null
  readonly error: AppErrorData | null
  /** They were asked for again, after the first time. */
  readonly isRetry: boolean
  retry(): void
}

/** Asks when it appears, and again when `question` changes. An answer that comes after that is dropped. */
export function useAnswer<T>(question: string, ask: () => Promise<Result<T>>): Answer<T> {
  const [attempt, setAttempt] = useState(0)
  const asking = `${attempt} ${question}`
  const [answer, setAnswer] = useState<{ readonly of: string; readonly result: Result<T> } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question stands for what is asked
  useEffect(() => {
    let isWanted = true
    void ask().then((result) => {
      if (isWanted) setAnswer({ of: asking, result })
    })
    return () => {
      isWanted = false
    }
  }, [asking])
  const result = answer?.of === asking ? answer.result : null
  return {
    value: result?.ok ? result.value : null,
    error: result && !result.ok ? result.error : null,
    isRetry: attempt > 0,
    retry: () => setAttempt(attempt + 1),
  }
}
