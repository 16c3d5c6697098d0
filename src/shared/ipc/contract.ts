import { z } from 'zod'
import { server, serverId } from '../model/server.ts'
import { vaultStatus } from '../model/vault.ts'
import { desktopEvents, desktopMethods } from './desktop.contract.ts'
import { type Method, nothing } from './method.ts'
import { serverMethods } from './servers.contract.ts'
import { tokenMethods } from './tokens.contract.ts'
import { vaultMethods } from './vault.contract.ts'

/** Everything a front door can ask of the engine. The allow-list is this value, applied on the engine's side. */
export const methods = {
  /** Says who answers; after it the engine sends one snapshot of each topic and from then on its changes. */
  'app.hello': {
    input: nothing,
    output: z.object({
      version: z.string(),
      /** Versions of what runs the engine, for the about box and bug reports. */
      runtime: z.object({
        node: z.string(),
        electron: z.string().nullable(),
        sqlite: z.string(),
        cipher: z.string(),
      }),
    }),
  },
  ...vaultMethods,
  ...serverMethods,
  ...tokenMethods,
  ...desktopMethods,
} satisfies Record<string, Method>

/** Whole snapshots, except the inventory, which only says that it changed. */
export const events = {
  'vault.changed': vaultStatus,
  'servers.changed': z.array(server),
  'inventory.changed': z.object({ revision: z.number() }),
  /**
   * The servers that are being read now or wait for nothing but their turn, and how far it is with those that tell:
   * requests done, and to do as far as known. At most four times per second between the first and the last of them.
   */
  'refresh.changed': z.object({
    servers: z.array(serverId),
    progress: z.array(z.object({ id: serverId, done: z.number(), total: z.number() })),
  }),
  ...desktopEvents,
} satisfies Record<string, z.ZodType>

export type MethodName = keyof typeof methods
/** What a caller passes: defaults may be left out. */
export type Input<M extends MethodName> = z.input<(typeof methods)[M]['input']>
/** What a handler receives: defaults are filled in. */
export type Parsed<M extends MethodName> = z.output<(typeof methods)[M]['input']>
export type Output<M extends MethodName> = z.output<(typeof methods)[M]['output']>
/** What a handler returns, before the contract drops what it does not name. */
export type Returned<M extends MethodName> = z.input<(typeof methods)[M]['output']>
export type EventName = keyof typeof events
export type EventData<E extends EventName> = z.output<(typeof events)[E]>

/** Who calls. `actor` goes into the journal. */
export interface CallContext {
  readonly actor: 'window' | 'command-line' | 'practice' | 'test'
}

export type Handlers = {
  readonly [M in MethodName]: (input: Parsed<M>, context: CallContext) => Returned<M> | Promise<Returned<M>>
}
