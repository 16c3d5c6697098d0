import type { Capability, CapabilityId, KindDescriptor } from '../../../shared/model/kind.ts'
import type { Server } from '../../../shared/model/server.ts'

/** What each capability lets a person do, as the end of “You can …”. */
export const capabilityWords: Readonly<Record<CapabilityId, string>> = {
  'tokens.list': 'List tokens',
  'tokens.create': 'Create tokens',
  'tokens.name': 'Give tokens a name',
  'tokens.rename': 'Rename tokens',
  'tokens.expiry': 'Choose when a token ends',
  'tokens.extend': 'Change when a token ends',
  'tokens.disable': 'Switch tokens off and on again',
  'tokens.delete': 'Delete tokens',
  'tokens.lastUsed': 'See when a token was last used',
  'tokens.creator': 'See who created a token',
  'tokens.readSecret': 'Fetch the secret of a token from the server',
  'tokens.verify': 'Check whether a stored secret works',
  'tokens.labels': 'Set labels of tokens',
  'tokens.temporary': 'Create temporary tokens',
  'tokens.caveats': 'Restrict what a token can do',
  'tokens.examine': 'Look into the text of a token',
  'tokens.confine': 'Make a weaker token from a token’s text',
  'tokens.scope': 'See which data a token reaches',
  'tokens.deleteAll': 'Delete all tokens of an owner at once',
  'tokens.revokeTemporary': 'Revoke all temporary tokens of an owner',
  'tokens.events': 'See what the server recorded about a token',
  'owners.list': 'List owners',
  'owners.create': 'Create service users',
  'owners.delete': 'Delete service users',
  'servers.signIn': 'Sign in with the browser',
}

/**
 * What this server, its version and its credential can do. What the kind cannot do at all comes first of the reasons;
 * a server that told nothing yet is as its kind is.
 */
export function effectiveCapabilities(
  server: Pick<Server, 'capabilities'>,
  kind: Pick<KindDescriptor, 'capabilities'>,
): readonly Capability[] {
  return kind.capabilities.map((possible) => {
    if (!possible.available) return possible
    return server.capabilities.find(({ id }) => id === possible.id) ?? possible
  })
}
