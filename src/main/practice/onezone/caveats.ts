/** The twelve caveats, as they stand in JSON. Onezone source: caveats.erl, the API reference. */
export type Caveat =
  | { readonly type: 'time'; readonly validUntil: number }
  | { readonly type: 'ip'; readonly whitelist: readonly string[] }
  | { readonly type: 'asn'; readonly whitelist: readonly number[] }
  | { readonly type: 'geo.country' | 'geo.region'; readonly filter: Filter; readonly list: readonly string[] }
  | { readonly type: 'service' | 'consumer' | 'api'; readonly whitelist: readonly string[] }
  | { readonly type: 'interface'; readonly interface: Interface }
  | { readonly type: 'data.readonly' }
  | { readonly type: 'data.path' | 'data.objectid'; readonly whitelist: readonly string[] }

type Filter = 'whitelist' | 'blacklist'

/** How a client talks to a service. */
export const INTERFACES = ['rest', 'oneclient', 'graphsync'] as const

/** One name out of `INTERFACES`. */
export type Interface = (typeof INTERFACES)[number]

const REGIONS = ['Africa', 'Antarctica', 'Asia', 'Europe', 'EU', 'NorthAmerica', 'Oceania', 'SouthAmerica']
const NETWORK: readonly string[] = ['time', 'ip', 'asn', 'geo.country', 'geo.region', 'consumer']
const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`)
const MASK = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}(?:/(?:3[0-2]|[12]?\\d))?$`)
const SERVICE = /^(?:oz[wp]-onezone|op[wp]-(?:\*|[\w.-]+))$/
const CONSUMER = /^(?:usr|grp|prv)-(?:\*|[\w.-]+)$/
const API =
  /^(?:ozw|opw|ozp|opp|all)\/(?:create|get|update|delete|all)\/(?:\*|[a-z_]+)\.(?:\*|[\w-]+)\.(?:\*|[\w,-]+(?:,\*)?):(?:\*|private|protected|shared|public|auto)$/
/** One packet of a macaroon cannot be longer. */
const LONGEST = 65_000

/** Whether a text is an IPv4 address. */
export function isIpv4(text: string): boolean {
  return IPV4.test(text)
}

/** Whether tokens of this type may have a caveat. */
export function isSupported(type: 'access' | 'identity' | 'invite', caveat: Caveat): boolean {
  if (type === 'access' || NETWORK.includes(caveat.type)) return true
  return type === 'identity' && caveat.type === 'interface'
}

/** Reads a caveat from JSON, members that are not known left out; `null`: it is not valid. */
export function caveatFromJson(json: unknown): Caveat | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  const members = json as Readonly<Record<string, unknown>>
  const caveat = readMembers(members)
  return caveat === null || writeCaveat(caveat).length > LONGEST ? null : caveat
}

function readMembers(members: Readonly<Record<string, unknown>>): Caveat | null {
  const { type } = members
  switch (type) {
    case 'time': {
      const { validUntil } = members
      return typeof validUntil === 'number' && Number.isSafeInteger(validUntil) ? { type, validUntil } : null
    }
    case 'ip':
      return ofTexts(type, members['whitelist'], (text) => MASK.test(text))
    case 'asn': {
      const list = members['whitelist']
      return isList(list) && list.every(isAsn) ? { type, whitelist: list } : null
    }
    case 'geo.country':
      return filtered(type, members, (text) => /^[A-Z]{2}$/.test(text))
    case 'geo.region':
      return filtered(type, members, (text) => REGIONS.includes(text))
    case 'service':
      return ofTexts(type, members['whitelist'], (text) => SERVICE.test(text))
    case 'consumer':
      return ofTexts(type, members['whitelist'], (text) => CONSUMER.test(text))
    case 'api':
      return ofTexts(type, members['whitelist'], (text) => API.test(text))
    case 'interface': {
      const name = INTERFACES.find((candidate) => candidate === members['interface'])
      return name === undefined ? null : { type, interface: name }
    }
    case 'data.readonly':
      return { type }
    case 'data.path':
      return ofTexts(type, members['whitelist'], isCanonicalPath)
    case 'data.objectid':
      return ofTexts(type, members['whitelist'], (text) => /^(?:[0-9A-F]{2}){8,}$/.test(text))
    default:
      return null
  }
}

type Listed = 'ip' | 'service' | 'consumer' | 'api' | 'data.path' | 'data.objectid'

function ofTexts(type: Listed, list: unknown, fits: (text: string) => boolean): Caveat | null {
  return isTexts(list) && list.every(fits) ? { type, whitelist: list } : null
}

function filtered(
  type: 'geo.country' | 'geo.region',
  members: Readonly<Record<string, unknown>>,
  fits: (text: string) => boolean,
): Caveat | null {
  const { filter, list } = members
  if (filter !== 'whitelist' && filter !== 'blacklist') return null
  return isTexts(list) && list.every(fits) ? { type, filter, list } : null
}

/** Base64, written the one right way, of `/<space>` or deeper, without a slash or a line break at the end. */
function isCanonicalPath(text: string): boolean {
  const bytes = Buffer.from(text, 'base64')
  const path = bytes.toString('utf8')
  return bytes.toString('base64') === text && /^(?:\/[^/\r\n]+)+$/.test(path)
}

/** How a caveat is written inside a token. */
export function writeCaveat(caveat: Caveat): string {
  switch (caveat.type) {
    case 'time':
      return `time < ${caveat.validUntil}`
    case 'interface':
      return `interface = ${caveat.interface}`
    case 'data.readonly':
      return 'data.readonly'
    case 'geo.country':
    case 'geo.region':
      return `${caveat.type} ${caveat.filter === 'whitelist' ? '=' : '!='} ${caveat.list.join('|')}`
    default:
      return `${caveat.type} = ${caveat.whitelist.join('|')}`
  }
}

/** Reads what `writeCaveat` writes; `null`: a caveat that is not known here. */
export function readCaveat(text: string): Caveat | null {
  if (text === 'data.readonly') return { type: 'data.readonly' }
  const [, type = '', sign = '', value = ''] = /^([a-z.]+) (=|!=|<) (.+)$/s.exec(text) ?? []
  const list = value.split('|')
  if (type === 'time') return sign === '<' ? caveatFromJson({ type, validUntil: Number(value) }) : null
  if (type === 'interface') return caveatFromJson({ type, interface: value })
  if (type === 'asn') return caveatFromJson({ type, whitelist: list.map(Number) })
  const filter = sign === '!=' ? 'blacklist' : 'whitelist'
  return caveatFromJson({ type, filter, list, whitelist: list })
}

/** The earliest end of all time caveats in Unix seconds; `null`: none. */
export function endOf(caveats: readonly Caveat[]): number | null {
  const ends = caveats.flatMap((caveat) => (caveat.type === 'time' ? [caveat.validUntil] : []))
  return ends.length === 0 ? null : Math.min(...ends)
}

function isAsn(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0
}

function isTexts(value: unknown): value is readonly string[] {
  return isList(value) && value.every((item) => typeof item === 'string')
}
