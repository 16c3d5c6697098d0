const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * A server's record as JSON to be read: characters that hide or reorder text are written as the escapes that JSON has
 * for them. At most `longest` characters, the last line then saying that it was cut.
 */
export function recordText(record: unknown, longest = 60_000): string {
  const text = JSON.stringify(record, null, 2)
  const whole = text.replace(unsafe, (character) => (character === '\n' ? character : escapesOf(character)))
  return whole.length <= longest ? whole : `${whole.slice(0, longest)}\n… (cut: it is longer)`
}

function escapesOf(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}
