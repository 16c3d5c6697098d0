import { useState } from 'react'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Result } from '../../shared/result.ts'

export interface Action {
  readonly isPending: boolean
  readonly error: AppErrorData | null
  run(work: () => Promise<Result<unknown>>): Promise<void>
}

/** One button's call: pending, its error, and no second call while the first runs. */
export function useAction(): Action {
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<AppErrorData | null>(null)
  return {
    isPending,
    error,
    run: async (work) => {
      if (isPending) return
      setPending(true)
      const result = await work()
      setError(result.ok ? null : result.error)
      setPending(false)
    },
  }
}
