import type { AppErrorData } from '../../shared/errors.ts'
import type { Session } from './session.ts'

/**
 * An error about a field, with the name that is typed after `--field` in place of the label that a window shows; the
 * label follows in brackets. Anything else stays as it is.
 */
export async function withTypedName(
  data: AppErrorData,
  session: Pick<Session, 'client'>,
): Promise<AppErrorData> {
  const { code, field, message } = data
  if (code !== 'invalid-input' || field === undefined || !message.includes(' must ')) return data
  // Only a call can have failed so, and then the engine runs; asking for the kinds needs no vault.
  const kinds = await (await session.client()).call('servers.kinds')
  if (!kinds.ok) return data
  const label = kinds.value
    .flatMap((kind) => [
      ...kind.serverFields,
      ...kind.createFields,
      ...kind.updateFields,
      ...kind.ownerFields,
    ])
    .find((spec) => spec.name === field && message.startsWith(`${spec.label} must `))?.label
  if (label === undefined) return data
  const name = label.toLowerCase() === field.toLowerCase() ? field : `${field} (${label})`
  return { ...data, message: `${name}${message.slice(label.length)}` }
}
