import type { Output } from '../../../shared/ipc/contract.ts'
import type { Server } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'
import type { Services } from '../../lib/services.tsx'
import type { Toast } from '../../stores/ui.ts'

/** Reads one server again, or all of them, and tells how it went. */
export async function refreshServers({ client, ui }: Services, server: Server | null): Promise<void> {
  const answer = await client.call('tokens.refresh', server ? { server: server.id } : {})
  const { tell } = ui.getState()
  if (!answer.ok) tell('bad', answer.error.message)
  else tell(...outcomeOf(answer.value, server))
}

function outcomeOf(
  { refreshed, failures, hidden }: Output<'tokens.refresh'>,
  server: Server | null,
): [tone: Toast['tone'], text: string] {
  const [first] = failures
  if (server && first) return ['bad', `${nameOf(server)} could not be read. ${plainText(first.message, 400)}`]
  if (first) {
    const total = refreshed.length + failures.length
    const names = failures.slice(0, 3).map(nameOf).join(', ')
    const more = failures.length > 3 ? ` and ${failures.length - 3} more` : ''
    return ['bad', `${failures.length} of ${servers(total)} could not be read: ${names}${more}.`]
  }
  const owners = hidden.reduce((sum, entry) => sum + entry.owners, 0)
  const what = server
    ? `${nameOf(server)} was read.`
    : refreshed.length === 1
      ? '1 server was read.'
      : `${refreshed.length} servers were read.`
  if (owners === 0) return ['good', what]
  const whose = owners === 1 ? 'one owner are' : `${owners} owners are`
  return ['good', `${what} The tokens of ${whose} not visible to this credential.`]
}

const nameOf = ({ name }: { readonly name: string }) => plainText(name, 80)
const servers = (count: number) => (count === 1 ? '1 server' : `${count} servers`)
