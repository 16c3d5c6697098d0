import type { Received } from '../kind.ts'
import { type Caveat, caveatFromJson, isIpv4 } from './caveats.ts'
import {
  badData,
  badValue,
  badValueCaveat,
  badValueListNotAllowed,
  badValueName,
  badValueNotAllowed,
  badValueToken,
  badValueTooLow,
  malformedData,
  missingRequiredValue,
  refuse,
} from './errors.ts'
import type { OnezoneState } from './state.ts'
import { readTokenText, type TokenText } from './token-text.ts'
import { type TokenType, typeFromJson } from './token-types.ts'

/** The members of a JSON body. Every reader below refuses the request when a value is not right. */
export type Body = Readonly<Record<string, unknown>>

/** The body of a request; nothing at all is an empty object. */
export function readBody(request: Received): Body {
  if (request.body === '') return {}
  let value: unknown
  try {
    value = JSON.parse(request.body)
  } catch {
    return refuse(malformedData())
  }
  if (!isObject(value)) return refuse(malformedData())
  return value
}

/** A token that must be there and can be read; nothing of it is checked. */
export function readToken(state: OnezoneState, body: Body, key = 'token'): TokenText {
  const value = body[key]
  if (value === undefined) return refuse(missingRequiredValue(key))
  if (value === '') return refuse(badValue('Empty', key))
  const token = readTokenText(typeof value === 'string' ? value : '', state.settings.maxTokenSize)
  return 'error' in token ? refuse(badValueToken(key, token.error)) : token
}

/** A list of caveats; `undefined` when there is none. */
export function readCaveats(body: Body): readonly Caveat[] | undefined {
  const list = body['caveats']
  if (list === undefined) return undefined
  if (!Array.isArray(list)) return refuse(badData('caveats'))
  return list.map((json: unknown) => caveatFromJson(json) ?? refuse(badValueCaveat(json)))
}

/** A token type; `undefined` when there is none. */
export function readType(state: OnezoneState, body: Body): TokenType | undefined {
  if (body['type'] === undefined) return undefined
  return typeFromJson(body['type'], state.version) ?? refuse(badValue('TokenType', 'type'))
}

/** The name of a token; `undefined` when there is none. Letters are as in the expression of the source, marks are none. */
export function readName(state: OnezoneState, body: Body): string | undefined {
  const name = body['name']
  if (name === undefined) return undefined
  if (typeof name !== 'string') return refuse(badValue('String', 'name'))
  const fits = /^[()\p{L}\p{N}_][()\p{L}\p{N}_ .-]{0,126}[()\p{L}\p{N}_]$/u.test(name)
  return fits ? name : refuse(badValueName(state.settings.nameErrorKey === 'given' ? 'name' : null))
}

/** `true` or `false`; `undefined` when there is none. */
export function readBoolean(body: Body, key: string): boolean | undefined {
  const value = body[key]
  if (value === undefined || typeof value === 'boolean') return value
  return refuse(badValue('Boolean', key))
}

/** A text; `undefined` when there is none. */
export function readText(body: Body, key: string): string | undefined {
  const value = body[key]
  if (value === undefined || typeof value === 'string') return value
  return refuse(badValue('String', key))
}

/** A JSON object; `undefined` when there is none. */
export function readJson(body: Body, key: string): Body | undefined {
  const value = body[key]
  if (value === undefined || isObject(value)) return value
  return refuse(badValue('JSON', key))
}

/** How often an invite token may be used; `undefined` when it is not said. */
export function readUsageLimit(body: Body): number | 'infinity' | undefined {
  const value = body['usageLimit']
  if (value === undefined || value === 'infinity') return value
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    return refuse(badValue('Integer', 'usageLimit'))
  return value < 1 ? refuse(badValueTooLow('usageLimit', 1)) : value
}

/** Privileges out of those that there are; `undefined` when they are not said. */
export function readPrivileges(body: Body, allowed: readonly string[]): readonly string[] | undefined {
  const list = body['privileges']
  if (list === undefined) return undefined
  const isTexts = Array.isArray(list) && list.every((item): item is string => typeof item === 'string')
  if (!isTexts) return refuse(badValue('ListOfStrings', 'privileges'))
  if (list.some((item) => !allowed.includes(item)))
    return refuse(badValueListNotAllowed('privileges', allowed))
  return [...new Set(list)].sort()
}

/** One of some texts; `undefined` when there is none. */
export function readChoice<T extends string>(body: Body, key: string, allowed: readonly T[]): T | undefined {
  const value = readText(body, key)
  if (value === undefined) return undefined
  return allowed.find((item) => item === value) ?? refuse(badValueNotAllowed(key, allowed))
}

/** An IPv4 address; `null` when that is what was sent, `undefined` when there is none. */
export function readIp(body: Body, key: string): string | null | undefined {
  const value = body[key]
  if (value === undefined || value === null) return value
  return typeof value === 'string' && isIpv4(value) ? value : refuse(badValue('IPv4Address', key))
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
