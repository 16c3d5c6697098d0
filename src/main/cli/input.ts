import { resolve } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { Bytes, CliHost } from './host.ts'
import type { Output } from './output.ts'

/** Longest secret, password or certificate of an authority, in bytes; the contract takes no more. */
const longest = 1_048_576

/** How passwords and secrets come in: from files, standard input or a hidden prompt, never from an argument. */
export interface Input {
  /** The password of a vault. @param isNew it is asked twice */
  password(file: string | undefined, isNew: boolean): Promise<Bytes>
  /**
   * A credential or a token's secret. Without a file it comes from standard input, which a person at the terminal is
   * asked for.
   */
  secret(file: string | undefined, question: string): Promise<Bytes>
  /** Whether {@link Input.code} asks a person, who can be asked again. */
  readonly canAsk: boolean
  /** A short text that another program shows: from a prompt, or all of standard input. Empty when there is none. */
  code(question: string): Promise<string>
  /** A file that holds no secret, as text. @param option the option or field that named it */
  text(file: string, option: string): Promise<string>
}

/** Reads through the host. The caller wipes the bytes it gets. */
export function createInput(
  host: Pick<CliHost, 'stdin' | 'isInteractive' | 'promptSecret' | 'readFile' | 'cwd' | 'env'>,
  output: Pick<Output, 'note'>,
): Input {
  let stdinUsed = false
  const readStdin = async (option: string): Promise<Bytes> => {
    if (stdinUsed) throw wrong(option, 'Standard input can be used only once; put one of them in a file.')
    stdinUsed = true
    return withoutNewline(await orWrong(option, 'Standard input', () => host.stdin.read(longest + 2)))
  }
  const readFile = async (path: string, option: string): Promise<Bytes> => {
    if (path === '') throw wrong(option, 'The name of a file is missing.')
    const file = await orWrong(option, path, () => host.readFile(resolve(host.cwd, path), longest + 2))
    if (file.othersCanRead) await output.note(`warning: other people on this machine can read ${path}.`)
    return withoutNewline(file.bytes)
  }
  return {
    password: async (option, isNew) => {
      const file = option ?? (host.env['LATCHKEY_PASSWORD_FILE'] || undefined)
      const name = 'password-file'
      if (file === '-' && !host.isInteractive) return await readStdin(name)
      if (file !== undefined && file !== '-') return await readFile(file, name)
      if (!host.isInteractive) throw noPassword(isNew)
      if (!isNew) return await host.promptSecret('Vault password: ')
      return await promptTwice(host.promptSecret)
    },
    secret: async (file, question) => {
      const name = 'secret-file'
      const fromFile = file !== undefined && file !== '-'
      if (!fromFile && host.stdin.isTerminal && !host.isInteractive) {
        throw wrong(name, 'Give the secret with --secret-file FILE, or on standard input.')
      }
      const bytes = fromFile
        ? await readFile(file, name)
        : host.isInteractive
          ? await host.promptSecret(question)
          : await readStdin(name)
      if (bytes.length === 0) throw new AppError('invalid-input', 'The secret is empty.', { field: 'secret' })
      return bytes
    },
    canAsk: host.isInteractive,
    code: async (question) => {
      if (!host.isInteractive && host.stdin.isTerminal) return ''
      const bytes = host.isInteractive ? await host.promptSecret(question) : await readStdin('browser')
      try {
        return new TextDecoder().decode(bytes).trim()
      } finally {
        bytes.fill(0)
      }
    },
    text: async (file, option) => {
      const { bytes } = await orWrong(option, file, () => host.readFile(resolve(host.cwd, file), longest))
      return new TextDecoder().decode(bytes)
    },
  }
}

async function promptTwice(prompt: CliHost['promptSecret']): Promise<Bytes> {
  const first = await prompt('New vault password: ')
  const second = await prompt('The same again: ')
  const same = first.length === second.length && first.every((byte, index) => byte === second[index])
  second.fill(0)
  if (same) return first
  first.fill(0)
  throw new AppError('invalid-input', 'The two passwords differ. Nothing was created.', { field: 'password' })
}

function noPassword(isNew: boolean): AppError {
  const how = 'Give it with --password-file FILE or the variable LATCHKEY_PASSWORD_FILE.'
  return isNew
    ? new AppError('invalid-input', `There is no terminal to ask for the new password. ${how}`, {
        field: 'password',
      })
    : new AppError(
        'vault-locked',
        `The vault is locked, and there is no terminal to ask for its password. ${how}`,
      )
}

/** One newline at the end belongs to the file, not to what is in it. */
function withoutNewline(bytes: Bytes): Bytes {
  if (bytes.at(-1) !== 0x0a) return bytes
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1)
}

async function orWrong<T>(option: string, what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    throw wrong(option, `${what} ${reasons[String(code)] ?? 'could not be read.'}`, error)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist.',
  EACCES: 'may not be read.',
  EPERM: 'may not be read.',
  EISDIR: 'is a folder.',
  EFBIG: 'is too large.',
}

function wrong(option: string, message: string, cause?: unknown): AppError {
  return new AppError('invalid-input', message, { field: option, cause })
}
