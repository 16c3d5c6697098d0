import type { Output as OutputOf } from '../../shared/ipc/contract.ts'
import type { FieldSpec, KindDescriptor } from '../../shared/model/kind.ts'
import type { Check, Server } from '../../shared/model/server.ts'
import type { Token } from '../../shared/model/token.ts'
import { type Cell, type Column, type Look, record, table } from './table.ts'
import { exactTime, shortTime } from './times.ts'

const idColumn: Column = { title: 'ID', whole: true }

/** A number with its noun: `1 token`, `2 tokens`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** The lines of a diagnosis or of a check of the vault. */
export function checksText(look: Look, checks: readonly Check[]): string {
  return table(
    { ...look, width: null },
    [{ title: 'CHECK' }, { title: 'RESULT' }, { title: 'FOUND' }],
    checks.map(({ check, ok, message }) => [
      check,
      ok ? { text: 'ok', tone: 'good' } : { text: 'failed', tone: 'bad' },
      message,
    ]),
  )
}

/** All servers, one line each. */
export function serversText(look: Look, servers: readonly Server[]): string {
  return table(
    look,
    ['NAME', 'KIND', 'URL', 'STATE', 'TOKENS', 'SECRETS', 'REFRESHED'].map((title) => ({ title })),
    servers.map((server) => [
      server.name,
      server.kind,
      server.url,
      stateCell(server.state),
      String(server.tokens),
      String(server.secrets),
      shortTime(server.refreshedAt, look.now, 'never'),
    ]),
  )
}

/** Everything about one server. */
export function serverText(look: Look, server: Server): string {
  const fields = Object.entries(server.fields).map(([name, value]): [string, Cell] => [name, value])
  return record(look, [
    ['Name', server.name],
    ['ID', server.id],
    ['Kind', server.kind],
    ['URL', server.url],
    ...fields,
    ['State', stateCell(server.state)],
    ...(server.stateMessage === null ? [] : [['', server.stateMessage] as const]),
    ['Certificate', server.url.startsWith('http:') ? 'none: plain http has none' : trustText[server.trust]],
    ...wayLines(server),
    ['Signed in as', server.identity?.name ?? 'not known'],
    ['Role', server.identity?.role ?? 'not told'],
    ['Version', server.version ?? 'not told'],
    ['Last contact', exactTime(server.checkedAt, look.now, 'never')],
    ['Refreshed', exactTime(server.refreshedAt, look.now, 'never')],
    ['Tokens', `${server.tokens}, with secret in the vault: ${server.secrets}`],
  ])
}

/** What is unusual about the way to a server. */
function wayLines({ url, connection: { proxy, plainHttp } }: Server): (readonly [string, Cell])[] {
  return [
    ...(proxy === 'environment' ? [] : [['Proxy', proxy] as const]),
    ...(plainHttp && url.startsWith('http:')
      ? [['Encryption', { text: 'none: plain http was allowed', tone: 'bad' }] as const]
      : []),
  ]
}

const trustText: Readonly<Record<Server['trust'], string>> = {
  system: 'checked by the usual authorities',
  ca: 'checked by an authority of yours',
  pin: 'this one certificate only',
}

function stateCell(state: Server['state']): Cell {
  if (state === 'ok') return { text: state, tone: 'good' }
  if (state === 'unknown') return { text: state, tone: 'quiet' }
  return { text: state, tone: state === 'limited' ? 'careful' : 'bad' }
}

/** The server kinds with the fields that `--field` takes. */
export function kindsText(look: Look, kinds: readonly KindDescriptor[]): string {
  return kinds.map((kind) => kindText(look, kind)).join('\n\n')
}

function kindText(look: Look, kind: KindDescriptor): string {
  const blocks = [
    record(look, [
      ['Kind', { text: kind.id, tone: 'strong' }],
      ['Product', kind.name],
      ['', kind.summary],
      ['URL', `for example ${kind.urlExample}`],
      ['Credential', kind.credential.label],
      ['', kind.credential.help],
    ]),
    ...fieldsText(look, 'server add', kind.serverFields),
    ...fieldsText(look, 'token create', kind.createFields),
    ...fieldsText(look, 'token update', kind.updateFields),
    ...fieldsText(look, 'owner create', kind.ownerFields),
  ]
  return blocks.join('\n')
}

function fieldsText(look: Look, verb: string, fields: readonly FieldSpec[]): string[] {
  if (fields.length === 0) return []
  const lines = fields.map((field): [string, Cell] => [
    `  ${field.name}`,
    [
      `${field.type}${field.required ? ', required' : ''}`,
      ...optionsOf(field),
      field.help ?? field.label,
    ].join(' · '),
  ])
  return [`Fields of ${verb}:`, record(look, lines)]
}

function optionsOf(field: FieldSpec): string[] {
  return field.options.length === 0 ? [] : [field.options.map((option) => option.value).join(' | ')]
}

/** All tokens, one line each. */
export function tokensText(look: Look, tokens: readonly Token[]): string {
  const others = ['NAME', 'SERVER', 'OWNER', 'STATUS', 'EXPIRES', 'LAST USED', 'SECRET']
  return table(
    look,
    [idColumn, ...others.map((title) => ({ title }))],
    tokens.map((token) => [
      token.id,
      token.name ?? token.remoteId ?? 'temporary',
      token.server,
      token.owner.name ?? token.owner.id,
      statusCell(token),
      expiryCell(look, token),
      shortTime(token.lastUsedAt, look.now, '-'),
      token.hasSecret ? 'in vault' : '-',
    ]),
  )
}

/** Everything about one token, except its secret. `lines` is what its server's own record tells beside it. */
export function tokenText(look: Look, token: Token, lines: OutputOf<'tokens.details'>['lines'] = []): string {
  const notes: [string, Cell][] = []
  if (token.isCredential) notes.push(['', 'Latchkey itself signs in to this server with it.'])
  if (token.orphan) {
    notes.push([
      '',
      { text: 'Its secret was lost on the way, so nobody can use it. It should be deleted.', tone: 'bad' },
    ])
  }
  if (token.stale) {
    notes.push(['', { text: 'The newest refresh of its server did not confirm this.', tone: 'careful' }])
  }
  const labels = (token.labels ?? []).map(({ name, value }, index): [string, Cell] => [
    index === 0 ? 'Labels' : '',
    `${name} = ${value}`,
  ])
  return record(look, [
    ['ID', token.id],
    ['Name', token.name ?? whyNoName(token)],
    ['Server', `${token.server} (${token.kind})`],
    ['Remote ID', token.remoteId ?? 'none: it is temporary, and only this vault knows it'],
    ['Owner', partyText(token.owner)],
    ['Created by', token.creator === null ? 'not told' : partyText(token.creator)],
    ['Status', statusCell(token)],
    ...notes,
    ...labels,
    ...lines.map(({ label, value }): [string, Cell] => [label, value]),
    ['Created', exactTime(token.createdAt, look.now, 'not told')],
    ['Expires', exactTime(token.expiresAt, look.now, 'never')],
    ['Last used', exactTime(token.lastUsedAt, look.now, 'never, or not told')],
    ['Secret', token.hasSecret ? 'in the vault' : 'not in the vault'],
    ['Last seen', exactTime(token.seenAt, look.now, 'never')],
  ])
}

function whyNoName({ remoteId }: Token): string {
  return remoteId === null
    ? 'none: a temporary token has no name'
    : 'this kind of server has no names for tokens'
}

/** What a server recorded about a token, one line each. */
export function eventsText(look: Look, events: OutputOf<'tokens.events'>): string {
  return table(
    look,
    [{ title: 'TIME' }, { title: 'WHAT' }, { title: 'BY' }],
    events.map(({ at, what, by }) => [exactTime(at, look.now, '-'), what, by === null ? '-' : partyText(by)]),
  )
}

function partyText(party: Token['owner']): string {
  return party.name === null ? party.id : `${party.name} (${party.id})`
}

function statusCell(token: Token): Cell {
  const text = `${token.status}${token.orphan ? ', orphan' : ''}${token.stale ? ', stale' : ''}`
  if (token.orphan || token.status === 'expired') return { text, tone: 'bad' }
  if (token.status === 'active') return { text, tone: token.stale ? 'careful' : 'good' }
  return { text, tone: token.status === 'disabled' || token.status === 'revoked' ? 'careful' : 'quiet' }
}

const soonMs = 14 * 86_400_000

function expiryCell(look: Look, token: Token): Cell {
  const text = shortTime(token.expiresAt, look.now, 'never')
  const isSoon = token.expiresAtMs !== null && token.expiresAtMs - look.now < soonMs
  return isSoon && token.status === 'active' ? { text, tone: 'careful' } : text
}
