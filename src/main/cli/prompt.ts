import { type Bytes, Interrupted } from './host.ts'

/** The part of a terminal that a hidden question needs. */
export interface PromptTerminal {
  readonly input: {
    setRawMode(on: boolean): unknown
    on(event: 'data', listener: (chunk: Uint8Array) => void): unknown
    off(event: 'data', listener: (chunk: Uint8Array) => void): unknown
    on(event: 'end', listener: () => void): unknown
    off(event: 'end', listener: () => void): unknown
    resume(): unknown
    pause(): unknown
  }
  readonly write: (text: string) => Promise<void>
}

/** Longest answer in bytes; what is typed beyond it is not taken. */
const longest = 65_536

/**
 * A function that asks for one line and shows nothing of it. The answer is bytes all the way, because a text could not
 * be wiped. What was typed ahead belongs to the next question. Rejects with {@link Interrupted} on Ctrl-C or Ctrl-D.
 */
export function createHiddenPrompt(terminal: PromptTerminal): (question: string) => Promise<Bytes> {
  let ahead: Uint8Array = new Uint8Array(0)
  return async (question) => {
    const line = new HiddenLine()
    // First of all, because the terminal shows what is typed until then.
    terminal.input.setRawMode(true)
    try {
      await terminal.write(question)
      ahead = await readLine(terminal.input, line, ahead)
      return line.take()
    } finally {
      line.wipe()
      terminal.input.setRawMode(false)
      await terminal.write('\n')
    }
  }
}

/** Feeds the line until it is complete; resolves to what came after it. */
function readLine(input: PromptTerminal['input'], line: HiddenLine, ahead: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      input.off('data', onData)
      input.off('end', onEnd)
      input.pause()
      act()
    }
    const onData = (chunk: Uint8Array): void => {
      for (const [index, byte] of chunk.entries()) {
        const state = line.type(byte)
        if (state === 'more') continue
        // A copy: a part of one of Node's buffers would be wiped with it.
        const rest = Uint8Array.from(chunk.subarray(index + 1))
        chunk.fill(0)
        settle(() => (state === 'done' ? resolve(rest) : reject(new Interrupted())))
        return
      }
      chunk.fill(0)
    }
    const onEnd = (): void => settle(() => reject(new Interrupted()))
    input.on('data', onData)
    input.on('end', onEnd)
    input.resume()
    if (ahead.length > 0) onData(ahead)
  })
}

/** A line as it is being typed, with the few keys that a hidden line needs. */
class HiddenLine {
  readonly #bytes = new Uint8Array(longest)
  #length = 0
  /** Inside the bytes of an arrow key or the like, which mean nothing here. */
  #escape: 'no' | 'started' | 'inside' = 'no'

  type(byte: number): 'more' | 'done' | 'given-up' {
    if (this.#skipsKey(byte)) return 'more'
    switch (byte) {
      case 0x0d:
      case 0x0a:
        return 'done'
      case 0x03:
        return 'given-up'
      case 0x04:
        return this.#length === 0 ? 'given-up' : 'more'
      case 0x08:
      case 0x7f:
        this.#dropCharacter()
        return 'more'
      case 0x15:
        this.wipe()
        return 'more'
      case 0x1b:
        this.#escape = 'started'
        return 'more'
      default:
        if (byte >= 0x20 && this.#length < longest) this.#bytes[this.#length++] = byte
        return 'more'
    }
  }

  take(): Bytes {
    return this.#bytes.slice(0, this.#length)
  }

  wipe(): void {
    this.#bytes.fill(0)
    this.#length = 0
  }

  #skipsKey(byte: number): boolean {
    if (this.#escape === 'no') return false
    if (this.#escape === 'started') {
      // Esc alone, then another key: the key counts.
      this.#escape = byte === 0x5b || byte === 0x4f ? 'inside' : 'no'
      return this.#escape === 'inside'
    }
    if (byte >= 0x40 && byte <= 0x7e) this.#escape = 'no'
    return true
  }

  /** In UTF-8 a character is one byte, or one with the top bits set and those that go on with `10`. */
  #dropCharacter(): void {
    while (this.#length > 0) {
      const byte = this.#bytes[--this.#length] ?? 0
      this.#bytes[this.#length] = 0
      if ((byte & 0xc0) !== 0x80) return
    }
  }
}
