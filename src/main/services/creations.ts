import { AppError } from '../../shared/errors.ts'

/** The creates that run in this process. While one runs, nobody else may judge or disturb it. */
export interface Creations {
  /**
   * Runs what changes the tokens of one owner as a whole one after the other, through whichever server of the same
   * endpoint: a second create must see what the first one made, and a deletion must not hit one in the middle.
   */
  inTurn<T>(endpoint: string, ownerId: string, work: () => Promise<T>): Promise<T>
  /** Marks a create as under way, from before its row is committed; returns the function that ends it. */
  begin(serverId: string, intentId: string): () => void
  isUnderWay(intentId: string): boolean
  /** Throws `conflict` while a create runs on the server: its answer must find things as it left them. */
  assertNone(serverId: string, serverName: string): void
}

export function createCreations(): Creations {
  const underWay = new Map<string, string>()
  const turns = new Map<string, Promise<unknown>>()
  return {
    inTurn: (endpoint, ownerId, work) => {
      const key = JSON.stringify([endpoint, ownerId])
      const next = (turns.get(key) ?? Promise.resolve()).then(work, work)
      const settled = next.catch(() => undefined)
      turns.set(key, settled)
      void settled.then(() => {
        if (turns.get(key) === settled) turns.delete(key)
      })
      return next
    },
    begin: (serverId, intentId) => {
      underWay.set(intentId, serverId)
      return () => {
        underWay.delete(intentId)
      }
    },
    isUnderWay: (intentId) => underWay.has(intentId),
    assertNone: (serverId, serverName) => {
      if (![...underWay.values()].includes(serverId)) return
      throw new AppError(
        'conflict',
        `A token is being created on ${serverName} right now. Nothing was changed; try again when it is done.`,
      )
    },
  }
}
