// Restrictions inside a token: which there are. Whether given ones can be used tells `caveats.ts`, what they mean
// `caveat-summary.ts`.

/** What a token is for. */
export type CaveatTokenType = 'access' | 'identity' | 'invite'

/** One member of a caveat beside `type`. */
export interface CaveatParameter {
  /** The member's own name in the JSON. */
  readonly name: string
  readonly label: string
  readonly help: string
  /**
   * `instant` a time in whole seconds since 1970 · `select` one of the options · `numbers` an array of whole numbers ·
   * `texts` an array of texts (with options: of these) · `paths` an array of paths, each encoded by `encodeDataPath`.
   */
  readonly form: 'instant' | 'select' | 'numbers' | 'texts' | 'paths'
  readonly options: readonly { readonly value: string; readonly label: string }[]
  /** One value as a person types it. */
  readonly example: string
  /** The server can be asked for values under this field name (`servers.choices`); null = it cannot. */
  readonly choices: string | null
}

/** One type of caveat. */
export interface CaveatType {
  readonly type: string
  readonly label: string
  /** One sentence: what it does. */
  readonly help: string
  readonly group: 'time' | 'network' | 'place' | 'use' | 'data'
  /** Which sorts of token may have it. */
  readonly tokenTypes: readonly CaveatTokenType[]
  readonly parameters: readonly CaveatParameter[]
}

const every: readonly CaveatTokenType[] = ['access', 'identity', 'invite']
const accessOnly: readonly CaveatTokenType[] = ['access']

const regions = [
  { value: 'Africa', label: 'Africa' },
  { value: 'Antarctica', label: 'Antarctica' },
  { value: 'Asia', label: 'Asia' },
  { value: 'Europe', label: 'Europe' },
  { value: 'EU', label: 'European Union' },
  { value: 'NorthAmerica', label: 'North America' },
  { value: 'Oceania', label: 'Oceania' },
  { value: 'SouthAmerica', label: 'South America' },
]

const listFilter: CaveatParameter = {
  name: 'filter',
  label: 'Rule',
  help: 'Whether the places listed are the only ones permitted, or the ones forbidden.',
  form: 'select',
  options: [
    { value: 'whitelist', label: 'Only from these' },
    { value: 'blacklist', label: 'Not from these' },
  ],
  example: 'whitelist',
  choices: null,
}

function texts(name: string, label: string, help: string, example: string): CaveatParameter {
  return { name, label, help, form: 'texts', options: [], example, choices: null }
}

/** All caveat types, in the order of a form. */
export const caveatTypes: readonly CaveatType[] = [
  {
    type: 'time',
    label: 'Expiry',
    help: 'The token works until this moment.',
    group: 'time',
    tokenTypes: every,
    parameters: [
      {
        name: 'validUntil',
        label: 'Valid until',
        help: 'In whole seconds since 1970 in the JSON. It cannot be changed later.',
        form: 'instant',
        options: [],
        example: '1767225600',
        choices: null,
      },
    ],
  },
  {
    type: 'ip',
    label: 'IP addresses',
    help: 'The token works only from these addresses and networks.',
    group: 'network',
    tokenTypes: every,
    parameters: [
      {
        ...texts(
          'whitelist',
          'Addresses',
          'IPv4 addresses, or networks such as 192.0.2.0/24.',
          '192.0.2.0/24',
        ),
        choices: 'caveats.ip',
      },
    ],
  },
  {
    type: 'asn',
    label: 'Network operators (ASN)',
    help: 'The token works only from networks of these operators, given by their autonomous system numbers.',
    group: 'network',
    tokenTypes: every,
    parameters: [
      {
        ...texts('whitelist', 'AS numbers', 'Whole numbers without “AS” before them.', '64496'),
        form: 'numbers',
      },
    ],
  },
  {
    type: 'geo.country',
    label: 'Countries',
    help: 'The token works only from, or not from, these countries.',
    group: 'place',
    tokenTypes: every,
    parameters: [listFilter, texts('list', 'Countries', 'Codes of two capital letters.', 'PL')],
  },
  {
    type: 'geo.region',
    label: 'Regions',
    help: 'The token works only from, or not from, these parts of the world.',
    group: 'place',
    tokenTypes: every,
    parameters: [
      listFilter,
      {
        ...texts('list', 'Regions', 'Members of the European Union count as Europe too.', 'EU'),
        options: regions,
      },
    ],
  },
  {
    type: 'service',
    label: 'Services',
    help: 'Only these services accept the token.',
    group: 'use',
    tokenTypes: accessOnly,
    parameters: [
      {
        ...texts(
          'whitelist',
          'Services',
          'ozw- or ozp- (the zone and its panel), opw- or opp- (a provider and its panel) and an id, or * for all providers.',
          'opw-*',
        ),
        choices: 'caveats.service',
      },
    ],
  },
  {
    type: 'consumer',
    label: 'Who may use it',
    help: 'Only these users, members of these groups, or providers may use the token; they have to prove who they are.',
    group: 'use',
    tokenTypes: every,
    parameters: [
      {
        ...texts(
          'whitelist',
          'Consumers',
          'usr- (a user), grp- (a group) or prv- (a provider) and an id, or * for all of them.',
          'usr-*',
        ),
        choices: 'caveats.consumer',
      },
    ],
  },
  {
    type: 'interface',
    label: 'Interface',
    help: 'The token works on this interface only.',
    group: 'use',
    tokenTypes: ['access', 'identity'],
    parameters: [
      {
        name: 'interface',
        label: 'Interface',
        help: 'With the mounted file system it becomes a token for data only.',
        form: 'select',
        options: [
          { value: 'rest', label: 'REST and CDMI' },
          { value: 'oneclient', label: 'Mounted file system (oneclient)' },
          { value: 'graphsync', label: 'Web interface (graphsync)' },
        ],
        example: 'rest',
        choices: null,
      },
    ],
  },
  {
    type: 'api',
    label: 'Operations',
    help: 'The token permits only these operations.',
    group: 'use',
    tokenTypes: accessOnly,
    parameters: [
      texts(
        'whitelist',
        'Operations',
        'Service, operation and resource with slashes between: service ozw, opw, ozp, opp or all; operation create, get, update, delete or all.',
        'all/get/space.*.*:*',
      ),
    ],
  },
  {
    type: 'data.readonly',
    label: 'Read-only data',
    help: 'The token can read data, and change none.',
    group: 'data',
    tokenTypes: accessOnly,
    parameters: [],
  },
  {
    type: 'data.path',
    label: 'Files and folders by path',
    help: 'The token reaches only these files and folders.',
    group: 'data',
    tokenTypes: accessOnly,
    parameters: [
      {
        ...texts(
          'whitelist',
          'Paths',
          'A slash, the id of the space, and names; base64 in the JSON.',
          '/d1b388f7c7/results',
        ),
        form: 'paths',
        choices: 'caveats.data.path',
      },
    ],
  },
  {
    type: 'data.objectid',
    label: 'Files and folders by id',
    help: 'The token reaches only these files and folders.',
    group: 'data',
    tokenTypes: accessOnly,
    parameters: [
      texts(
        'whitelist',
        'Object ids',
        'CDMI object ids: capital hexadecimal digits.',
        '000000000055D4E467756964',
      ),
    ],
  },
]

/** The catalogue's entry of a type; null = a type that is not known here, perhaps of a newer server. */
export function findCaveatType(type: unknown): CaveatType | null {
  return caveatTypes.find((entry) => entry.type === type) ?? null
}
