import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Bytes, ReadFile, TextSink } from './host.ts'

/** The part of a stream of Node's that a sink needs. */
export interface OutputStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(chunk: string | Uint8Array, done: (error?: Error | null) => void): boolean
  on(event: 'error', listener: () => void): unknown
}

/**
 * A sink over a stream of the process. A reader that has gone, as `head` does after its lines, is no error; a full
 * disk is.
 */
export function createSink(stream: OutputStream): TextSink {
  // Every failure is told to the write it belongs to; without a listener it would end the process as well.
  stream.on('error', () => undefined)
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY === true && stream.columns ? stream.columns : null,
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => {
          if (error && !isReaderGone(error)) reject(error)
          else resolve()
        })
      }),
  }
}

function isReaderGone(error: Error): boolean {
  const code = 'code' in error ? error.code : null
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED'
}

/** Reads a stream to its end. Rejects with code `EFBIG` when there are more than `limit` bytes. */
export async function readAll(stream: Readable, limit: number): Promise<Bytes> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    const bytes: Uint8Array = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    length += bytes.length
    if (length > limit) throw tooLarge()
    chunks.push(bytes)
  }
  return joinAndWipe(chunks, length)
}

/** Reads a file, which may also be a pipe such as `/dev/fd/63`. Rejects like {@link readAll}. */
export async function readLimited(path: string, limit: number): Promise<ReadFile> {
  const file = await open(path, 'r')
  try {
    const status = await file.stat()
    const buffer = new Uint8Array(limit + 1)
    let length = 0
    while (length <= limit) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null)
      if (bytesRead === 0) break
      length += bytesRead
    }
    const bytes = buffer.slice(0, length)
    buffer.fill(0)
    if (length > limit) throw tooLarge()
    // Windows has rights of another sort, and the bits say nothing there.
    const othersCanRead = process.platform !== 'win32' && status.isFile() && (status.mode & 0o044) !== 0
    return { bytes, othersCanRead }
  } finally {
    await file.close()
  }
}

function joinAndWipe(chunks: readonly Uint8Array[], length: number): Bytes {
  const all = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
    chunk.fill(0)
  }
  return all
}

function tooLarge(): Error {
  return Object.assign(new Error('more bytes than expected'), { code: 'EFBIG' })
}
