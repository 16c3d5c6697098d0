import { randomBytes } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import { createClient } from '../../shared/ipc/client.ts'
import type { Result } from '../../shared/result.ts'

/** A practice server as it is added to the vault. */
export interface PracticeTarget {
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  /** Its administrator's credential, invented like everything there. */
  readonly secret: string
}

/**
 * Makes the practice vault, with a password that nobody knows, and adds one server of each kind. Throws the first
 * failure.
 * @param targets by kind
 */
export async function fillPracticeVault(
  bridge: Bridge,
  targets: Readonly<Record<string, PracticeTarget>>,
): Promise<void> {
  const client = createClient(bridge)
  const utf8 = new TextEncoder()
  await done(client.call('vault.create', { password: utf8.encode(randomBytes(32).toString('hex')) }))
  for (const { id, name } of await done(client.call('servers.kinds'))) {
    const target = targets[id]
    if (!target) continue
    const { url, fields, secret } = target
    await done(
      client.call('servers.add', {
        kind: id,
        name: `Practice ${name}`,
        url,
        fields: { ...fields },
        secret: utf8.encode(secret),
      }),
    )
  }
}

async function done<T>(call: Promise<Result<T>>): Promise<T> {
  const result = await call
  if (result.ok) return result.value
  throw new AppError(result.error.code, result.error.message)
}
