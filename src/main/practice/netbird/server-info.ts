import { formatInstant } from '../instant.ts'
import type { Answer } from '../kind.ts'
import { isAtLeast } from '../versions.ts'
import { exactError, fail, ok } from './answers.ts'
import { decodeBody } from './body.ts'
import { type Call, type OpenCall, type OpenRoute, type SignedInRoute, signedIn } from './context.ts'
import { addFirstOwner } from './data.ts'
import { refuse } from './permissions.ts'
import { issueToken, type NetbirdEvent, type NetbirdState } from './state.ts'

const LATEST_VERSION = '0.77.1'

/** The instance, the account and the history. NetBird source: instance_handler.go, openapi.yml. */
export const serverInfoRoutes: readonly (OpenRoute | SignedInRoute)[] = [
  {
    method: 'GET',
    path: 'api/instance',
    since: '0.62.0',
    open: true,
    run: ({ state }) => ok({ setup_required: !state.isSetUp }),
  },
  { method: 'POST', path: 'api/setup', since: '0.62.0', open: true, run: setup },
  { ...signedIn('GET', 'api/instance/version', instanceVersion), since: '0.64.2' },
  signedIn('GET', 'api/accounts', listAccounts),
  signedIn('GET', 'api/events/audit', listEvents),
  signedIn('GET', 'api/events', listEvents),
]

/** Makes the first user, once. NetBird source: instance_handler.go, setup_service.go. */
function setup({ state, request }: OpenCall): Answer {
  const body = decodeBody(request.body, {
    email: 'text',
    password: 'text',
    name: 'text',
    create_pat: 'boolean',
    pat_expire_in: 'integer',
  })
  if (body === null) return exactError(400, 'invalid request body')
  if (state.isSetUp) return fail(412, 'setup already completed')
  const { email, password, pat_expire_in: days } = body
  if (!email.includes('@')) return fail(422, 'invalid email format')
  if (password.length < 8) return fail(422, 'password must be at least 8 characters')
  if (days < 0 || days > 365) return fail(422, 'pat_expire_in has to be between 1 and 365')
  state.isSetUp = true
  const owner = addFirstOwner(state, email)
  const wantsPat = body.create_pat && state.settings.setupPat && isAtLeast(state.version, '0.70.5')
  const pat = wantsPat
    ? issueToken(state, { userId: owner.id, name: 'setup', days: days || 1, createdBy: owner.id }).plain
    : null
  const answer = ok({ user_id: owner.id, email, ...(pat === null ? {} : { personal_access_token: pat }) })
  return { ...answer, headers: { ...answer.headers, 'Cache-Control': 'no-store' } }
}

function instanceVersion({ state }: Call): Answer {
  return ok({
    management_current_version: state.version,
    management_update_available: state.version !== LATEST_VERSION,
    management_available_version: LATEST_VERSION,
    dashboard_available_version: '2.31.0',
  })
}

function listAccounts({ state, caller }: Call): Answer {
  const refused = refuse(state, caller, 'accounts', 'read')
  if (refused !== null) return refused
  return ok([
    {
      id: state.accountId,
      domain: 'practice.example',
      domain_category: 'private',
      created_at: formatInstant(state.createdAt, state.settings.timeZone),
      created_by: [...state.users.values()].find((user) => user.role === 'owner')?.id ?? '',
      settings: {
        peer_login_expiration_enabled: true,
        peer_login_expiration: 86_400,
        regular_users_view_blocked: true,
        groups_propagation_enabled: true,
        jwt_groups_enabled: false,
      },
    },
  ])
}

function listEvents({ state, caller }: Call): Answer {
  const refused = refuse(state, caller, 'events', 'read')
  return refused ?? ok(state.events.toReversed().map((event) => showEvent(state, event)))
}

function showEvent(state: NetbirdState, event: NetbirdEvent): Record<string, unknown> {
  const initiator = state.users.get(event.initiatorId)
  return {
    id: event.id,
    timestamp: formatInstant(event.at, state.settings.timeZone),
    activity: event.activity,
    activity_code: event.code,
    initiator_id: event.initiatorId,
    initiator_name: initiator?.name ?? '',
    initiator_email: initiator?.email ?? '',
    target_id: event.targetId,
    meta: event.meta,
  }
}
