import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { Argon2Cost, DeriveKey } from '../ports.ts'
import { associated, deriveSubkey, isSame, mac, randomKey, seal, unseal } from './crypto.ts'
import { isAcceptedCost } from './kdf.ts'

/** The format this build writes and the newest it reads. */
const headerFormat = 1
export const headerMaxBytes = 8192

const magic = 'latchkey-vault'
const base64 = (bytes: number | null) =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64')))
    .refine((value) => bytes === null || value.length === bytes)

const cost = z.object({ memoryKiB: z.int(), passes: z.int(), lanes: z.int() }).refine(isAcceptedCost)

const passwordSlot = z.strictObject({
  id: z.uuid(),
  kind: z.literal('password'),
  parameters: z.strictObject({ kdf: z.literal('argon2id'), cost, salt: base64(16) }),
  /** The data key, sealed: version, nonce, 32 bytes, tag. */
  wrapped: base64(1 + 12 + 32 + 16),
})

/** One way of opening the vault. */
export type Slot = z.infer<typeof passwordSlot>

const headerShape = z.strictObject({
  magic: z.literal(magic),
  format: z.literal(headerFormat),
  vaultId: z.uuid(),
  dekId: z.uuid(),
  createdAt: z.iso.datetime(),
  appVersion: z.string().max(50),
  slots: z.array(passwordSlot).min(1).max(8),
  /** SHA-256 of everything above and of the MAC: tells damage from a wrong password before the password is asked for. */
  checksum: base64(32),
  /** HMAC of everything above under a key from the data key: tells tampering once the vault is open. */
  mac: base64(32),
})

export type Header = z.infer<typeof headerShape>
type Body = Omit<Header, 'checksum' | 'mac'>

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

function slotParameters(slot: Slot): unknown {
  const { kdf, cost: slotCost, salt } = slot.parameters
  const { memoryKiB, passes, lanes } = slotCost
  return { kdf, cost: { memoryKiB, passes, lanes }, salt: toBase64(salt) }
}

/** The one spelling of a header's content; checksum, MAC and file are made from it. */
function canonical(body: Body): Record<string, unknown> {
  return {
    magic: body.magic,
    format: body.format,
    vaultId: body.vaultId,
    dekId: body.dekId,
    createdAt: body.createdAt,
    appVersion: body.appVersion,
    slots: body.slots.map((slot) => ({
      id: slot.id,
      kind: slot.kind,
      parameters: slotParameters(slot),
      wrapped: toBase64(slot.wrapped),
    })),
  }
}

const checksumOf = (body: Body, signature: Uint8Array) =>
  new Uint8Array(
    createHash('sha256')
      .update(JSON.stringify(canonical(body)))
      .update(signature)
      .digest(),
  )

const macOf = (body: Body, headerKey: Uint8Array) => mac(headerKey, JSON.stringify(canonical(body)))

/** Adds checksum and MAC. `headerKey` is `VaultKeys.header`. */
export function signHeader(body: Body, headerKey: Uint8Array): Header {
  const signature = macOf(body, headerKey)
  return { ...body, checksum: checksumOf(body, signature), mac: signature }
}

export function serialiseHeader(header: Header): Uint8Array {
  const content = { ...canonical(header), checksum: toBase64(header.checksum), mac: toBase64(header.mac) }
  return new TextEncoder().encode(`${JSON.stringify(content, null, 1)}\n`)
}

/**
 * Reads a header file's bytes. Throws `vault-newer` for a format from the future and `vault-damaged`, with the
 * reason in words, for anything else that is not exactly what {@link serialiseHeader} wrote.
 */
export function parseHeader(bytes: Uint8Array): Header {
  const damaged = (why: string) => new AppError('vault-damaged', why)
  if (bytes.length === 0) throw damaged('The header file is empty.')
  if (bytes.length > headerMaxBytes) throw damaged('The header file is far too large.')
  const content = parseJson(bytes)
  if (content === undefined) throw damaged('The header file is cut short or overwritten.')
  const start = z.object({ magic: z.literal(magic), format: z.int().min(1) }).safeParse(content)
  if (!start.success) throw damaged('The header file is not one of Latchkey.')
  if (start.data.format > headerFormat) {
    throw new AppError(
      'vault-newer',
      'A newer Latchkey wrote this vault. Nothing was changed; open it with that version.',
    )
  }
  const parsed = headerShape.safeParse(content)
  if (!parsed.success) throw damaged('The header file holds values that Latchkey never writes.')
  const { checksum, mac: signature } = parsed.data
  if (!isSame(checksumOf(parsed.data, signature), checksum) || !isSame(serialiseHeader(parsed.data), bytes)) {
    throw damaged('The header file was altered: its checksum does not fit.')
  }
  return parsed.data
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** True when the header is exactly as this vault's own key signed it. */
export function isAuthentic(header: Header, headerKey: Uint8Array): boolean {
  return isSame(macOf(header, headerKey), header.mac)
}

/** A header body for a new vault: fresh ids, no slots. */
export function newHeaderBody(createdAt: string, appVersion: string): Body {
  return {
    magic,
    format: headerFormat,
    vaultId: randomUUID(),
    dekId: randomUUID(),
    createdAt,
    appVersion,
    slots: [],
  }
}

const slotBinding = (body: Body, slot: Omit<Slot, 'wrapped'>) =>
  associated(
    'latchkey/slot/1',
    body.format,
    body.vaultId,
    body.dekId,
    slot.id,
    slot.kind,
    slotParameters(slot as Slot),
  )

const keyEncryptionKey = (derived: Uint8Array) => {
  const key = deriveSubkey(derived, 'vault/kek/password/v1')
  derived.fill(0)
  return key
}

/** Wraps the data key under a password. The password is not wiped: its owner does that. */
export async function wrapWithPassword(
  body: Body,
  dataKey: Uint8Array,
  password: Uint8Array,
  slotCost: Argon2Cost,
  deriveKey: DeriveKey,
): Promise<Slot> {
  const salt = randomKey().subarray(0, 16)
  const slot = {
    id: randomUUID(),
    kind: 'password' as const,
    parameters: { kdf: 'argon2id' as const, cost: slotCost, salt },
  }
  const kek = keyEncryptionKey(await deriveKey(password, salt, slotCost))
  const wrapped = seal(kek, dataKey, slotBinding(body, slot))
  kek.fill(0)
  return { ...slot, wrapped }
}

/** The data key, or null when no password slot opens with this password. The caller wipes it. */
export async function unwrapWithPassword(
  header: Header,
  password: Uint8Array,
  deriveKey: DeriveKey,
): Promise<Uint8Array | null> {
  for (const slot of header.slots) {
    const kek = keyEncryptionKey(await deriveKey(password, slot.parameters.salt, slot.parameters.cost))
    const dataKey = unseal(kek, slot.wrapped, slotBinding(header, slot))
    kek.fill(0)
    if (dataKey) return dataKey
  }
  return null
}
