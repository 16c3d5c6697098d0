const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Text of foreign origin made safe for a sentence: one line, no control, bidirectional, invisible or unpaired
 * surrogate characters (each becomes a space or U+FFFD), at most `maxLength` characters, the last of them `…` when cut.
 */
export function plainText(value: string, maxLength: number): string {
  // A character takes two units at most, so this keeps enough of a huge text without walking all of it.
  const head = value.slice(0, maxLength * 2 + 2)
  const clean = head.replace(/\s/gu, ' ').replace(unsafe, '\uFFFD').trim()
  const characters = Array.from(clean)
  if (characters.length <= maxLength && head.length === value.length) return clean
  return `${characters.slice(0, Math.max(0, maxLength - 1)).join('')}…`
}
