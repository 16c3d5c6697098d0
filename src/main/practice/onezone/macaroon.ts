import { createHmac } from 'node:crypto'

/** A macaroon with caveats that only the issuer checks. Onezone source: the macaroons library, tokens.erl. */
export interface Macaroon {
  /** The domain of the issuer. */
  readonly location: string
  readonly identifier: string
  readonly caveats: readonly string[]
  readonly signature: Buffer
}

/** A macaroon without caveats, signed with a secret that only the issuer knows. */
export function createMacaroon(location: string, secret: string, identifier: string): Macaroon {
  return {
    location,
    identifier,
    caveats: [],
    signature: sign(sign('macaroons-key-generator', secret), identifier),
  }
}

/** The same macaroon with one caveat more; needs no secret. */
export function addCaveat(macaroon: Macaroon, caveat: string): Macaroon {
  return { ...macaroon, caveats: [...macaroon.caveats, caveat], signature: sign(macaroon.signature, caveat) }
}

/** Whether a macaroon was signed with this secret and nothing in it was changed since. */
export function isSignedWith(macaroon: Macaroon, secret: string): boolean {
  const plain = createMacaroon(macaroon.location, secret, macaroon.identifier)
  return macaroon.caveats.reduce(addCaveat, plain).signature.equals(macaroon.signature)
}

/** The text of a macaroon, letters and digits only. */
export function writeMacaroon({ location, identifier, caveats, signature }: Macaroon): string {
  const packets = [
    packet('location', location),
    packet('identifier', identifier),
    ...caveats.map((caveat) => packet('cid', caveat)),
    packet('signature', signature),
  ]
  return Buffer.concat(packets)
    .toString('base64url')
    .replace(/[0_-]/g, (letter) => `0${['0', '_', '-'].indexOf(letter)}`)
}

/** Reads such a text; `null`: it is none. */
export function readMacaroon(text: string): Macaroon | null {
  if (!/^(?:[1-9A-Za-z]|0[0-5])+$/.test(text)) return null
  const base64 = text.replace(/0([0-5])/g, (_escape, digit: string) => '0_-/+='.charAt(Number(digit)))
  const packets = readPackets(Buffer.from(base64, 'base64url'))
  if (packets === null) return null
  const [location, identifier, ...rest] = packets
  const signature = rest.pop()
  const caveats = rest.map(({ value }) => value.toString('utf8'))
  if (location?.key !== 'location' || identifier?.key !== 'identifier') return null
  if (signature?.key !== 'signature' || rest.some(({ key }) => key !== 'cid')) return null
  return {
    location: location.value.toString('utf8'),
    identifier: identifier.value.toString('utf8'),
    caveats,
    signature: signature.value,
  }
}

function sign(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Four hexadecimal digits of length, the key, a space, the value, a line break. */
function packet(key: string, value: string | Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(`${key} `), Buffer.from(value), Buffer.from('\n')])
  const length = body.length + 4
  if (length > 0xffff) throw new RangeError('a packet of a macaroon has at most 65,535 bytes')
  return Buffer.concat([Buffer.from(length.toString(16).padStart(4, '0')), body])
}

function readPackets(bytes: Buffer): { readonly key: string; readonly value: Buffer }[] | null {
  const packets: { key: string; value: Buffer }[] = []
  let at = 0
  while (at < bytes.length) {
    const digits = bytes.toString('latin1', at, at + 4)
    if (!/^[0-9a-f]{4}$/.test(digits)) return null
    const end = at + Number.parseInt(digits, 16)
    const space = bytes.indexOf(' ', at + 4)
    if (end > bytes.length || space < at + 4 || space >= end || bytes[end - 1] !== 0x0a) return null
    packets.push({ key: bytes.toString('latin1', at + 4, space), value: bytes.subarray(space + 1, end - 1) })
    at = end
  }
  return packets
}
