import { useEffect, useState } from 'react'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Result } from '../../shared/result.ts'
import { plainText } from '../../shared/text.ts'

interface Confirmation {
  /** The engine's own sentence on what will be hit; null = not there yet, or it refused. */
  readonly sentence: string | null
  /** Why it cannot be done at all. */
  readonly refusal: AppErrorData | null
}

/** Asks the engine once, without confirming, what an action would hit. */
export function useConfirmation(ask: () => Promise<Result<unknown>>): Confirmation {
  const [answer, setAnswer] = useState<Confirmation>({ sentence: null, refusal: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens
  useEffect(() => {
    let isOpen = true
    void ask().then((result) => {
      if (!isOpen || result.ok) return
      const { error } = result
      setAnswer(
        error.code === 'confirmation-missing'
          ? { sentence: plainText(error.message, 1000), refusal: null }
          : { sentence: null, refusal: error },
      )
    })
    return () => {
      isOpen = false
    }
  }, [])
  return answer
}
