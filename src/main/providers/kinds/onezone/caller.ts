import { AppError, type ErrorCode } from '../../../../shared/errors.ts'
import type { OnezoneApi, Subject } from './api.ts'
import type { OneProvider, User } from './schema.ts'

/** Whose credential it is, and what it may do in the zone. */
export interface Caller {
  readonly subject: Subject
  readonly name: string
  /** Effective admin privileges; empty for a Oneprovider. */
  readonly privileges: ReadonlySet<string>
}

/** The privilege to see and change tokens of others. */
export const manageTokens = 'oz_tokens_manage'
/** The privilege to list users. */
export const listUsers = 'oz_users_list'
/** The privilege to list Oneproviders. */
export const listProviders = 'oz_providers_list'

/**
 * Who the API's credential belongs to: a user, or a Oneprovider, which is refused as a user. Throws what the question
 * for the user throws when it is neither.
 */
export async function readCaller(api: OnezoneApi, signal?: AbortSignal): Promise<Caller> {
  let found: User
  try {
    found = await api.self(signal)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const provider = await readProvider(api, error, signal)
    return {
      subject: { type: 'provider', id: provider.providerId, isSelf: true },
      name: provider.name || provider.providerId,
      privileges: new Set(),
    }
  }
  return {
    subject: { type: 'user', id: found.userId, isSelf: true },
    name: userName(found),
    privileges: new Set(await readPrivileges(api, signal)),
  }
}

/** What to call a user: its full name, else its user name, else its id. */
export function userName(user: User): string {
  return [user.fullName, user.name, user.username].find((text) => text?.trim()) ?? user.userId
}

/** Whether an error says only that this credential cannot do that. */
export function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && refusals.includes(error.code)
}

const refusals: readonly ErrorCode[] = ['rejected', 'expired', 'forbidden', 'not-found']

async function readProvider(
  api: OnezoneApi,
  refusal: AppError,
  signal: AbortSignal | undefined,
): Promise<OneProvider> {
  try {
    return await api.selfProvider(signal)
  } catch (error) {
    // The first answer is the better one: most credentials are those of users.
    throw isRefusal(error) || isNoApi(error) ? refusal : error
  }
}

function isNoApi(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not-an-api'
}

async function readPrivileges(api: OnezoneApi, signal: AbortSignal | undefined): Promise<readonly string[]> {
  try {
    return await api.privileges(signal)
  } catch (error) {
    // A token restricted to certain operations may be refused here; then it counts as one without privileges.
    if (isRefusal(error)) return []
    throw error
  }
}
