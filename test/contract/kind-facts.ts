import type { PracticeServer } from '../../src/main/practice/practice.ts'
import type { RemoteToken } from '../../src/main/providers/provider.ts'
import { httpGet } from './practice-session.ts'

type Fields = Readonly<Record<string, string>>

/** What the suite has to know of one kind; everything else it learns from the descriptor. */
export interface KindFacts {
  readonly createFields: Fields
  /** The one request that makes a token. */
  readonly create: { readonly method: string; readonly path: RegExp }
  /** Rights that permit nothing, as `setRole` takes them. */
  readonly noRights: string | readonly string[]
  /** The code that the diagnosis of each account ends with; null = it passes. */
  readonly accounts: Readonly<Record<string, string | null>>
  /** Whether the server tells whose a credential or a secret is. */
  readonly knowsSelf: boolean
  /** Whether it tells its version. */
  readonly knowsVersion: boolean
  /** Whether it knows which token of an owner a pasted one is, or at least which it is not. */
  readonly knowsWhich: boolean
  /** Ids of the right form of an owner and a token that are not there. */
  readonly nobody: string
  readonly nothing: string
  /** Paths that take a token's text, or a password, in their body. */
  readonly textInBody?: RegExp
  /** A change that is always possible. */
  readonly change: Fields | null
  readonly rename?: { readonly fields: Fields; readonly name: string }
  readonly extend?: { readonly fields: Fields; readonly expiresAt: string }
  /** Labels or metadata: at creation, and another value later; `read` finds them in a token. */
  readonly labels?: {
    readonly before: unknown
    readonly fields: Fields
    readonly after: unknown
    read(token: RemoteToken): unknown
  }
  /** Fields of a token that the server does not list. */
  readonly temporary?: Fields
  /** Fields of a token with restrictions, the restrictions as the API has them, and the expiry they mean. */
  readonly caveats?: {
    readonly fields: Fields
    readonly caveats: readonly object[]
    readonly expiresAt: string
  }
  /** A restriction to add to a text. */
  readonly confine?: { readonly fields: Fields; readonly says: RegExp }
  readonly owner?: Fields
  /** A field with `hasChoices`, and what the form holds then. */
  readonly choices?: { readonly field: string; readonly fields: Fields }
  /** What a person does in the browser; gives the code they are shown. */
  signIn?(server: PracticeServer, url: string): Promise<string>
}

const until = Date.parse('2030-06-08T12:00:00Z') / 1000
const timeCaveat = { type: 'time', validUntil: until }
const readonlyCaveat = { type: 'interface', interface: 'rest' }

/** By kind. */
export const facts: Readonly<Record<string, KindFacts>> = {
  netbird: {
    createFields: { name: 'made by the contract', expires_in: '90' },
    create: { method: 'POST', path: /\/tokens$/ },
    noRights: 'user',
    accounts: {
      administrator: null,
      owner: null,
      networkAdmin: null,
      person: 'forbidden',
      billingAdmin: 'forbidden',
      blocked: 'forbidden',
      pending: 'forbidden',
      auditor: null,
      automation: null,
      expired: 'rejected',
    },
    knowsSelf: true,
    knowsVersion: true,
    knowsWhich: true,
    nobody: 'google-oauth2|000000000000000000000',
    nothing: 'ch8i54g6lnn4g9hqv7n0',
    change: null,
    owner: { name: 'made by the contract', role: 'user' },
  },
  qumulo: {
    createFields: { expiration_time: '2031-01-01T00:00:00Z' },
    create: { method: 'POST', path: /\/access-tokens\/$/ },
    noRights: [],
    accounts: {
      administrator: null,
      operator: null,
      auditor: null,
      plain: null,
      full: null,
      disabled: 'rejected',
      expired: 'rejected',
      directoryUser: null,
    },
    knowsSelf: true,
    knowsVersion: true,
    knowsWhich: true,
    nobody: '999999',
    nothing: '1234567890123456789012',
    textInBody: /^\/v1\/session\/login$/,
    change: { expiration_time: '2033-01-01T00:00:00Z' },
    extend: { fields: { expiration_time: '2033-03-03T03:03:03Z' }, expiresAt: '2033-03-03T03:03:03Z' },
    owner: { name: 'made-by-the-contract', primary_group: '513' },
    async signIn(server, url) {
      const { pathname, search } = new URL(url)
      const page = await httpGet(server, pathname + search)
      const [, link = ''] = /href="([^"]+)"/.exec(page) ?? []
      const done = await httpGet(server, pathname + link.replaceAll('&amp;', '&'))
      return /<code>([^<]+)<\/code>/.exec(done)?.[1] ?? ''
    },
  },
  onezone: {
    createFields: { name: 'made by the contract' },
    create: { method: 'POST', path: /\/tokens\/named$/ },
    noRights: [],
    accounts: {
      administrator: null,
      auditor: null,
      person: null,
      clusterMember: null,
      provider: null,
      passwordOff: null,
      blocked: 'rejected',
      expired: 'expired',
      revoked: 'rejected',
      elsewhere: 'rejected',
      identity: 'rejected',
    },
    knowsSelf: true,
    knowsVersion: true,
    knowsWhich: true,
    nobody: '0921135ee61fe53a3df449365228e9b4',
    nothing: '1b510f18b3b05611871c0acdffa9aed4',
    textInBody: /^\/api\/v3\/onezone\/tokens\/(examine|confine|verify_\w+|infer_access_token_scope)$/,
    change: { name: 'another name' },
    rename: { fields: { name: 'nowy zażółć 新しい' }, name: 'nowy zażółć 新しい' },
    labels: {
      before: {},
      fields: { customMetadata: '{"ticket":"OPS-12","deep":[1,null]}' },
      after: { ticket: 'OPS-12', deep: [1, null] },
      read: ({ details }) => Reflect.get(Object(details?.['metadata']), 'custom'),
    },
    temporary: { persistence: 'temporary', caveats: JSON.stringify([timeCaveat]) },
    caveats: {
      fields: { name: 'with caveats', caveats: JSON.stringify([timeCaveat, readonlyCaveat]) },
      caveats: [timeCaveat, readonlyCaveat],
      expiresAt: '2030-06-08T12:00:00Z',
    },
    confine: { fields: { caveats: JSON.stringify([readonlyCaveat]) }, says: /rest/i },
    choices: {
      field: 'target',
      fields: { type: '{"inviteToken":{"inviteType":"userJoinGroup"}}' },
    },
  },
  astra: {
    createFields: { name: 'made by the contract', labels: '[{"name":"team","value":"storage"}]' },
    create: { method: 'POST', path: /\/tokens$/ },
    noRights: 'viewer',
    accounts: {
      administrator: null,
      admin: null,
      member: null,
      viewer: null,
      suspended: 'forbidden',
      disabled: 'forbidden',
      pending: 'forbidden',
      noRole: 'forbidden',
      directoryUser: null,
    },
    knowsSelf: false,
    knowsVersion: false,
    knowsWhich: false,
    nobody: '09f8933c-ad74-4f4e-8ef5-1ffaa0fb8e9b',
    nothing: '6d1f1d0a-6a53-5a0e-9a3e-0f6a0f9b7a11',
    change: { name: 'another name' },
    rename: { fields: { name: 'ночной бэкап' }, name: 'ночной бэкап' },
    labels: {
      before: [{ name: 'team', value: 'storage' }],
      fields: { labels: '[{"name":"команда","value":""},{"name":"env","value":"prod"}]' },
      after: [
        { name: 'команда', value: '' },
        { name: 'env', value: 'prod' },
      ],
      read: ({ labels }) => labels,
    },
  },
}
