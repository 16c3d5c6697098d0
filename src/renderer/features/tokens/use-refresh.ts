import type { Server } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { counted, listed } from './texts.ts'

/** Reads one server or all of them again and tells the outcome. */
export function useRefresh(): (server: Pick<Server, 'id' | 'name'> | null) => Promise<void> {
  const { refresh, ui } = useServices()
  return async (server) => {
    const answer = await refresh.getState().run(server?.id ?? null)
    const { tell } = ui.getState()
    if (!answer.ok) {
      tell('bad', answer.error.message)
      return
    }
    const { refreshed, failures } = answer.value
    const failed = [...new Set(failures.map(({ name }) => name))]
    const whole = refreshed.filter((name) => !failed.includes(name))
    if (failed.length === 0) {
      tell(
        'good',
        whole.length === 1
          ? `${whole[0]} is up to date.`
          : `${counted(whole.length, 'server is', 'servers are')} up to date.`,
      )
    } else if (failures.length === 1 && whole.length === 0) {
      tell('bad', `${failed[0]}: ${failures[0]?.message ?? ''}`)
    } else {
      tell(
        'bad',
        `${counted(whole.length, 'server is', 'servers are')} up to date. Not read completely: ${listed(failed)}.`,
      )
    }
  }
}
