import { useEffect, useState } from 'react'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Token } from '../../shared/model/token.ts'
import { useServices } from './services.tsx'

interface TokenState {
  /** null until the first answer. A row that cannot be read any more stays as it was last seen, beside the error. */
  readonly token: Token | null
  readonly error: AppErrorData | null
  retry(): void
}

/** One token by its id, read again whenever the inventory changes. */
export function useToken(id: string): TokenState {
  const { client } = useServices()
  const [answer, setAnswer] = useState<{ readonly token: Token | null; readonly error: AppErrorData | null }>(
    nothing,
  )
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads again
  useEffect(() => {
    let newest = 0
    const read = async () => {
      newest += 1
      const asking = newest
      const result = await client.call('tokens.get', { id })
      if (asking !== newest) return
      setAnswer((before) => {
        if (result.ok) return { token: result.value, error: null }
        return { token: before.token?.id === id ? before.token : null, error: result.error }
      })
    }
    void read()
    const stop = client.on('inventory.changed', () => void read())
    return () => {
      newest += 1
      stop()
    }
  }, [client, id, attempt])
  const isOther = answer.token !== null && answer.token.id !== id
  return { ...(isOther ? nothing : answer), retry: () => setAttempt(attempt + 1) }
}

const nothing = { token: null, error: null }
