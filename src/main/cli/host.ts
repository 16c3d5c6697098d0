import type { Engine } from '../engine.ts'

/** Bytes of one's own, which may be wiped. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Where the command line writes to. A write resolves when the bytes are handed over, and rejects when they are not. */
export interface TextSink {
  readonly isTerminal: boolean
  /** Columns of the terminal; null when it is none. */
  readonly columns: number | null
  write(chunk: string | Uint8Array): Promise<void>
}

/** A file that was read for a password or a secret. */
export interface ReadFile {
  readonly bytes: Bytes
  /** Whether other people of this machine may read it; false where that cannot be told. */
  readonly othersCanRead: boolean
}

/** What is right or wrong with the certificates of practice servers that speak TLS. */
export const practiceTls = ['self-signed', 'wrong-name', 'expired'] as const
export type PracticeTls = (typeof practiceTls)[number]

/** The practice servers while they run. */
export interface RunningPractice {
  /** One object per kind; printed as it is. */
  readonly servers: Readonly<Record<string, unknown>>
  close(): Promise<void>
}

/** Everything the command line needs of the world, so that tests can run it inside their own process. */
export interface CliHost {
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly homeFolder: string
  /** The folder that relative paths start from. */
  readonly cwd: string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Resolves after so many milliseconds. */
  pause(ms: number): Promise<void>
  readonly stdin: {
    readonly isTerminal: boolean
    /** Reads to the end. Rejects when there are more than `limit` bytes. */
    read(limit: number): Promise<Bytes>
  }
  readonly stdout: TextSink
  readonly stderr: TextSink
  /** Whether a person is there to answer a question. */
  readonly isInteractive: boolean
  /** Asks for one line without showing it. Rejects with {@link Interrupted} when the person gives up. */
  promptSecret(question: string): Promise<Bytes>
  /** Rejects when there are more than `limit` bytes, and with what the file system says. */
  readFile(path: string, limit: number): Promise<ReadFile>
  createEngine(vaultFolder: string): Promise<Engine>
  /** @param seed null = the same world every time */
  /** `tls`: what the servers' own certificates are to be like; `null` for plain HTTP. */
  startPractice(seed: string | null, tls: PracticeTls | null): Promise<RunningPractice>
  /** Calls when the person or the system asks the program to end. Returns the function that undoes it. */
  onInterrupt(listener: () => void): () => void
}

/** The person pressed Ctrl-C, or the system asked the program to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
