import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { noSecret, tokenTitle } from './texts.ts'

/** Puts a secret on the clipboard and tells what happened, or why it cannot. */
export function useCopySecret(): (token: Token) => Promise<void> {
  const { client, ui } = useServices()
  return async (token) => {
    const { tell } = ui.getState()
    if (!token.hasSecret) {
      tell('info', `${noSecret} (${tokenTitle(token)})`)
      return
    }
    const answer = await client.call('tokens.copy', { id: token.id })
    if (answer.ok) {
      const { seconds } = answer.value
      tell('good', `Secret of “${tokenTitle(token)}” copied. It leaves the clipboard in ${seconds} seconds.`)
    } else {
      tell('bad', answer.error.message)
    }
  }
}
