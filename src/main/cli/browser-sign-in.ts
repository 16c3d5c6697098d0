import type { AppErrorData } from '../../shared/errors.ts'
import { AppError } from '../../shared/errors.ts'
import type { Client } from '../../shared/ipc/client.ts'
import type { Input } from '../../shared/ipc/contract.ts'
import { plainText } from '../../shared/text.ts'
import type { CommandDeps } from './command.ts'
import { answerOf } from './failure.ts'

const askAgainMs = 2_000
/** How often a person who waits is told that it goes on. */
const tellMs = 30_000
const mostCodes = 3
const codeQuestion = 'Code that the browser shows at the end (Enter if it shows none): '

/**
 * Lets the person sign in with the browser, and resolves to the id of the finished sign-in, for `servers.add` or
 * `servers.edit`. Address and progress go to standard error, the code comes from a prompt or from standard input. Given up
 * with anything that goes wrong.
 */
export async function signInWithBrowser(
  deps: Pick<CommandDeps, 'input' | 'output' | 'now' | 'pause'>,
  client: Client,
  target: Input<'servers.signInStart'>,
): Promise<string> {
  const { id, url, expiresAtMs } = answerOf(await client.call('servers.signInStart', target))
  try {
    // Also with --json: without the address nothing can go on, and it is not the result.
    await deps.output.text(
      `Open this address in a browser, and sign in there:\n\n  ${plainText(url, 20_000)}\n\n`,
      'stderr',
    )
    await untilDone(deps, client, id, expiresAtMs)
    return id
  } catch (error) {
    await client.call('servers.signInCancel', { id })
    throw error
  }
}

async function untilDone(
  { input, output, now, pause }: Pick<CommandDeps, 'input' | 'output' | 'now' | 'pause'>,
  client: Client,
  id: string,
  expiresAtMs: number,
): Promise<void> {
  let code = await input.code(codeQuestion)
  let codes = 1
  let toldAtMs = Number.NEGATIVE_INFINITY
  for (;;) {
    const answer = await client.call('servers.signInFinish', { id, code })
    if (answer.ok && answer.value.done) return
    if (!answer.ok) {
      if (!isWrongCode(answer.error) || !input.canAsk || codes >= mostCodes) answerOf(answer)
      else await output.note(answer.error.message)
      code = await input.code(codeQuestion)
      codes += 1
      continue
    }
    const leftMs = expiresAtMs - now()
    if (leftMs <= 0) {
      throw new AppError('expired', 'The time for the sign-in in the browser has run out. Begin it again.')
    }
    if (now() - toldAtMs >= tellMs) {
      toldAtMs = now()
      await output.note(`Waiting for the sign-in in the browser; ${Math.ceil(leftMs / 1_000)} s are left.`)
    }
    await pause(askAgainMs)
  }
}

function isWrongCode({ code, field }: AppErrorData): boolean {
  return code === 'invalid-input' && field === 'code'
}
