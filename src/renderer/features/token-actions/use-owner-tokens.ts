import { useEffect, useState } from 'react'
import { useServices } from '../../lib/services.tsx'

/** How many tokens of an owner the inventory has that are still on the server; null = not known yet. */
export function useOwnerTokens(serverId: string | null, ownerId: string | null): number | null {
  const { client } = useServices()
  const [count, setCount] = useState<{ readonly of: string; readonly total: number } | null>(null)
  const of = `${serverId}/${ownerId}`
  useEffect(() => {
    if (serverId === null || ownerId === null) return
    let isWanted = true
    const ask = async () => {
      const answer = await client.call('tokens.query', {
        server: serverId,
        owner: ownerId,
        status: ['active', 'disabled', 'revoked', 'expired', 'unknown'],
        limit: 1,
      })
      if (isWanted && answer.ok) setCount({ of, total: answer.value.total })
    }
    void ask()
    const stop = client.on('inventory.changed', () => void ask())
    return () => {
      isWanted = false
      stop()
    }
  }, [client, serverId, ownerId, of])
  return count?.of === of ? count.total : null
}
