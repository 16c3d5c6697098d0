import { AppError } from '../../../../shared/errors.ts'
import type { OnezoneApi, Subject } from './api.ts'
import { type Caller, isRefusal, readCaller, userName } from './caller.ts'
import { requireId } from './fields.ts'
import { subjectType } from './token.ts'

/** What a session remembers: who it is, and of whose ids it has learnt what they are. */
export interface Subjects {
  /** Who the credential belongs to, asked once. */
  caller(signal?: AbortSignal): Promise<Caller>
  /** The same, asked anew. */
  readCaller(signal?: AbortSignal): Promise<Caller>
  /** Notes what an id is, and its name when it is known. */
  note(type: Subject['type'], id: string, name?: string): void
  /** The name as last seen; null = not known. */
  nameOf(id: string): string | null
  /** The same, the server being asked when it is not known. Whatever keeps it from answering, but giving up, gives null. */
  findName(
    subject: { readonly type: string; readonly id: string },
    signal?: AbortSignal,
  ): Promise<string | null>
  /** All ids noted, with what they are. */
  known(): readonly { readonly type: Subject['type']; readonly id: string }[]
  /**
   * The subject of an owner's id, the server being asked when it is not known what it is. Throws `invalid-input` for
   * what is no id, `not-found`, or `forbidden`.
   */
  of(ownerId: string, signal?: AbortSignal): Promise<Subject>
}

export function createSubjects(api: OnezoneApi): Subjects {
  const types = new Map<string, Subject['type']>()
  const names = new Map<string, string>()
  let known: Promise<Caller> | null = null

  const note: Subjects['note'] = (type, id, name) => {
    types.set(id, type)
    if (name !== undefined) names.set(id, name)
  }

  async function read(signal?: AbortSignal): Promise<Caller> {
    const caller = await readCaller(api, signal)
    known = Promise.resolve(caller)
    note(caller.subject.type, caller.subject.id, caller.name)
    return caller
  }

  return {
    caller: async (signal) => (known === null ? read(signal) : known),
    readCaller: read,
    note,
    nameOf: (id) => names.get(id) ?? null,
    async findName(subject, signal) {
      try {
        if (known === null) await read(signal)
        const name = names.get(subject.id)
        if (name !== undefined) return name
        const isProvider = subjectType(subject.type) === 'provider'
        const found = isProvider
          ? ((await api.provider(subject.id, signal)).name ?? null)
          : userName(await api.user(subject.id, signal))
        if (found !== null) note(isProvider ? 'provider' : 'user', subject.id, found)
        return found
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'cancelled') throw error
        return null
      }
    },
    known: () => [...types].map(([id, type]) => ({ id, type })),
    async of(ownerId, signal) {
      const id = requireId(ownerId, 'owner')
      const { subject } = known === null ? await read(signal) : await known
      if (id === subject.id) return subject
      const type = types.get(id) ?? (await askType(api, id, signal))
      note(type, id)
      return { type, id, isSelf: false }
    },
  }
}

/** A user and a Oneprovider have ids of the same form. What is asked for needs the right that the caller is about to need. */
async function askType(
  api: OnezoneApi,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Subject['type']> {
  const refusals: AppError[] = []
  for (const type of ['user', 'provider'] as const) {
    try {
      await api.tokenIds({ type, id, isSelf: false }, signal)
      return type
    } catch (error) {
      if (!isRefusal(error) || error.code === 'rejected' || error.code === 'expired') throw error
      refusals.push(error)
    }
  }
  const forbidden = refusals.find(({ code }) => code === 'forbidden')
  if (forbidden !== undefined) throw forbidden
  throw new AppError(
    'not-found',
    `There is neither a user nor a Oneprovider with this id on ${api.http.host}.`,
  )
}
