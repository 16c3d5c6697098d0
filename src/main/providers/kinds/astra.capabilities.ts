import type { Capability } from '../../../shared/model/kind.ts'

const never = 'Astra Control tokens never expire; delete them when they are not needed any more.'

/** What this kind can do, and why not what it cannot. Astra source: astra.json 24.02. */
export const astraCapabilities: readonly Capability[] = [
  { id: 'tokens.list', available: true, reason: null },
  { id: 'tokens.create', available: true, reason: null },
  { id: 'tokens.name', available: true, reason: null },
  { id: 'tokens.rename', available: true, reason: null },
  { id: 'tokens.expiry', available: false, reason: never },
  { id: 'tokens.extend', available: false, reason: never },
  {
    id: 'tokens.disable',
    available: false,
    reason: 'Astra Control has no way to disable a token; it can only be deleted.',
  },
  { id: 'tokens.delete', available: true, reason: null },
  {
    id: 'tokens.lastUsed',
    available: false,
    reason: 'Astra Control does not record when a token was last used.',
  },
  { id: 'tokens.creator', available: true, reason: null },
  {
    id: 'tokens.readSecret',
    available: false,
    reason: 'Astra Control shows a secret once, when the token is created.',
  },
  { id: 'tokens.verify', available: true, reason: null },
  { id: 'tokens.labels', available: true, reason: null },
  {
    id: 'tokens.temporary',
    available: false,
    reason: 'Astra Control lists every token; there are no temporary ones.',
  },
  {
    id: 'tokens.caveats',
    available: false,
    reason: 'Astra Control tokens carry no restrictions of their own; they act with the role of their user.',
  },
  { id: 'tokens.examine', available: false, reason: 'Astra Control does not tell what is inside a token.' },
  { id: 'tokens.confine', available: false, reason: 'Astra Control tokens cannot be weakened.' },
  { id: 'tokens.scope', available: false, reason: 'Astra Control does not tell what a token reaches.' },
  { id: 'tokens.deleteAll', available: false, reason: 'Astra Control deletes tokens one by one.' },
  { id: 'tokens.revokeTemporary', available: false, reason: 'Astra Control has no temporary tokens.' },
  {
    id: 'tokens.events',
    available: false,
    reason: 'Astra Control keeps no record of what was done with a token.',
  },
  { id: 'owners.list', available: true, reason: null },
  { id: 'owners.create', available: false, reason: 'Users are invited in Astra Control itself.' },
  { id: 'owners.delete', available: false, reason: 'Users are removed in Astra Control itself.' },
  {
    id: 'servers.signIn',
    available: false,
    reason: 'Astra Control signs in with an API token from its web interface.',
  },
]
