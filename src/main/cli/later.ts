import type { Command } from 'commander'
import { AppError } from '../../shared/errors.ts'
import { addNoun } from './command.ts'

/** The groups that have commands in this version already. */
export interface Nouns {
  readonly vault: Command
  readonly token: Command
}

/** Adds the commands that exist in the plan but not in this version, so that help names them and a call says why not. */
export function addLaterCommands(program: Command, nouns: Nouns): void {
  addLater(nouns.vault, 'password', 'Change the password')
  addLater(nouns.vault, 'recover', 'Open the vault with its recovery code')
  addLater(nouns.token, 'rotate', 'Replace a token by a new one')
  addLater(nouns.token, 'decode', "Read a token's text without a server")

  const backup = addNoun(program, 'backup', `Files that restore the vault anywhere ${notYet}`)
  addLater(backup, 'create', 'Write a backup')
  addLater(backup, 'verify', 'Read a backup and compare it')
  addLater(backup, 'restore', 'Bring a backup back')
  const snapshot = addNoun(program, 'snapshot', `Automatic local copies of the vault ${notYet}`)
  addLater(snapshot, 'list', 'List the snapshots')
  addLater(snapshot, 'restore', 'Go back to a snapshot')
}

const notYet = '(not in this version)'

function addLater(noun: Command, verb: string, description: string): void {
  noun
    .command(verb)
    .description(`${description} ${notYet}`)
    .usage(notYet)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new AppError(
        'unsupported',
        `This version of Latchkey does not have "${noun.name()} ${verb}" yet. Nothing was changed.`,
      )
    })
}
