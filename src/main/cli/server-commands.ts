import type { Command } from 'commander'
import { AppError } from '../../shared/errors.ts'
import type { Output as OutputOf } from '../../shared/ipc/contract.ts'
import type { KindId } from '../../shared/model/kind.ts'
import { plainText } from '../../shared/text.ts'
import { signInWithBrowser } from './browser-sign-in.ts'
import { addNoun, addVerb, type CommandDeps, collect } from './command.ts'
import { answerOf } from './failure.ts'
import { type ConnectionFields, parseFields, type ServerFields, takeConnection, takeTrust } from './fields.ts'
import { checksText, counted, kindsText, serversText, serverText } from './views.ts'

interface EditOptions {
  readonly name?: string
  readonly url?: string
  readonly field?: readonly string[]
  readonly secretFile?: string
  readonly browser?: boolean
  readonly unchecked?: boolean
}

interface AddOptions extends EditOptions {
  readonly kind: string
  readonly name: string
  readonly url: string
}

type ServerReport = OutputOf<'servers.test'>

const fieldHelp = 'a setting, may be repeated (see: latchkey server kinds)'

/** `server add | edit | list | test | remove | revoke-temporary | kinds`. */
export function addServerCommands(program: Command, deps: CommandDeps): Command {
  const server = addNoun(program, 'server', 'Add, test, change and remove servers')

  addVerb(
    server,
    'add',
    'Check a server and the credential for it, and save both when they work.',
    'server add --kind KIND --name office --url https://host.example --secret-file token.txt',
  )
    .requiredOption('--kind <kind>', 'what sort of server (see: latchkey server kinds)')
    .requiredOption('--name <name>', 'what to call it; must be unique')
    .requiredOption('--url <url>', 'its address')
    .option('--field <name=value>', fieldHelp, collect)
    .option('--secret-file <file>', 'the credential; without it, standard input')
    .option('--browser', 'sign in with the browser instead, on kinds that can')
    .option('--unchecked', 'save it even when the check fails')
    .addHelpText(
      'after',
      '\nThe fields trust=system|ca|pin, ca_file=FILE and fingerprint=SHA256 say how the\ncertificate is checked. proxy=environment|none|URL is the way to the server; a URL with a\nuser name and password is read from a file with proxy_file=FILE. plain_http=yes allows\nhttp:// to another computer: everybody on the way can then read the credential.',
    )
    .action((options: AddOptions) => addServer(deps, options))

  addVerb(
    server,
    'edit <server>',
    'Change what is given. A new URL needs the credential again.',
    'server edit office --name "head office"',
  )
    .option('--name <name>', 'a new name')
    .option('--url <url>', 'a new address')
    .option('--field <name=value>', fieldHelp, collect)
    .option('--secret-file <file>', 'a new credential; - is standard input')
    .option('--browser', 'sign in with the browser again')
    .option('--unchecked', 'save it even when the check fails')
    .action((name: string, options: EditOptions) => editServer(deps, name, options))

  addVerb(server, 'list', 'List the servers as they were last seen.', 'server list').action(() =>
    listServers(deps),
  )

  addVerb(server, 'test <server>', 'Check a saved server again, step by step.', 'server test office').action(
    (name: string) => testServer(deps, name),
  )

  addVerb(
    server,
    'remove <server>',
    'Forget a server, its tokens and their secrets. Nothing changes on the server.',
    'server remove office --yes',
  )
    .option('--yes', 'really do it')
    .action((name: string, options: { yes?: boolean }) => removeServer(deps, name, options.yes ?? false))

  addVerb(
    server,
    'revoke-temporary <server>',
    'End all temporary tokens of an owner, for good, also those that Latchkey does not know.',
    'server revoke-temporary cloud --yes',
  )
    .option('--owner <owner>', 'name or ID of the owner; without it, the one that Latchkey signs in as')
    .option('--yes', 'really do it')
    .action((name: string, options: { owner?: string; yes?: boolean }) =>
      revokeTemporary(deps, name, options),
    )

  addVerb(server, 'kinds', 'List the kinds of servers with their fields.', 'server kinds').action(() =>
    listKinds(deps),
  )
  return server
}

type ServerDeps = Pick<CommandDeps, 'session' | 'input' | 'output' | 'now' | 'pause'>

async function addServer(deps: ServerDeps, options: AddOptions): Promise<void> {
  const kind = await toKind(options.kind)
  refuseBoth(options)
  const { fields, trust, connection, proxySecret } = await serverFields(deps, options)
  await deps.session.requireVault()
  const secret = options.browser
    ? null
    : await deps.input.secret(options.secretFile, 'Credential for this server: ')
  try {
    const client = await deps.session.unlocked()
    const settings = {
      kind,
      url: options.url,
      fields,
      ...(trust && { trust }),
      ...(connection && { connection }),
    }
    // Each call wipes what it is given, so the one before gets a copy.
    const signIn = options.browser
      ? await signInWithBrowser(deps, client, {
          ...settings,
          ...(proxySecret && { proxySecret: Uint8Array.from(proxySecret) }),
        })
      : null
    const report = answerOf(
      await client.call('servers.add', {
        ...settings,
        name: options.name,
        ...(proxySecret && { proxySecret }),
        ...(secret && { secret }),
        ...(signIn !== null && { signIn }),
        unchecked: options.unchecked ?? false,
      }),
    )
    await printReport(deps, report)
  } finally {
    secret?.fill(0)
    proxySecret?.fill(0)
  }
}

async function editServer(deps: ServerDeps, server: string, options: EditOptions): Promise<void> {
  refuseBoth(options)
  const { fields, trust, connection, proxySecret } = await serverFields(deps, options)
  const settings = {
    ...(options.url !== undefined && { url: options.url }),
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(trust && { trust }),
    ...(connection && { connection }),
  }
  const change = {
    ...settings,
    ...(options.name !== undefined && { name: options.name }),
    ...(proxySecret !== undefined && { proxySecret }),
  }
  const hasCredential = options.secretFile !== undefined || options.browser === true
  if (Object.keys(change).length === 0 && !hasCredential) {
    throw new AppError(
      'invalid-input',
      'Say what to change: --name, --url, --field, --secret-file or --browser.',
    )
  }
  await deps.session.requireVault()
  const secret =
    options.secretFile === undefined
      ? null
      : await deps.input.secret(options.secretFile, 'New credential for this server: ')
  try {
    const client = await deps.session.unlocked()
    const signIn = options.browser
      ? await signInWithBrowser(deps, client, {
          server,
          ...settings,
          ...(proxySecret !== undefined && { proxySecret: proxySecret && Uint8Array.from(proxySecret) }),
        })
      : null
    const report = answerOf(
      await client.call('servers.edit', {
        server,
        ...change,
        ...(secret && { secret }),
        ...(signIn !== null && { signIn }),
        unchecked: options.unchecked ?? false,
      }),
    )
    await printReport(deps, report)
  } finally {
    secret?.fill(0)
    proxySecret?.fill(0)
  }
}

function refuseBoth({ browser, secretFile }: EditOptions): void {
  if (browser !== true || secretFile === undefined) return
  throw new AppError('invalid-input', 'Give --secret-file or --browser, not both.', { field: 'browser' })
}

async function listServers({ session, output }: Pick<CommandDeps, 'session' | 'output'>): Promise<void> {
  const client = await session.unlocked()
  const servers = answerOf(await client.call('servers.list'))
  await output.result(servers, (look) => serversText(look, servers))
}

async function testServer(deps: Pick<CommandDeps, 'session' | 'output'>, server: string): Promise<void> {
  const client = await deps.session.unlocked()
  const report = answerOf(await client.call('servers.test', { server }))
  await printReport(deps, report)
  // The report is the answer; a script that only looks at the exit code must learn of a dead server, too.
  if (report.error) throw new AppError(report.error.code, report.error.message)
}

async function removeServer(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  server: string,
  confirmed: boolean,
): Promise<void> {
  const client = await session.unlocked()
  const removed = answerOf(await client.call('servers.remove', { server, confirmed }))
  await output.result(
    removed,
    () =>
      `Removed ${plainText(removed.server.name, 200)} with ${counted(removed.tokens, 'token')} and ${counted(removed.secrets, 'secret')}.`,
  )
}

async function revokeTemporary(
  { session, output }: Pick<CommandDeps, 'session' | 'output'>,
  server: string,
  { owner, yes = false }: { readonly owner?: string; readonly yes?: boolean },
): Promise<void> {
  const client = await session.unlocked()
  const input = { server, confirmed: yes, ...(owner !== undefined && { owner }) }
  const done = answerOf(await client.call('tokens.revokeTemporary', input))
  await output.result(done, () =>
    plainText(
      `All temporary tokens of ${done.owner} on ${done.server} have ended. In the vault: ${done.revoked}.`,
      1_000,
    ),
  )
}

async function listKinds({ session, output }: Pick<CommandDeps, 'session' | 'output'>): Promise<void> {
  const client = await session.client()
  const kinds = answerOf(await client.call('servers.kinds'))
  await output.result(kinds, (look) => kindsText(look, kinds))
}

async function printReport({ output }: Pick<CommandDeps, 'output'>, report: ServerReport): Promise<void> {
  await output.result(
    report,
    (look) => `${checksText(look, report.checks)}\n\n${serverText(look, report.server)}`,
  )
}

async function serverFields(
  { input }: Pick<CommandDeps, 'input'>,
  options: EditOptions,
): Promise<ServerFields & ConnectionFields> {
  const way = await takeConnection(parseFields(options.field ?? []), (file) => input.text(file, 'proxy_file'))
  const { fields, trust } = await takeTrust(way.fields, (file) => input.text(file, 'ca_file'))
  return { ...way, fields, trust }
}

async function toKind(text: string): Promise<KindId> {
  // Loaded here, because help must not wait for the schemas.
  const { kindId, kindIds } = await import('../../shared/model/kind.ts')
  const kind = kindId.safeParse(text)
  if (kind.success) return kind.data
  throw new AppError(
    'invalid-input',
    `There is no such kind of server. The kinds are: ${kindIds.join(', ')}.`,
    {
      field: 'kind',
    },
  )
}
