import { useEffect, useRef } from 'react'
import type { AppErrorData } from '../../../shared/errors.ts'
import type { Result } from '../../../shared/result.ts'
import { useServices } from '../../lib/services.tsx'

/** Runs a call and wipes what was typed. When the dialog is gone by then, a toast tells how it ended. */
export function useOutcome() {
  const { ui } = useServices()
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return async <T>(
    call: () => Promise<Result<T>>,
    secrets: readonly (Uint8Array | null)[],
    words: { readonly done: (value: T) => string; readonly failed: (error: AppErrorData) => string },
  ): Promise<Result<T>> => {
    const result = await call()
    for (const secret of secrets) secret?.fill(0)
    if (isShown.current) return result
    if (result.ok) ui.getState().tell('good', words.done(result.value))
    else ui.getState().tell('bad', words.failed(result.error))
    return result
  }
}
