import { startPractice } from '../../src/main/practice/practice.ts'
import { createHttpClient } from '../../src/main/providers/http.ts'
import { providers } from '../../src/main/providers/registry.ts'
import type { KindId } from '../../src/shared/model/kind.ts'

// The practice servers of a benchmark, in a process of their own: they do not share the event loop with what is measured.

/** One server of the fleet. */
export interface FleetServer {
  readonly kind: KindId
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  readonly secret: string
}

/** A request that a server got. */
export interface SentRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the benchmark says to the fleet. Each is answered by one message. */
export type FleetMessage =
  | { readonly do: 'start'; readonly kinds: readonly KindId[]; readonly tokens: number }
  /** The requests from now on are the ones of interest. */
  | { readonly do: 'mark' }
  /** The requests since the mark, per server. */
  | { readonly do: 'requests' }

/** People enough for so many tokens also where each may have two. */
const crowd = { qumulo: { localUsers: 70, directoryUsers: 45 } }

async function startServer(kind: KindId, index: number, wanted: number) {
  const practice = await startPractice({
    seed: `bench ${index}`,
    now: Date.now,
    kinds: [kind],
    perKind: crowd,
  })
  const server = practice.servers[kind]
  if (server === undefined) throw new Error(`no practice server of the kind ${kind}`)
  await fill(kind, server, wanted)
  return { kind, server }
}

type Practised = Awaited<ReturnType<typeof startPractice>>['servers'][string]

/** Adds tokens, to one owner after the other, until a listing shows so many. */
async function fill(kind: KindId, server: Practised, wanted: number): Promise<void> {
  const provider = providers[kind]
  const config = provider.parse({ url: server.url, fields: server.fields })
  const http = createHttpClient({ baseUrl: config.url, trust: { mode: 'system' }, userAgent: 'bench' })
  const session = provider.open(config, new TextEncoder().encode(server.secret), { http, now: Date.now })
  try {
    const { tokens, owners } = await session.list()
    const has = new Map(owners.filter(({ manageable }) => manageable).map(({ id }) => [id, 0]))
    for (const { owner } of tokens) has.set(owner.id, (has.get(owner.id) ?? 0) + 1)
    const most = provider.descriptor.tokensPerOwner ?? Number.POSITIVE_INFINITY
    let missing = wanted - tokens.length
    for (; missing > 0; missing -= 1) {
      const [owner, count] = [...has].sort((a, b) => a[1] - b[1])[0] ?? ['', most]
      if (count >= most) throw new Error(`${kind} has no room for ${missing} more tokens`)
      server.control.addTokenOutside(owner)
      has.set(owner, count + 1)
    }
    const filled = (await session.list()).tokens.length
    if (filled !== wanted) throw new Error(`${kind} shows ${filled} tokens instead of ${wanted}`)
  } finally {
    await session.close()
  }
}

let fleet: Awaited<ReturnType<typeof startServer>>[] = []
let marks: number[] = []

process.on('message', (message: FleetMessage) => {
  void answer(message).then(
    (value) => process.send?.(value),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function answer(message: FleetMessage): Promise<unknown> {
  switch (message.do) {
    case 'start':
      fleet = []
      for (const [index, kind] of message.kinds.entries()) {
        fleet.push(await startServer(kind, index, message.tokens))
      }
      return fleet.map(
        ({ kind, server: { url, fields, secret } }): FleetServer => ({ kind, url, fields, secret }),
      )
    case 'mark':
      marks = fleet.map(({ server }) => server.requests().length)
      return null
    case 'requests':
      return fleet.map(({ server }, index) =>
        server
          .requests()
          .slice(marks[index])
          .map(({ method, path, headers, body }): SentRequest => ({ method, path, headers, body })),
      )
    default:
      return message satisfies never
  }
}
