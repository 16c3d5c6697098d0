import { AppError } from '../../../../shared/errors.ts'
import { plainText } from '../../../../shared/text.ts'
import { checkFields, invalidField } from '../../fields.ts'
import type { Examination } from '../../provider.ts'
import { detailsOf } from '../../record.ts'
import type { OnezoneApi } from './api.ts'
import { caveatsField } from './descriptor.ts'
import { caveatLines, persistenceWords, targetLines } from './details.ts'
import { parseCaveats } from './fields.ts'
import type { Examined, InferredScope } from './schema.ts'
import type { Subjects } from './subjects.ts'
import { subjectType, timeText } from './token.ts'
import { sortOfType, typeWords } from './types.ts'

// What is learnt of a token's text, and made from it, whoever's it is.

/** What is inside a token's text. Throws `invalid-input` with field `secret` when it is no token. */
export async function examineOnezoneToken(
  api: OnezoneApi,
  subjects: Subjects,
  text: string,
  nowMs: number,
  signal?: AbortSignal,
): Promise<Examination> {
  const inside = withoutText(await readInside(api, text, signal), text)
  const lines = [
    { label: 'Type', value: typeWords(inside.type) },
    ...targetLines(inside.type),
    { label: 'Owner', value: await ownerWords(inside, subjects, text, signal) },
    { label: 'Kept by the server', value: persistenceWords(inside.persistence) },
    { label: 'Id', value: plainText(inside.id ?? 'not told', 100) },
    { label: 'Made by', value: plainText(inside.onezoneDomain ?? 'not told', 200) },
    ...caveatLines(inside.type, inside.caveats ?? [], nowMs),
    { label: 'Not checked', value: 'Whether it works: it may be revoked, deleted or forged.' },
  ]
  return { lines, details: detailsOf(inside, ['token']) }
}

/** A weaker token with more caveats. Throws `invalid-input` with field `secret` or `caveats`. */
export async function confineOnezoneToken(
  api: OnezoneApi,
  text: string,
  fields: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const checked = checkFields([{ ...caveatsField, required: true }], fields)
  const inside = await readInside(api, text, signal)
  const caveats = parseCaveats(checked['caveats'], sortOfType(inside.type) ?? 'access')
  if (caveats.length === 0) throw invalidField('caveats', 'Give at least one caveat to add.')
  return new TextEncoder().encode(await api.confine(text, caveats, signal))
}

/** The sentence for a server that cannot tell a scope. */
export const noScope = 'Onezone tells which data a token reaches since 21.02.4.'

/** Which data an access token reaches. Throws `unsupported` before 21.02.4. */
export async function readOnezoneScope(
  api: OnezoneApi,
  text: string,
  signal?: AbortSignal,
): Promise<Examination> {
  const scope = await api.scope(text, signal).catch((error: unknown) => {
    // A web page where the address exists is another matter.
    const isUnknown =
      error instanceof AppError &&
      error.outcome === 'refused' &&
      ['not-found', 'not-an-api', 'unsupported'].includes(error.code)
    throw isUnknown ? new AppError('unsupported', `${api.http.host}: ${noScope}`) : error
  })
  const cut = withoutText(scope, text)
  return { lines: scopeLines(cut), details: detailsOf(cut, ['token']) }
}

async function readInside(api: OnezoneApi, text: string, signal: AbortSignal | undefined): Promise<Examined> {
  try {
    return await api.examine(text, { signal })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'rejected') throw error
    throw new AppError('invalid-input', error.message, { field: 'secret', outcome: error.outcome })
  }
}

async function ownerWords(
  { subject }: Examined,
  subjects: Subjects,
  text: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (!subject) return 'not told'
  // It comes from another answer of the same server.
  const name = withoutText(await subjects.findName(subject, signal), text)
  const what = subjectType(subject.type) === 'provider' ? 'Oneprovider' : 'user'
  return name === null
    ? `${what} ${plainText(subject.id, 100)}`
    : `${what} ${plainText(name, 100)} (${plainText(subject.id, 100)})`
}

function scopeLines({ validUntil, dataAccessScope }: InferredScope): Examination['lines'] {
  const until = validUntil === null || validUntil === undefined ? null : safeTime(validUntil)
  const first = { label: 'Works until', value: until ?? 'it does not expire' }
  if (!dataAccessScope) return [first, { label: 'Data', value: 'It reaches no data.' }]
  const { spaces, providers } = dataAccessScope
  const names = Object.entries(spaces).map(([id, space]) => {
    const supports = Object.entries(space.supports ?? {}).map(([provider, support]) => {
      const name = providers?.[provider]?.name ?? provider
      return `${plainText(name, 100)}${support.readonly === true ? ' (read only)' : ''}`
    })
    const through = supports.length === 0 ? '' : `, through ${supports.slice(0, 20).join(', ')}`
    return { label: 'Space', value: `${plainText(space.name ?? id, 100)} (${plainText(id, 60)})${through}` }
  })
  const hosts = Object.entries(providers ?? {}).map(([id, provider]) => {
    const state = provider.online === false ? ', offline' : ''
    const version = provider.version ? `, ${plainText(provider.version, 60)}` : ''
    const domain = plainText(provider.domain ?? 'address not told', 200)
    return {
      label: 'Oneprovider',
      value: `${plainText(provider.name ?? id, 100)}: ${domain}${version}${state}`,
    }
  })
  const access =
    dataAccessScope.readonly === true ? 'It can read data, and change none.' : 'It can read and change data.'
  return [first, { label: 'Data', value: access }, ...names.slice(0, 500), ...hosts.slice(0, 500)]
}

function safeTime(seconds: number): string {
  const isTime = Number.isInteger(seconds) && seconds >= 0 && seconds <= 253_402_300_799
  return isTime ? (timeText(seconds) ?? '') : 'a time that cannot be read'
}

/** Shorter than any token: what is so short stands in other words by chance. */
const shortestText = 8

/** An answer about a text should not repeat it: what holds it, a text or a name, is not kept. */
function withoutText<T>(answer: T, text: string): T
function withoutText(answer: unknown, text: string): unknown {
  if (text.length < shortestText) return answer
  if (typeof answer === 'string') return answer.includes(text) ? '[secret]' : answer
  if (Array.isArray(answer)) return answer.map((item: unknown) => withoutText(item, text))
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]) =>
      name.includes(text) ? [] : [[name, withoutText<unknown>(value, text)]],
    ),
  )
}
