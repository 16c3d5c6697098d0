import { failure, ok } from './answers.ts'
import { addressOf } from './auth.ts'
import { open, type Route } from './context.ts'
import { IDP } from './state.ts'

/** What everybody may ask about this Onezone. Onezone source: the API reference, provider_rest_translator. */
export const zoneRoutes: readonly Route[] = [
  open('GET', 'configuration', 'ignored', ({ state }) =>
    ok({
      name: state.name,
      domain: state.domain,
      version: state.version,
      build: 'practice-1',
      compatibleOneproviderVersions: [...new Set([state.version, '21.02.5', '21.02.6', '21.02.7'])].sort(),
      supportedIdPs: [{ id: IDP, offlineAccess: false }],
      subdomainDelegationSupported: true,
    }),
  ),
  open('GET', 'health', 'ignored', ({ state }) =>
    state.settings.healthy ? ok({ status: 'healthy' }) : failure(state, 500),
  ),
  open('GET', 'provider/public/get_current_time', 'ignored', ({ state }) => ok({ timeMillis: state.now() })),
  open('GET', 'provider/public/check_my_ip', 'ignored', ({ request }) => ok(addressOf(request))),
]
