// Who may import whom. Checked by scripts/check-imports.mjs, which also makes sure that every file was looked at.

const ENTRIES = [
  '^src/main/index\\.ts$',
  '^src/main/engine-process\\.ts$',
  '^src/main/cli/index\\.ts$',
  '^src/main/vault/argon2-worker\\.ts$',
  '^src/preload/index\\.ts$',
  '^src/renderer/main\\.tsx$',
]
const ELECTRON = '(^|/)node_modules/electron/|^electron$'
const ZOD = '(^|/)node_modules/zod/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import of something that is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing.',
      severity: 'error',
      from: { orphan: true, pathNot: [...ENTRIES, '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'shared-only-zod',
      comment: 'src/shared runs everywhere, so it may only use zod and itself.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/shared/', ZOD] },
    },
    {
      name: 'preload-only-bridge',
      comment:
        'The preload script runs beside the page: it may only use electron and the shape of the bridge.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { pathNot: ['^src/preload/', '^src/shared/ipc/bridge\\.ts$', ELECTRON] },
    },
    {
      name: 'renderer-not-to-main',
      comment: 'The page reaches the main side only through the bridge.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: ['^src/main/', '^src/preload/'] },
    },
    {
      name: 'renderer-not-to-node',
      comment: 'The page has no Node and no Electron.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-only-in-its-folder',
      comment: 'Everything but the Electron host runs, and is tested, without Electron.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/electron/', '^src/main/index\\.ts$', '^src/preload/'] },
      to: { path: ELECTRON },
    },
    {
      name: 'main-and-preload-not-to-renderer',
      severity: 'error',
      from: { path: '^src/(main|preload)/' },
      to: { path: '^src/renderer/' },
    },
    {
      name: 'providers-stand-alone',
      comment: 'A server kind knows its server, not the app.',
      severity: 'error',
      from: { path: '^src/main/providers/' },
      to: {
        path: [
          '^src/main/(vault|services|electron|practice|cli|rpc)/',
          '^src/main/(engine|engine-process|handlers|index)\\.ts$',
        ],
      },
    },
    {
      name: 'practice-shares-nothing',
      comment:
        'Practice servers are a second reading of the same facts; shared code would hide a wrong reading.',
      severity: 'error',
      from: { path: '^src/main/practice/' },
      to: { path: '^src/main/(providers|vault|services)/' },
    },
    {
      name: 'practice-only-started',
      comment:
        'Practice servers are started by the command line and by the engine’s own process; nothing else knows them.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/main/practice/', '^src/main/cli/', '^src/main/engine-process\\.ts$'],
      },
      to: { path: '^src/main/practice/' },
    },
    {
      name: 'practice-only-by-its-door',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/practice/' },
      to: { path: '^src/main/practice/', pathNot: '^src/main/practice/practice\\.ts$' },
    },
    {
      name: 'desktop-stands-alone',
      comment: 'What the desktop decides is tested without Electron and without an engine.',
      severity: 'error',
      from: { path: '^src/main/desktop/' },
      to: { path: '^src/main/', pathNot: ['^src/main/(desktop|lib)/', '^src/main/ports\\.ts$'] },
    },
    {
      name: 'vault-not-to-providers',
      comment:
        'The vault stores what providers describe; it may use their types, and nothing of the rest of the app.',
      severity: 'error',
      from: { path: '^src/main/vault/' },
      to: { path: '^src/main/providers/', pathNot: '^src/main/providers/provider\\.ts$' },
    },
    {
      name: 'vault-only-provider-types',
      severity: 'error',
      from: { path: '^src/main/vault/' },
      to: { path: '^src/main/providers/provider\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lib-only-shared',
      comment: 'src/main/lib has no words of this app in it.',
      severity: 'error',
      from: { path: '^src/main/lib/' },
      to: { path: '^src/', pathNot: ['^src/main/lib/', '^src/shared/'] },
    },
    {
      name: 'src-not-to-test',
      comment: 'The program never depends on its tests or its scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'no-dev-dependency-in-main',
      comment: 'What the main side imports is installed with the app; only electron is there by itself.',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: ELECTRON },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
