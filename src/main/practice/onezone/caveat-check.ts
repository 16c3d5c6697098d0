import type { Caveat, Interface } from './caveats.ts'
import { isMember } from './rights.ts'
import type { OnezoneState } from './state.ts'
import { seconds } from './state.ts'
import { keyOf, type Subject } from './subject.ts'

/** Where and by whom a token is used. */
export interface Circumstances {
  /** `null`: not known, so nothing about it can be met. */
  readonly ip: string | null
  /** `null`: not said; `any`: not looked at. */
  readonly interface: Interface | 'any' | null
  /** Such as `ozw-onezone`; `any`: not looked at. */
  readonly service: string
  /** `null`: nobody. */
  readonly consumer: Subject | null
  /** Whether caveats about data are for somebody else to check. */
  readonly allowsData: boolean
}

/** Where the addresses of the documentation are, in this invented world; of no other address anything is known. */
const PLACES: readonly { network: string; asn: number; country: string; regions: readonly string[] }[] = [
  { network: '192.0.2.', asn: 64_496, country: 'PL', regions: ['Europe', 'EU'] },
  { network: '198.51.100.', asn: 64_497, country: 'US', regions: ['NorthAmerica'] },
  { network: '203.0.113.', asn: 64_498, country: 'AU', regions: ['Oceania'] },
]

/** Whether a caveat is met. `api` is looked at when the token is used for something. Onezone source: caveats.erl. */
export function isMet(state: OnezoneState, caveat: Caveat, at: Circumstances): boolean {
  const place = at.ip === null ? undefined : PLACES.find(({ network }) => at.ip?.startsWith(network))
  switch (caveat.type) {
    case 'time':
      return seconds(state) < caveat.validUntil
    case 'ip':
      return at.ip !== null && caveat.whitelist.some((mask) => isInside(at.ip ?? '', mask))
    case 'asn':
      return place !== undefined && caveat.whitelist.includes(place.asn)
    case 'geo.country':
      return place !== undefined && caveat.list.includes(place.country) === (caveat.filter === 'whitelist')
    case 'geo.region':
      return (
        place !== undefined &&
        caveat.list.some((region) => place.regions.includes(region)) === (caveat.filter === 'whitelist')
      )
    case 'service':
      if (at.service === 'any') return true
      return caveat.whitelist.some((entry) => entry === at.service || entry === `${at.service.slice(0, 4)}*`)
    case 'consumer':
      return caveat.whitelist.some((entry) => isConsumer(state, entry, at.consumer))
    case 'interface':
      return at.interface === 'any' || at.interface === caveat.interface
    case 'api':
      return true
    default:
      return at.allowsData
  }
}

function isConsumer(state: OnezoneState, entry: string, consumer: Subject | null): boolean {
  if (consumer === null) return false
  if (!entry.startsWith('grp-'))
    return entry === keyOf(consumer) || entry === `${keyOf(consumer).slice(0, 4)}*`
  if (consumer.type !== 'user') return false
  const id = entry.slice(4)
  if (id !== '*') return isMember(state, 'group', id, consumer.id)
  return [...state.targets.group.keys()].some((group) => isMember(state, 'group', group, consumer.id))
}

function isInside(ip: string, mask: string): boolean {
  const [network = '', bits = '32'] = mask.split('/')
  const keep = 32 - Number(bits)
  return Math.floor(toNumber(ip) / 2 ** keep) === Math.floor(toNumber(network) / 2 ** keep)
}

function toNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** One thing that is done, as `api` caveats name it. */
export interface Operation {
  readonly operation: 'create' | 'get' | 'update' | 'delete'
  /** Such as `user.<id>.instance:private`. */
  readonly resource: string
}

/** The first `api` caveat that does not allow something; `null`: all do. */
export function findForbidding(caveats: readonly Caveat[], done: Operation): Caveat | null {
  const forbids = (caveat: Caveat): boolean =>
    caveat.type === 'api' && !caveat.whitelist.some((spec) => allows(spec, done))
  return caveats.find(forbids) ?? null
}

function allows(spec: string, done: Operation): boolean {
  const [service = '', operation = '', pattern = ''] = spec.split('/')
  if (!['ozw', 'all'].includes(service) || !['all', done.operation].includes(operation)) return false
  const wanted = pattern.split(/[.:]/)
  return done.resource
    .split(/[.:]/)
    .every((part, index) => wanted[index] === '*' || wanted[index] === part || `${part},*` === wanted[index])
}
