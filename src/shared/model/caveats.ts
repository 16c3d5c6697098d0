import { plainText } from '../text.ts'
import { type CaveatParameter, type CaveatTokenType, caveatTypes, findCaveatType } from './caveat-types.ts'
import { dataPathProblem, decodeDataPath } from './data-path.ts'

/** Something wrong with one caveat, or with the list as a whole (`index` null). */
export interface CaveatProblem {
  readonly index: number | null
  /** A sentence; it does not name the index. */
  readonly message: string
}

/**
 * What is wrong with a list of caveats for a token of this type; empty = it can be used. Takes any value, because it
 * may be typed by hand. The server has the last word all the same.
 */
export function checkCaveats(caveats: unknown, tokenType: CaveatTokenType): CaveatProblem[] {
  if (!Array.isArray(caveats)) return [{ index: null, message: 'Caveats must be a JSON array.' }]
  return caveats.flatMap((caveat: unknown, index) => {
    const message = problemOf(caveat, tokenType)
    return message === null ? [] : [{ index, message }]
  })
}

/** An IPv4 address or network as its first and last address in numbers; null = it is neither. */
export function networkOf(text: string): readonly [number, number] | null {
  const [, a, b, c, d, mask] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text) ?? []
  const bytes = [a, b, c, d].map(Number)
  const bits = mask === undefined ? 32 : Number(mask)
  if (a === undefined || bits > 32 || bytes.some((byte) => byte > 255)) return null
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const size = 2 ** (32 - bits)
  const first = address - (address % size)
  return [first, first + size - 1]
}

/** Whether the caveat turns the token into one for reaching data, which cannot be used to manage anything. */
export function isDataCaveat(caveat: unknown): boolean {
  const { type, interface: used } = membersOf(caveat)
  return (
    type === 'data.readonly' ||
    type === 'data.path' ||
    type === 'data.objectid' ||
    (type === 'interface' && used === 'oneclient')
  )
}

/** When a token with these caveats ends, in seconds since 1970: the earliest time counts; null = never. */
export function validUntilOf(caveats: readonly unknown[]): number | null {
  const times = caveats.flatMap((caveat) => {
    const { type, validUntil } = membersOf(caveat)
    return type === 'time' && isTime(validUntil) ? [validUntil] : []
  })
  return times.length === 0 ? null : Math.min(...times)
}

/** The members of a JSON object; none for anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  // An object that is no array has string keys; what is in them stays unknown.
  return isObject ? (value as Readonly<Record<string, unknown>>) : {}
}

function problemOf(caveat: unknown, tokenType: CaveatTokenType): string | null {
  const members = membersOf(caveat)
  const { type } = members
  if (typeof type !== 'string') return 'A caveat must be a JSON object with a “type”.'
  const known = findCaveatType(type)
  if (known === null) {
    const all = caveatTypes.map((entry) => entry.type).join(', ')
    return `“${plainText(type, 60)}” is no caveat. There are: ${all}.`
  }
  if (!known.tokenTypes.includes(tokenType)) {
    const others = known.tokenTypes.join(' and ')
    return `${known.label}: ${tokenType} tokens cannot have this caveat, only ${others} tokens can.`
  }
  for (const parameter of known.parameters) {
    const problem = parameterProblem(type, parameter, members[parameter.name])
    if (problem !== null) return `${known.label}: ${problem}.`
  }
  return null
}

function parameterProblem(type: string, parameter: CaveatParameter, value: unknown): string | null {
  const { name, form, options } = parameter
  if (form === 'instant') {
    return isTime(value) ? null : `“${name}” must be a time in whole seconds since 1970`
  }
  if (form === 'select') {
    const isOption = options.some((option) => option.value === value)
    return isOption ? null : `“${name}” must be one of ${options.map((option) => option.value).join(', ')}`
  }
  if (!Array.isArray(value) || value.length === 0) return `“${name}” must be a list with at least one value`
  for (const item of value as readonly unknown[]) {
    const problem = itemProblem(type, parameter, item)
    if (problem !== null) return `“${plainText(String(item), 80)}” ${problem}`
  }
  return null
}

/** Year 9999: a later one has no date. */
const latestTime = 253_402_300_799

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= latestTime
}

interface ItemRule {
  readonly fits: (item: string) => boolean
  /** The end of a sentence. */
  readonly problem: string
}

const rules: Readonly<Record<string, ItemRule>> = {
  ip: {
    fits: (item) => networkOf(item) !== null,
    problem: 'is not an IPv4 address such as 192.0.2.7 or a network such as 192.0.2.0/24',
  },
  'geo.country': {
    fits: (item) => /^[A-Z]{2}$/.test(item),
    problem: 'is not a country code of two capital letters such as PL',
  },
  service: {
    fits: (item) => /^(oz[wp]-\w+|op[wp]-(\*|[\w-]+))$/.test(item),
    problem: 'is not a service: it must be ozw-, ozp-, opw- or opp- and an id, or opw-* or opp-*',
  },
  consumer: {
    fits: (item) => /^(usr|grp|prv)-(\*|[\w-]+)$/.test(item),
    problem: 'is not a consumer: it must be usr-, grp- or prv- and an id or *',
  },
  api: {
    fits: (item) => operation.test(item),
    problem: 'is not an operation such as all/get/space.*.*:*',
  },
  'data.objectid': {
    fits: (item) => /^([0-9A-F]{2})+$/.test(item),
    problem: 'is not an object id of capital hexadecimal digits',
  },
}

// Service, operation, resource; a resource is type, id and aspect, and perhaps a scope.
const operation =
  /^(ozw|opw|ozp|opp|all)\/(create|get|update|delete|all)\/[^\s/.:]+\.[^\s/.:]+\.[^\s/:]+(:[^\s/:]+)?$/

function itemProblem(type: string, { form, options }: CaveatParameter, item: unknown): string | null {
  if (form === 'numbers') {
    const isNumber = typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 0xffffffff
    return isNumber ? null : 'is not a whole number such as 64496'
  }
  if (typeof item !== 'string') return 'is not a text'
  if (form === 'paths') {
    const path = decodeDataPath(item)
    const problem = path === null ? 'is not base64 of a path' : dataPathProblem(path)
    return path === null || problem === null ? problem : `stands for a path that ${problem}`
  }
  if (options.length > 0) {
    const isOption = options.some((option) => option.value === item)
    return isOption ? null : `is none of ${options.map((option) => option.value).join(', ')}`
  }
  const rule = rules[type]
  return rule === undefined || rule.fits(item) ? null : rule.problem
}
