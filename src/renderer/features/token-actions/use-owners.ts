import { useEffect, useState } from 'react'
import type { AppErrorData } from '../../../shared/errors.ts'
import type { Owner } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'

export interface Owners {
  /** null = not there yet. */
  readonly owners: readonly Owner[] | null
  readonly error: AppErrorData | null
  /** They were asked for again, after a failure. */
  readonly isRetry: boolean
  retry(): void
}

/** The owners of a server, asked from it now. */
export function useOwners(serverId: string | null): Owners {
  const { client } = useServices()
  const [answer, setAnswer] = useState<Pick<Owners, 'owners' | 'error'> & { readonly of: string | null }>(
    none,
  )
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again
  useEffect(() => {
    if (serverId === null) return
    let isWanted = true
    setAnswer(none)
    void client.call('owners.list', { server: serverId }).then((result) => {
      if (!isWanted) return
      setAnswer(
        result.ok
          ? { of: serverId, owners: result.value, error: null }
          : { of: serverId, owners: null, error: result.error },
      )
    })
    return () => {
      isWanted = false
    }
  }, [client, serverId, attempt])
  const { owners, error } = answer.of === serverId ? answer : none
  return { owners, error, isRetry: attempt > 0, retry: () => setAttempt(attempt + 1) }
}

const none = { of: null, owners: null, error: null }
