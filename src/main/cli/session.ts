import { resolve } from 'node:path'
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import { type Client, createClient } from '../../shared/ipc/client.ts'
import type { VaultState, VaultStatus } from '../../shared/model/vault.ts'
import type { Engine } from '../engine.ts'
import { defaultVaultFolder } from '../lib/paths.ts'
import { answerOf, CallFailed } from './failure.ts'
import { type CliHost, Interrupted } from './host.ts'
import type { Input } from './input.ts'

/** The options that every command takes, anywhere on the line. */
export interface GlobalOptions {
  readonly json?: boolean
  readonly vault?: string
  readonly passwordFile?: string
}

/** One run's way to the engine. The engine starts with the first call and ends with {@link Session.close}. */
export interface Session {
  /** For calls that need no vault. */
  client(): Promise<Client>
  /** Throws `vault-missing`, `vault-in-use`, `vault-damaged` or `vault-newer`; asks for no password. */
  requireVault(): Promise<Client>
  /** Opens the vault with the person's password. Throws the whole vault group. */
  unlocked(): Promise<Client>
  /** Like {@link Session.unlocked}, but without a way to the password it leaves the vault locked and says false. */
  unlockedIfPossible(): Promise<boolean>
  /** Makes a vault and leaves it unlocked. */
  create(): Promise<VaultStatus>
  close(): Promise<void>
}

/** @param options read when first needed: the line is parsed by then */
export function createSession(host: CliHost, input: Input, options: () => GlobalOptions): Session {
  let engine: Promise<Engine> | null = null
  let isUsable = false
  let isUnlocked = false
  let isClosed = false

  const client = async (): Promise<Client> => {
    if (isClosed) throw new Interrupted()
    engine ??= host.createEngine(folderOf(host, options()))
    return createClient((await engine).bridge('command-line'))
  }
  const requireVault = async (): Promise<Client> => {
    const way = await client()
    if (isUsable) return way
    const status = answerOf(await way.call('vault.status'))
    const problem = problems[status.state]
    if (problem) throw new AppError(problem.code, status.message ?? `${problem.message} (${status.folder})`)
    isUsable = true
    return way
  }
  const unlocked = async (): Promise<Client> => {
    const way = await requireVault()
    if (isUnlocked) return way
    const password = await input.password(options().passwordFile, false)
    try {
      answerOf(await way.call('vault.unlock', { password }))
    } finally {
      password.fill(0)
    }
    isUnlocked = true
    return way
  }
  return {
    client,
    requireVault,
    unlocked,
    unlockedIfPossible: async () => {
      const given = options().passwordFile ?? host.env['LATCHKEY_PASSWORD_FILE']
      if (!given && !host.isInteractive) return false
      await unlocked()
      return true
    },
    create: async () => {
      const way = await client()
      const status = answerOf(await way.call('vault.status'))
      if (status.state === 'in-use')
        throw new AppError('vault-in-use', status.message ?? problems['in-use'].message)
      if (status.state !== 'missing') {
        throw new AppError('conflict', `There is a vault already: ${status.folder}. It was left as it is.`)
      }
      const password = await input.password(options().passwordFile, true)
      try {
        return answerOf(await way.call('vault.create', { password }))
      } finally {
        password.fill(0)
      }
    },
    close: async () => {
      isClosed = true
      if (engine === null) return
      // An engine that did not start has nothing to close, and was told as the error of its call.
      const started = await engine.catch(() => null)
      await started?.close()
    },
  }
}

/** The vault's folder for this line: the one of `--vault`, or the one all programs use. */
function folderOf(host: CliHost, options: GlobalOptions): string {
  if (options.vault === undefined) return defaultVaultFolder(host.env, host.platform, host.homeFolder)
  if (options.vault === '') {
    throw new AppError('invalid-input', 'The name of the vault folder is empty.', { field: 'vault' })
  }
  return resolve(host.cwd, options.vault)
}

interface Problem {
  readonly code: ErrorCode
  readonly message: string
}

const problems = {
  missing: {
    code: 'vault-missing',
    message: 'There is no vault here. Make one with: latchkey vault create',
  },
  'in-use': {
    code: 'vault-in-use',
    message: 'Another program has the vault open. Lock it there, or close that program.',
  },
  damaged: {
    code: 'vault-damaged',
    message: 'The vault is damaged. Nothing was changed. See: latchkey vault check',
  },
  newer: {
    code: 'vault-newer',
    message: 'The vault was written by a newer Latchkey. Please update this one.',
  },
  locked: null,
  unlocked: null,
} as const satisfies Record<VaultState, Problem | null>

/** Whether an error says that the vault's files cannot be right. */
export function isDamage(thrown: unknown): boolean {
  return (
    (thrown instanceof CallFailed && thrown.data.code === 'vault-damaged') ||
    (thrown instanceof AppError && thrown.code === 'vault-damaged')
  )
}
