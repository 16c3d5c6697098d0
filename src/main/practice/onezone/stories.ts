import type { Caveat } from './caveats.ts'

/** How an invented named token came about. Times are in days from now, ages back and ends forward. */
export interface TokenStory {
  readonly name: string
  readonly age: number
  /** `null`: never. */
  readonly ends: number | null
  /** `access` (when missing), `identity`, or an invite type. */
  readonly type?: string
  readonly caveats?: readonly Caveat[]
  readonly revoked?: boolean
  readonly custom?: Readonly<Record<string, unknown>>
  /** Of invites: how often used, and how often it may be. */
  readonly used?: number
  readonly limit?: number
  readonly privileges?: readonly string[]
}

const REST: Caveat = { type: 'interface', interface: 'rest' }
const ONECLIENT: Caveat = { type: 'interface', interface: 'oneclient' }
const READONLY: Caveat = { type: 'data.readonly' }

/** What the tokens of the invented users are like; every story occurs, then they repeat. */
export const STORIES: readonly (readonly TokenStory[])[] = [
  [
    {
      name: 'backup job',
      age: 320,
      ends: 45,
      caveats: [REST],
      custom: { ticket: 'OPS-12', owner: 'storage team' },
    },
    { name: 'laptop', age: 12, ends: null },
  ],
  [],
  [
    { name: 'резервная копия', age: 90, ends: null, caveats: [ONECLIENT, READONLY] },
    {
      name: 'join lab group',
      age: 30,
      ends: 60,
      type: 'userJoinGroup',
      used: 3,
      limit: 10,
      privileges: ['group_view'],
    },
  ],
  [{ name: 'old cron', age: 400, ends: -35, caveats: [REST] }],
  [
    { name: '備份 令牌', age: 44, ends: 320, custom: { 標籤: ['夜間', '備份'] } },
    { name: 'leaked (do not use)', age: 200, ends: null, revoked: true },
  ],
  [
    { name: 'one seat in the space', age: 15, ends: null, type: 'userJoinSpace', used: 1, limit: 1 },
    { name: 'prove who I am', age: 3, ends: 27, type: 'identity' },
  ],
  [
    {
      name: 'office only',
      age: 60,
      ends: 300,
      caveats: [
        { type: 'ip', whitelist: ['192.0.2.0/24', '198.51.100.7'] },
        { type: 'geo.country', filter: 'whitelist', list: ['PL', 'DE'] },
      ],
    },
    { name: 'Ολονύκτια εργασία', age: 10, ends: 0.6, caveats: [REST] },
  ],
  [{ name: 'support request', age: 8, ends: 6, type: 'supportSpace', used: 0, limit: 1 }],
  [
    {
      name: 'read spaces',
      age: 25,
      ends: null,
      caveats: [{ type: 'api', whitelist: ['ozw/get/space.*.*:*', 'all/get/user.*.*:*'] }],
      custom: { 'made by': 'terraform', nested: { list: [1, 2.5, null, true] } },
    },
    { name: 'مفتاح النسخ', age: 5, ends: 25 },
    { name: 'zálohy_(noční)', age: 500, ends: null, revoked: true, caveats: [ONECLIENT] },
  ],
  [
    { name: 'harvest it', age: 70, ends: null, type: 'spaceJoinHarvester' },
    { name: 'cluster help', age: 33, ends: 2.2, type: 'userJoinCluster', used: 0, limit: 5 },
    { name: 'workflow team', age: 2, ends: null, type: 'groupJoinAtmInventory', used: 0 },
  ],
  [
    {
      name: 'everything outside Asia',
      age: 100,
      ends: 12,
      caveats: [
        { type: 'geo.region', filter: 'blacklist', list: ['Asia', 'Oceania'] },
        { type: 'asn', whitelist: [64_496, 64_498] },
        { type: 'service', whitelist: ['ozw-onezone', 'opw-*'] },
      ],
    },
    {
      name: 'one object',
      age: 1.5,
      ends: null,
      caveats: [READONLY, { type: 'data.objectid', whitelist: ['000000000055D4E4836803640004677569'] }],
    },
  ],
]

/** What the Oneproviders' tokens are like. */
export const PROVIDER_STORIES: readonly TokenStory[] = [
  { name: 'op-worker', age: 600, ends: null },
  { name: 'registration of staff', age: 90, ends: 30, type: 'userJoinCluster', used: 4, limit: 4 },
  { name: 'identity for partners', age: 40, ends: 325, type: 'identity', caveats: [REST] },
  { name: 'first installation', age: 800, ends: null, revoked: true },
]

/** Names of what people are members of. */
export const TARGET_NAMES = {
  group: [
    'Storage operators',
    'Lab 3',
    'Звіти',
    '大気モデル',
    'Guests',
    'Climate',
    'Bioinformatics',
    'Tesi 2026',
  ],
  space: [
    'climate-archive',
    'microscopy raw',
    'Mapas costeiros',
    'sequencing-2025',
    'sequencing-2026',
    'Данные телескопа',
    '氣象資料',
    'public datasets',
    'scratch',
    'thesis data',
    'ocean buoys',
    'detector run 7',
  ],
  harvester: ['open data index', 'internal search', 'Katalog zdjęć'],
  atmInventory: ['image pipelines', 'nightly checks', 'Обробка'],
} as const

/** The invented Oneproviders. */
export const PROVIDERS = [
  { name: 'Kraków', host: 'krakow', latitude: 50.06, longitude: 19.94, version: '21.02.7', online: true },
  { name: 'Lisboa', host: 'lisboa', latitude: 38.72, longitude: -9.14, version: '21.02.7', online: true },
  { name: 'Lyon (tape)', host: 'lyon', latitude: 45.76, longitude: 4.84, version: '21.02.5', online: false },
  { name: 'edge-oslo', host: 'oslo', latitude: 59.91, longitude: 10.75, version: '21.02.6', online: true },
] as const
