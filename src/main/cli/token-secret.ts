import { AppError } from '../../shared/errors.ts'
import type { CommandDeps } from './command.ts'
import { answerOf } from './failure.ts'
import { resolveTokenId } from './token-rows.ts'

/** `token secret ID`: prints a stored secret, alone. */
export async function printSecret(
  deps: Pick<CommandDeps, 'session' | 'output' | 'stdout'>,
  text: string,
): Promise<void> {
  const client = await deps.session.unlocked()
  const id = await resolveTokenId(client, text)
  const { secret } = answerOf(await client.call('tokens.reveal', { id }))
  await writeSecret(deps, secret, (plain) => ({ id, secret: plain }))
}

/**
 * Prints a secret alone, or with `--json` what `toJson` makes of it. The bytes are wiped when they are written. The
 * one place that does this.
 */
export async function writeSecret(
  { output, stdout }: Pick<CommandDeps, 'output' | 'stdout'>,
  secret: Uint8Array,
  toJson: (plain: string) => unknown,
): Promise<void> {
  const line = new Uint8Array(secret.length + 1)
  try {
    if (output.json) return await output.result(toJson(new TextDecoder().decode(secret)), () => '')
    if (stdout.isTerminal && hasControls(secret)) {
      throw new AppError(
        'invalid-input',
        'This secret has characters that a terminal would obey. Send it to a file or to another program instead.',
      )
    }
    line.set(secret)
    line[secret.length] = 0x0a
    await output.bytes(line)
  } finally {
    secret.fill(0)
    line.fill(0)
  }
}

/** Control characters other than tab and newline, in UTF-8. */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte, index) => {
    if (byte === 0x09 || byte === 0x0a) return false
    const isSecondControl = byte >= 0x80 && byte <= 0x9f && bytes[index - 1] === 0xc2
    return byte < 0x20 || byte === 0x7f || isSecondControl
  })
}
