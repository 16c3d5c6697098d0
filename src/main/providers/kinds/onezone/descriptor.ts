import type { Capability, FieldSpec, KindDescriptor } from '../../../../shared/model/kind.ts'
import { templates } from './templates.ts'
import { inviteTexts, inviteTypes, privilegeTexts, typeText } from './types.ts'

/** An example of a Onezone's address. */
export const urlExample = 'https://onezone.example.org'

const blank = { required: false, initial: null, options: [], min: null, max: null, maxLength: null } as const

/** Fields of the server. */
export const serverFields: readonly FieldSpec[] = [
  {
    ...blank,
    options: [],
    name: 'username',
    label: 'User name',
    help: 'Only to sign in with a password: the credential is then the password. Empty = it is an access token.',
    type: 'text',
    maxLength: 256,
  },
]

const ifNamed = { field: 'persistence', values: ['named'] }

const nameField: FieldSpec = {
  ...blank,
  options: [],
  name: 'name',
  label: 'Name',
  help: '2 to 128 characters, unique for its owner.',
  type: 'text',
  maxLength: 128,
}

const metadataField: FieldSpec = {
  ...blank,
  options: [],
  name: 'customMetadata',
  label: 'Metadata',
  help: 'A JSON object of your own, such as {"ticket":"OPS-12"}. The server does not use it.',
  type: 'json',
}

/** The field for restrictions. */
export const caveatsField: FieldSpec = {
  ...blank,
  options: [],
  name: 'caveats',
  label: 'Caveats',
  help: 'Restrictions that cannot be changed later. With data caveats, or the interface oneclient, the token cannot be used on Onezone REST, nor as credential here.',
  type: 'caveats',
}

/** Fields of a new token. */
export const createFields: readonly FieldSpec[] = [
  {
    ...blank,
    name: 'persistence',
    label: 'Kept by the server',
    help: 'A temporary token is in no list, cannot be changed or revoked by itself, and needs an expiry.',
    type: 'select',
    initial: 'named',
    options: [
      { value: 'named', label: 'Yes: a named token' },
      { value: 'temporary', label: 'No: a temporary token' },
    ],
  },
  { ...nameField, required: true, when: ifNamed },
  {
    ...blank,
    name: 'type',
    label: 'Type',
    help: 'An access token signs in, an identity token proves who its owner is, an invite token lets somebody join.',
    type: 'json',
    initial: typeText('accessToken'),
    options: [
      { value: typeText('accessToken'), label: 'Access' },
      { value: typeText('identityToken'), label: 'Identity' },
      ...inviteTypes.map((type) => ({ value: typeText(type), label: type.label })),
    ],
  },
  {
    ...blank,
    options: [],
    name: 'target',
    label: 'Target',
    help: 'The id of what the invitation is to; for a new Oneprovider, that of the user who will administer it.',
    type: 'text',
    required: true,
    maxLength: 256,
    when: { field: 'type', values: [...inviteTexts] },
    hasChoices: true,
  },
  caveatsField,
  {
    ...blank,
    options: [],
    name: 'privileges',
    label: 'Privileges',
    help: 'What the new member may do. Empty = what the server gives by itself.',
    type: 'list',
    when: { field: 'type', values: [...privilegeTexts] },
    hasChoices: true,
  },
  {
    ...blank,
    options: [],
    name: 'usageLimit',
    label: 'Usage limit',
    help: 'How often it can be used. Empty = without limit.',
    type: 'integer',
    min: 1,
    when: { field: 'type', values: [...inviteTexts] },
  },
  { ...metadataField, when: ifNamed },
  {
    ...blank,
    options: [],
    name: 'revoked',
    label: 'Revoked',
    help: 'A revoked token is refused until it is un-revoked.',
    type: 'boolean',
    when: ifNamed,
  },
]

/** Fields of a named token that can be changed. */
export const updateFields: readonly FieldSpec[] = [
  { ...nameField, help: 'A new name, unique for its owner. Empty = unchanged.' },
  { ...metadataField, help: 'A JSON object that replaces the metadata; {} empties it. Empty = unchanged.' },
  {
    ...blank,
    options: [],
    name: 'revoked',
    label: 'Revoked',
    help: 'A revoked token is refused until it is un-revoked.',
    type: 'boolean',
  },
]

/** The most that is possible. */
export const capabilities: readonly Capability[] = [
  { id: 'tokens.list', available: true, reason: null },
  { id: 'tokens.create', available: true, reason: null },
  { id: 'tokens.name', available: true, reason: null },
  { id: 'tokens.rename', available: true, reason: null },
  { id: 'tokens.expiry', available: true, reason: null },
  {
    id: 'tokens.extend',
    available: false,
    reason: 'The expiry of a Onezone token is a caveat, and caveats cannot be changed.',
  },
  { id: 'tokens.disable', available: true, reason: null },
  { id: 'tokens.delete', available: true, reason: null },
  { id: 'tokens.lastUsed', available: false, reason: 'Onezone does not record when a token was last used.' },
  { id: 'tokens.creator', available: false, reason: 'Onezone does not record who made a token.' },
  { id: 'tokens.readSecret', available: true, reason: null },
  { id: 'tokens.verify', available: true, reason: null },
  { id: 'tokens.labels', available: true, reason: null },
  { id: 'tokens.temporary', available: true, reason: null },
  { id: 'tokens.caveats', available: true, reason: null },
  { id: 'tokens.examine', available: true, reason: null },
  { id: 'tokens.confine', available: true, reason: null },
  { id: 'tokens.scope', available: true, reason: null },
  { id: 'tokens.deleteAll', available: true, reason: null },
  { id: 'tokens.revokeTemporary', available: true, reason: null },
  { id: 'tokens.events', available: false, reason: 'Onezone keeps no record of what was done with a token.' },
  { id: 'owners.list', available: true, reason: null },
  { id: 'owners.create', available: false, reason: 'Users are made in the Onezone web interface.' },
  { id: 'owners.delete', available: false, reason: 'Users are deleted in the Onezone web interface.' },
  {
    id: 'servers.signIn',
    available: false,
    reason: 'Onezone signs in with an access token, or with user name and password.',
  },
]

/** Onezone as data. */
export const descriptor: KindDescriptor = {
  id: 'onezone',
  name: 'Onedata Onezone',
  summary:
    'Named and temporary tokens of users and Oneproviders of an Onedata zone: access, identity and invite tokens.',
  urlExample,
  credential: {
    label: 'Access token or password',
    help: 'In the Onezone web interface: Tokens → Create new token, template “Onezone REST”. Or the password of the user given below; a Oneprovider’s own token works too.',
  },
  serverFields: [...serverFields],
  createFields: [...createFields],
  templates: [...templates],
  updateFields: [...updateFields],
  ownerFields: [],
  switchedOff: 'revoked',
  capabilities: [...capabilities],
  tokensPerOwner: null,
}
