import { useState } from 'react'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Result } from '../../shared/result.ts'

export interface Action {
  readonly isPending: boolean
  readonly error: AppErrorData | null
  /** Runs one call. Returns its value, or null when it failed or another one is still running. */
  run<T>(work: () => Promise<Result<T>>): Promise<T | null>
  clear(): void
}

/** One button's call: pending, its error, and no second call while the first runs. */
export function useAction(): Action {
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<AppErrorData | null>(null)
  return {
    isPending,
    error,
    run: async (work) => {
      if (isPending) return null
      setPending(true)
      setError(null)
      const result = await work()
      setPending(false)
      if (result.ok) return result.value
      setError(result.error)
      return null
    },
    clear: () => setError(null),
  }
}
