import { plainText } from '../text.ts'
import { type CaveatTokenType, findCaveatType } from './caveat-types.ts'
import { isDataCaveat, membersOf, networkOf, validUntilOf } from './caveats.ts'
import { decodeDataPath } from './data-path.ts'

/** Something about several caveats, or about one, that makes a token useless although each caveat is right. */
export interface CaveatConflict {
  /** The caveats it is about. */
  readonly indexes: readonly number[]
  /** A sentence: what follows, and why. */
  readonly message: string
}

/**
 * What a token with these caveats will be able to do, in sentences for a person, the most important first. Caveats
 * that are not known are named as such. Texts of foreign origin in it are neutralised. `countryName` names a country by its code.
 */
export function describeCaveats(
  tokenType: CaveatTokenType,
  caveats: readonly unknown[],
  nowMs: number,
  countryName: (code: string) => string = (code) => code,
): string[] {
  const restrictions = caveats.flatMap((caveat) => {
    const sentence = sentenceOf(caveat, countryName)
    return sentence === null ? [] : [sentence]
  })
  const isData = tokenType === 'access' && caveats.some(isDataCaveat)
  return [
    isData ? dataPurpose : purposes[tokenType],
    expirySentence(validUntilOf(caveats), nowMs),
    ...(restrictions.length === 0 ? ['Nothing else restricts it.'] : restrictions),
  ]
}

/**
 * Whether a caveat in a form still lacks the values that it is about. On a server's token such a caveat permits nothing,
 * and there it must be told.
 */
export function isUnfilled(caveat: unknown): boolean {
  const members = membersOf(caveat)
  const names = findCaveatType(members['type'])?.parameters.map(({ name }) => name) ?? []
  if (names.includes('interface')) return !members['interface']
  return (names.includes('whitelist') || names.includes('list')) && listOf(members).length === 0
}

/** Combinations that leave nothing, or less than one may think; empty = none found. Caveats with problems are passed over. */
export function explainConflicts(caveats: readonly unknown[], nowMs: number): CaveatConflict[] {
  const conflicts: CaveatConflict[] = []
  const all: Indexed[] = caveats.map((caveat, index) => ({ ...membersOf(caveat), index }))
  const of = (type: string): Indexed[] => all.filter((caveat) => caveat['type'] === type)
  const add = (found: readonly Indexed[], message: string): void => {
    conflicts.push({ indexes: found.map(({ index }) => index), message })
  }

  const ended = of('time').filter(({ validUntil }) => Number(validUntil) * 1000 <= nowMs)
  if (ended.length > 0) add(ended, 'This moment has passed: the token would be expired from the start.')
  const interfaces = of('interface')
  if (new Set(interfaces.map((caveat) => caveat['interface'])).size > 1) {
    add(
      interfaces,
      'All interface caveats apply at once, but they name different interfaces: the token would work nowhere.',
    )
  }
  for (const { type, what, meets } of intersections) {
    const lists = of(type).filter((caveat) => Array.isArray(caveat['whitelist']))
    if (lists.length > 1 && !meet(lists.map(listOf), meets)) {
      add(
        lists,
        `All caveats of this type apply at once, and they have no ${what} in common: the token would work nowhere.`,
      )
    }
  }
  for (const type of ['geo.country', 'geo.region']) {
    const places = of(type)
    if (places.length > 0 && leavesNoPlace(places)) {
      add(places, 'Together these caveats leave no place from which the token works.')
    }
  }
  addServiceConflicts(all, add)
  return conflicts
}

interface Indexed extends Readonly<Record<string, unknown>> {
  readonly index: number
}

const purposes: Readonly<Record<CaveatTokenType, string>> = {
  access: 'Whoever has this token can do everything its owner may do, within the limits below.',
  identity: 'This token proves who its owner is. It gives access to nothing.',
  invite: 'Whoever has this token can use it to join what it invites to.',
}

const dataPurpose =
  'Whoever has this token can reach the data its owner may reach, within the limits below. It is for data only: it cannot manage anything, and is refused as a credential for that.'

function expirySentence(validUntil: number | null, nowMs: number): string {
  if (validUntil === null) return 'It never expires.'
  const moment = `${new Date(validUntil * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const leftMs = validUntil * 1000 - nowMs
  if (leftMs <= 0) return `It expired at ${moment}.`
  return `It stops working at ${moment}, in ${durationOf(leftMs)}.`
}

function durationOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`
}

function sentenceOf(caveat: unknown, countryName: (code: string) => string): string | null {
  const members = membersOf(caveat)
  const { type } = members
  const known = findCaveatType(type)
  if (known === null) {
    return `A restriction applies that is not known here: “${plainText(String(type), 60)}”.`
  }
  const list = listing(members, countryName)
  switch (known.type) {
    case 'time':
      return null
    case 'ip':
      return `It works only from these addresses: ${list}.`
    case 'asn':
      return `It works only from the networks with these AS numbers: ${list}.`
    case 'geo.country':
    case 'geo.region':
      return `It ${members['filter'] === 'blacklist' ? 'does not work' : 'works only'} from ${list}.`
    case 'service':
      return `Only these services accept it: ${list}.`
    case 'consumer':
      return `Only these may use it, after proving who they are: ${list}.`
    case 'interface':
      return interfaceSentence(members['interface'])
    case 'api':
      return `It permits only these operations: ${list}.`
    case 'data.readonly':
      return 'It can read data, and change none.'
    case 'data.path':
      return `It reaches only these files and folders: ${list}.`
    case 'data.objectid':
      return `It reaches only the files and folders with these ids: ${list}.`
    default:
      return `A restriction applies: ${known.label}.`
  }
}

function interfaceSentence(value: unknown): string {
  if (value === 'rest') return 'It works only on REST and CDMI interfaces.'
  if (value === 'oneclient') return 'It works only for a mounted file system.'
  if (value === 'graphsync') return 'It works only for the web interface.'
  return `It works only on the interface “${plainText(String(value), 60)}”.`
}

/** The values of a caveat in words, at most eight of them. */
function listing(members: Readonly<Record<string, unknown>>, countryName: (code: string) => string): string {
  const items = listOf(members).map((item) => {
    const text =
      members['type'] === 'data.path' ? (decodeDataPath(String(item)) ?? String(item)) : String(item)
    const name = members['type'] === 'geo.country' ? countryName(text) : text
    return wordsOf(String(members['type']), plainText(name, 80))
  })
  const shown = items.slice(0, 8).join(', ')
  if (items.length === 0) return 'none'
  return items.length > 8 ? `${shown} and ${items.length - 8} more` : shown
}

const consumerWords: Readonly<Record<string, readonly [string, string]>> = {
  usr: ['user', 'any user'],
  grp: ['members of group', 'members of any group'],
  prv: ['provider', 'any provider'],
}
const serviceWords: Readonly<Record<string, readonly [string, string]>> = {
  ozw: ['the zone', 'the zone'],
  ozp: ['the panel of the zone', 'the panel of the zone'],
  opw: ['provider', 'any provider'],
  opp: ['the panel of provider', 'the panel of any provider'],
}

function wordsOf(type: string, item: string): string {
  const words = type === 'consumer' ? consumerWords : type === 'service' ? serviceWords : null
  const [, prefix = '', id = ''] = /^(\w{3})-(.*)$/s.exec(item) ?? []
  const known = words?.[prefix]
  if (known === undefined) return item
  if (id === '*' || prefix.startsWith('oz')) return known[1]
  return `${known[0]} ${id}`
}

function listOf(members: Readonly<Record<string, unknown>>): readonly unknown[] {
  const list = members['whitelist'] ?? members['list']
  return Array.isArray(list) ? list : []
}

/** Caveat types with lists that all have to hold, and when two members have something in common. */
const intersections: readonly {
  readonly type: string
  readonly what: string
  readonly meets: (one: unknown, other: unknown) => boolean
}[] = [
  {
    type: 'ip',
    what: 'address',
    meets: (one, other) => overlap(networkOf(String(one)), networkOf(String(other))),
  },
  { type: 'asn', what: 'network', meets: (one, other) => one === other },
  { type: 'service', what: 'service', meets: matches },
  { type: 'data.path', what: 'file or folder', meets: isOneWithin },
]

/** Whether one member of each list can be chosen so that each two of the chosen meet. */
function meet(
  lists: readonly (readonly unknown[])[],
  meets: (one: unknown, other: unknown) => boolean,
): boolean {
  const [first, ...rest] = lists
  if (first === undefined) return true
  return first.some((item) => {
    const narrowed = rest.map((list) => list.filter((other) => meets(item, other)))
    return narrowed.every((list) => list.length > 0) && meet(narrowed, meets)
  })
}

function overlap(one: readonly [number, number] | null, other: readonly [number, number] | null): boolean {
  // What cannot be read is no reason to call something a conflict.
  return one === null || other === null || (one[0] <= other[1] && other[0] <= one[1])
}

function matches(one: unknown, other: unknown): boolean {
  const [a, b] = [String(one), String(other)]
  if (a === b) return true
  const isWild = a.endsWith('-*') || b.endsWith('-*')
  return isWild && a.slice(0, 4) === b.slice(0, 4)
}

function isOneWithin(one: unknown, other: unknown): boolean {
  const paths = [one, other].map((item) => decodeDataPath(String(item)))
  const [a, b] = paths
  if (typeof a !== 'string' || typeof b !== 'string') return true
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`)
}

function leavesNoPlace(places: readonly Indexed[]): boolean {
  const permitted = places.filter(({ filter }) => filter === 'whitelist')
  const forbidden = new Set(places.filter(({ filter }) => filter === 'blacklist').flatMap(listOf))
  const [first, ...rest] = permitted.map(listOf)
  if (first === undefined || first.length === 0) return false
  // The European Union lies in Europe: a caveat for the one leaves something of a caveat for the other.
  const includes = (list: readonly unknown[], place: unknown): boolean =>
    list.includes(place) ||
    (place === 'EU' && list.includes('Europe')) ||
    (place === 'Europe' && list.includes('EU'))
  return first.every((place) => forbidden.has(place) || rest.some((list) => !includes(list, place)))
}

/** What a service does not accept. */
function addServiceConflicts(
  all: readonly Indexed[],
  add: (found: readonly Indexed[], message: string) => void,
): void {
  const services = all.filter((caveat) => caveat['type'] === 'service' && listOf(caveat).length > 0)
  const areAll = (prefixes: readonly string[]): boolean =>
    services.some((caveat) => listOf(caveat).every((item) => prefixes.includes(String(item).slice(0, 3))))
  const places = all.filter((caveat) =>
    ['ip', 'asn', 'geo.country', 'geo.region'].includes(String(caveat['type'])),
  )
  const data = all.filter(isDataCaveat)
  const interfaces = all.filter((caveat) => caveat['type'] === 'interface')
  if (areAll(['ozp', 'opp']) && interfaces.length > 0) {
    add(
      [...services, ...interfaces],
      'Panels accept no token with an interface caveat: the token would work nowhere.',
    )
  }
  if (areAll(['opp']) && places.length > 0) {
    add(
      [...services, ...places],
      'The panel of a provider accepts no token restricted by address, network or place: the token would work nowhere.',
    )
  }
  if (areAll(['ozw', 'ozp', 'opp']) && data.length > 0) {
    add(
      [...services, ...data],
      'Data is reached through providers, and the services permitted include none: the token would be of no use.',
    )
  }
}
