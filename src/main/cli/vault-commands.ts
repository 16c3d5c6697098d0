import type { Command } from 'commander'
import { AppError } from '../../shared/errors.ts'
import type { Output as OutputOf } from '../../shared/ipc/contract.ts'
import type { VaultStatus } from '../../shared/model/vault.ts'
import { addNoun, addVerb, type CommandDeps } from './command.ts'
import { answerOf } from './failure.ts'
import { isDamage } from './session.ts'
import { type Look, record } from './table.ts'
import { checksText } from './views.ts'

/** `vault create | status | check`. */
export function addVaultCommands(program: Command, deps: CommandDeps): Command {
  const vault = addNoun(program, 'vault', 'Make the encrypted vault, look at its state, check it')

  addVerb(
    vault,
    'create',
    'Make a new vault, protected by a password.',
    'vault create --password-file password.txt',
  )
    .option('--recovery-code-out <file>', 'write a recovery code (not in this version)')
    .action((options: { recoveryCodeOut?: string }) =>
      createVault(deps, options.recoveryCodeOut !== undefined),
    )

  addVerb(
    vault,
    'status',
    'Say what is in the vault folder. Needs no password.',
    'vault status --json',
  ).action(() => showStatus(deps))

  addVerb(
    vault,
    'check',
    'Read everything in the vault and say whether it is sound. Without the password only its files are looked at.',
    'vault check',
  ).action(() => checkVault(deps))
  return vault
}

async function createVault(deps: Pick<CommandDeps, 'session' | 'output'>, wantsCode: boolean): Promise<void> {
  if (wantsCode) {
    throw new AppError(
      'unsupported',
      'This version of Latchkey makes no recovery codes. Nothing was created.',
    )
  }
  // Open only as long as this command runs: what is left behind is a locked vault.
  const status: VaultStatus = { ...(await deps.session.create()), state: 'locked' }
  await deps.output.result(status, (look) => statusText(look, status))
}

async function showStatus({ session, output }: Pick<CommandDeps, 'session' | 'output'>): Promise<void> {
  const client = await session.client()
  const status = answerOf(await client.call('vault.status'))
  await output.result(status, (look) => statusText(look, status))
}

function statusText(look: Look, status: VaultStatus): string {
  const lines: [string, string][] = [
    ['State', status.state],
    ['Folder', status.folder],
  ]
  if (status.message !== null) lines.push(['', status.message])
  return record(look, lines)
}

async function checkVault(deps: Pick<CommandDeps, 'session' | 'output'>): Promise<void> {
  const damage = await openForCheck(deps)
  const client = await deps.session.client()
  const report = answerOf(await client.call('vault.check'))
  // A vault that could not be opened because of damage is not sound, whatever its files look like from outside.
  const whole: OutputOf<'vault.check'> = { ...report, ok: report.ok && damage === null }
  await deps.output.result(whole, (look) => checksText(look, whole.checks))
  if (damage !== null) throw damage
  if (!whole.ok) {
    const bad = whole.checks.find((check) => !check.ok)
    throw new AppError('vault-damaged', bad?.message ?? 'The vault is damaged. Nothing was changed.')
  }
}

/** Opens the vault where that is possible. Returns the error when it is damaged, null otherwise. */
async function openForCheck({ session, output }: Pick<CommandDeps, 'session' | 'output'>): Promise<unknown> {
  try {
    await session.requireVault()
    if (!(await session.unlockedIfPossible())) {
      await output.note('Without the password only the files are checked, not what is in them.')
    }
    return null
  } catch (error) {
    if (isDamage(error)) return error
    throw error
  }
}
