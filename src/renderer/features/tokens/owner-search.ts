import type { Client } from '../../../shared/ipc/client.ts'

export interface OwnerChoice {
  /** The owner’s name, or its id where it has none: what the filter is set to. */
  readonly value: string
  /** Servers it was seen on. */
  readonly servers: readonly string[]
}

const enough = 30
const pageRows = 200
const mostPages = 5

/**
 * Owners whose name or id contains a text, in their order. They are read off the rows a page at a time, so with very
 * many tokens per owner the list may end early; typing more narrows it.
 */
export async function findOwners(
  client: Client,
  text: string,
  server: string | null,
): Promise<OwnerChoice[]> {
  const found = new Map<string, Set<string>>()
  const wanted = text.trim().toLowerCase()
  for (let page = 0; page < mostPages && found.size < enough; page += 1) {
    const answer = await client.call('tokens.query', {
      text: wanted,
      sort: 'owner',
      offset: page * pageRows,
      limit: pageRows,
      ...(server === null ? {} : { server }),
    })
    if (!answer.ok) break
    for (const { owner, server: name } of answer.value.rows) {
      if (!`${owner.name ?? ''}\n${owner.id}`.toLowerCase().includes(wanted)) continue
      const value = owner.name ?? owner.id
      found.set(value, (found.get(value) ?? new Set()).add(name))
    }
    if (answer.value.rows.length < pageRows) break
  }
  return [...found].slice(0, enough).map(([value, servers]) => ({ value, servers: [...servers] }))
}
