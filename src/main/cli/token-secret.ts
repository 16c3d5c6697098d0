import { AppError } from '../../shared/errors.ts'
import type { CommandDeps } from './command.ts'
import { answerOf } from './failure.ts'
import { resolveTokenId } from './token-rows.ts'

/** `token secret ID`: the one command that prints a secret. The bytes are wiped when they are written. */
export async function printSecret(
  { session, output, stdout }: Pick<CommandDeps, 'session' | 'output' | 'stdout'>,
  text: string,
): Promise<void> {
  const client = await session.unlocked()
  const id = await resolveTokenId(client, text)
  const { secret } = answerOf(await client.call('tokens.reveal', { id }))
  const line = new Uint8Array(secret.length + 1)
  try {
    if (output.json) return await output.result({ id, secret: new TextDecoder().decode(secret) }, () => '')
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
