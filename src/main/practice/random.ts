/** A repeatable source of numbers: the same seed always gives the same sequence. Not for anything secret. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number
  /** One of the items; throws when there are none. */
  pick<T>(items: readonly T[]): T
  /** `length` characters of the alphabet. */
  text(alphabet: string, length: number): string
  /** The items in another order; the given list stays as it is. */
  shuffle<T>(items: readonly T[]): T[]
  /** A generator of its own that depends on the seed and the label only, not on what was drawn before. */
  fork(label: string): Random
}

export const DIGITS = '0123456789'
export const HEX = '0123456789abcdef'
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
export const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Makes a generator from a seed; a number and its decimal text are the same seed. */
export function createRandom(seed: number | string): Random {
  const name = String(seed)
  let state = fingerprint(name)

  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000
  }

  const random: Random = {
    int: (below) => Math.floor(next() * below),
    pick: (items) => {
      const index = random.int(items.length)
      if (index >= items.length) throw new RangeError('nothing to pick from')
      return items[index] as (typeof items)[number]
    },
    text: (alphabet, length) => {
      let text = ''
      for (let count = 0; count < length; count += 1) text += alphabet.charAt(random.int(alphabet.length))
      return text
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, rank: next() }))
        .sort((left, right) => left.rank - right.rank)
        .map(({ item }) => item),
    fork: (label) => createRandom(`${name}/${label}`),
  }
  return random
}

/** FNV-1a over the UTF-16 units: 32 bits that differ for different seeds. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
