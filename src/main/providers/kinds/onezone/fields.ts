import type { CaveatTokenType } from '../../../../shared/model/caveat-types.ts'
import { checkCaveats } from '../../../../shared/model/caveats.ts'
import { plainText } from '../../../../shared/text.ts'
import { invalidField } from '../../fields.ts'

/** The caveats of the field `caveats`; empty = none. Throws `invalid-input` naming each caveat at fault. */
export function parseCaveats(text: string | undefined, sort: CaveatTokenType): readonly unknown[] {
  const caveats = jsonOf(text ?? '[]', 'caveats', 'Caveats')
  const problems = checkCaveats(caveats, sort).map(({ index, message }) =>
    index === null ? message : `Caveat ${index + 1}: ${message}`,
  )
  const list: readonly unknown[] = Array.isArray(caveats) ? caveats : []
  problems.push(...list.flatMap((caveat, index) => zoneProblems(caveat, index)))
  if (problems.length > 0) throw invalidField('caveats', problems.slice(0, 8).join(' '))
  return list
}

/** Zone and panel have one id each; the general check does not know it. */
function zoneProblems(caveat: unknown, index: number): string[] {
  const isService =
    typeof caveat === 'object' && caveat !== null && 'type' in caveat && caveat.type === 'service'
  if (!isService || !('whitelist' in caveat) || !Array.isArray(caveat.whitelist)) return []
  const services: readonly unknown[] = caveat.whitelist
  return services.flatMap((service) => {
    const isOther = typeof service === 'string' && /^oz[wp]-(?!onezone$)\w+$/.test(service)
    if (!isOther) return []
    return `Caveat ${index + 1}: “${plainText(service, 80)}” must be ozw-onezone or ozp-onezone.`
  })
}

/**
 * Checks a name by the server's rule: 2 to 128 characters; letters of any script, digits, brackets and underscores,
 * and inside also dashes, spaces and dots. Throws `invalid-input` with field `name`.
 */
export function checkName(name: string): void {
  const length = Array.from(name).length
  if (length < 2 || length > 128) throw invalidField('name', 'The name must have 2 to 128 characters.')
  if (!/^[\p{L}\p{M}\p{N}()_][\p{L}\p{M}\p{N}()_\-. ]*[\p{L}\p{M}\p{N}()_]$/u.test(name)) {
    throw invalidField(
      'name',
      'The name may hold letters, digits, brackets and underscores, and inside also dashes, spaces and dots.',
    )
  }
}

/** The metadata of the field `customMetadata`. Throws `invalid-input` when it is no JSON object. */
export function parseMetadata(text: string): Readonly<Record<string, unknown>> {
  const value = jsonOf(text, 'customMetadata', 'Metadata')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidField('customMetadata', 'Metadata must be a JSON object such as {"ticket":"OPS-12"}.')
  }
  return { ...value }
}

/** Privileges of the field `privileges`: an array of names. */
export function parsePrivileges(text: string): readonly string[] {
  const value = jsonOf(text, 'privileges', 'Privileges')
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string' && item !== '')) {
    throw invalidField('privileges', 'Privileges must be a JSON array of names.')
  }
  return value
}

/**
 * An id as it may stand in an address: not empty, without spaces, slashes and the like. Throws `invalid-input`, so that
 * no address of a whole collection can ever be built in place of one entry's.
 */
export function requireId(id: string, field: 'owner' | 'id' | 'target'): string {
  if (id.length <= 512 && /^[^\s\p{C}/\\?#%.*][^\s\p{C}/\\?#%*]*$/u.test(id)) return id
  throw invalidField(field, 'This is no id that Onezone could have given. Nothing was sent.')
}

function jsonOf(text: string, field: string, label: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidField(field, `${label} must be valid JSON.`)
  }
}
