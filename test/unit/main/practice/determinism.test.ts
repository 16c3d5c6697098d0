import { describe, expect, it } from 'vitest'
import type { Practice, PracticeServer } from '../../../../src/main/practice/practice.ts'
import { DAY, request, START, startBoth } from './harness.ts'

const PATHS: Readonly<Record<string, readonly string[]>> = {
  netbird: ['/api/users', '/api/events/audit', '/api/accounts'],
  qumulo: ['/v1/users/', '/v1/auth/access-tokens/', '/v1/node/state', '/v1/session/who-am-i'],
  onezone: ['users', 'tokens/named', 'spaces', 'user'].map((path) => `/api/v3/onezone/${path}`),
}

const ASTRA_COLLECTIONS = ['users', 'roleBindings', 'groups', 'ldapUsers', 'credentials', 'features']

function astraBase(server: PracticeServer): string {
  return `/accounts/${server.fields['account_id']}/core/v1`
}

async function look(practice: Practice): Promise<unknown> {
  const seen: unknown[] = []
  for (const server of Object.values(practice.servers)) {
    seen.push(server.kind, server.secret, server.fields, server.accounts, [...server.control.issued()])
    const paths = PATHS[server.kind] ?? ASTRA_COLLECTIONS.map((name) => `${astraBase(server)}/${name}`)
    for (const path of paths) seen.push((await read(server, path)).text)
  }
  return seen
}

function read(server: PracticeServer, path: string) {
  const scheme = server.kind === 'netbird' ? 'Token' : 'Bearer'
  return request(`${server.url}${path}`, 'GET', { authorization: `${scheme} ${server.secret}` })
}

describe('the same seed and clock', () => {
  it('give the same world', async () => {
    expect(await look(await startBoth({ seed: 42 }))).toEqual(await look(await startBoth({ seed: '42' })))
  })

  it('give a world that does not depend on which kinds run together', async () => {
    const both = await startBoth()
    const one = await startBoth({ kinds: ['qumulo'] })
    expect(Object.keys(both.servers)).toEqual(['netbird', 'qumulo', 'onezone', 'astra'])
    expect(Object.keys(one.servers)).toEqual(['qumulo'])
    expect(one.servers['qumulo']!.accounts).toEqual(both.servers['qumulo']!.accounts)
  })

  it('make the same secret for the same request', async () => {
    const create = async (): Promise<string> => {
      const { qumulo } = (await startBoth()).servers
      const reply = await request(`${qumulo!.url}/v1/auth/access-tokens/`, 'POST', {
        authorization: `Bearer ${qumulo!.secret}`,
        json: { user: { auth_id: '501' } },
      })
      return reply.text
    }
    expect(await create()).toBe(await create())
  })
})

describe('another seed', () => {
  it('gives other secrets', async () => {
    const first = (await startBoth({ seed: 1 })).servers
    const second = (await startBoth({ seed: 2 })).servers
    for (const kind of ['netbird', 'qumulo', 'onezone', 'astra'])
      expect(first[kind]!.secret).not.toBe(second[kind]!.secret)
  })
})

describe('another clock', () => {
  it('keeps the ages of things', async () => {
    const ages = async (now: number): Promise<number[]> => {
      const { netbird } = (await startBoth({ now: () => now })).servers
      const { owner } = netbird!.accounts['administrator']!
      const tokens = (await read(netbird!, `/api/users/${encodeURIComponent(owner)}/tokens`)).json
      return tokens.map((token: { created_at: string }) => now - Date.parse(token.created_at))
    }
    expect(await ages(START)).toEqual(await ages(START + 1000 * DAY))
  })
})

describe('the accounts', () => {
  it('name owners and tokens that exist, with a reason to use them', async () => {
    for (const server of Object.values((await startBoth()).servers)) {
      expect(server.accounts['administrator']!.secret).toBe(server.secret)
      for (const account of Object.values(server.accounts)) {
        // A sign-in through an identity provider is no token of the server.
        const secret = server.control.issued().get(account.tokenId)
        expect(secret).toBe(account.tokenId === '' ? undefined : account.secret)
        expect(account.about).not.toBe('')
        expect(account.name).not.toBe('')
        expect(account.owner).not.toBe('')
      }
    }
  })

  it('can be more when tests need a crowd', async () => {
    const perKind = {
      netbird: { people: 100, serviceUsers: 400 },
      qumulo: { localUsers: 300, directoryUsers: 200 },
      astra: { people: 500, pageSize: 1000 },
    }
    const { netbird, qumulo, astra } = (await startBoth({ perKind })).servers
    const users = (await read(netbird!, '/api/users')).json
    expect(users.length).toBeGreaterThan(500)
    expect(new Set(users.map(({ id }: { id: string }) => id)).size).toBe(users.length)
    const locals = (await read(qumulo!, '/v1/users/')).json
    expect(locals.length).toBeGreaterThan(300)
    expect(new Set(locals.map(({ name }: { name: string }) => name)).size).toBe(locals.length)
    const { items } = (await read(astra!, `${astraBase(astra!)}/users`)).json
    expect(items.length).toBeGreaterThan(500)
    expect(new Set(items.map(({ email }: { email: string }) => email)).size).toBe(items.length)
  })
})
