import { Command } from 'commander'
import type { CommandDeps } from './command.ts'
import { addJournalCommands } from './journal-commands.ts'
import { addLaterCommands } from './later.ts'
import { addOwnerCommands } from './owner-commands.ts'
import { addPracticeCommand, type PracticeDeps } from './practice-command.ts'
import { addServerCommands } from './server-commands.ts'
import { addTokenCommands } from './token-commands.ts'
import { addVaultCommands } from './vault-commands.ts'

/** Where the parser puts its own text: help, and the version. */
export interface HelpOutput {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Columns to fold help at. */
  readonly width: number
}

const aboutPassword = `
The vault password comes from --password-file, from the file that the variable
LATCHKEY_PASSWORD_FILE names, or from a prompt; secrets come from files or
standard input. None of them is ever an argument.

Exit codes: 0 done, 1 failed, 2 wrong call, 3 the vault, 4 a server.

Example:
  latchkey token list --server office --refresh`

/** All commands. The parser writes to `help` only, throws `CommanderError`, and never ends the process. */
export function createProgram(
  version: string,
  help: HelpOutput,
  commands: CommandDeps,
  practice: PracticeDeps,
): Command {
  const program = new Command('latchkey')
    .description('Administer API tokens on many servers, with an encrypted local vault.')
    .usage('[--vault DIR] [--json] <noun> <verb> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .option('--vault <folder>', 'use this vault instead of the usual one')
    .option('--password-file <file>', 'read the vault password from a file')
    .option('--json', 'print one JSON document; errors as JSON, too')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: help.out,
      writeErr: help.err,
      // A wrong line is told by whoever catches the error.
      outputError: () => undefined,
      getOutHelpWidth: () => help.width,
      getErrHelpWidth: () => help.width,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .addHelpText('after', aboutPassword)

  const vault = addVaultCommands(program, commands)
  addServerCommands(program, commands)
  addOwnerCommands(program, commands)
  const token = addTokenCommands(program, commands)
  addJournalCommands(program, commands)
  addPracticeCommand(program, practice)
  addLaterCommands(program, { vault, token })
  return program
}
