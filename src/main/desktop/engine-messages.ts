import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { noticeKind } from '../../shared/ipc/desktop.contract.ts'
import { secretInput } from '../../shared/ipc/method.ts'

// What the desktop's main process and the engine's process say to each other, beside the ports that are handed on.

const startMessage = z.object({
  type: z.literal('start'),
  appVersion: z.string(),
  electronVersion: z.string(),
  vaultFolder: z.string().refine(isAbsolute),
  sqliteAddonPath: z.string().nullable(),
  isPractice: z.boolean(),
  /** The engine's process has no environment of its own. */
  proxyEnvironment: z.object({
    https: z.string().nullable(),
    http: z.string().nullable(),
    no: z.string().nullable(),
  }),
  notice: noticeKind.nullable(),
})
/** The first message to an engine: what it works on. */
export type StartMessage = z.infer<typeof startMessage>

/** From main to the engine. A message port comes with `client` and with nothing else. */
export const hostMessage = z.discriminatedUnion('type', [
  startMessage,
  z.object({ type: z.literal('client') }),
  /** Lock, and end. */
  z.object({ type: z.literal('lock') }),
  /** End; nobody is there any more. */
  z.object({ type: z.literal('end') }),
  /** Answers to the requests below. */
  z.object({ type: z.literal('clipboard-done'), id: z.number(), clearsAtMs: z.number().nullable() }),
  z.object({ type: z.literal('clipboard-failed'), id: z.number() }),
  /** None of our secrets is on the clipboard any more. */
  z.object({ type: z.literal('clipboard-cleared') }),
])
export type HostMessage = z.infer<typeof hostMessage>

/** From the engine to main. */
export const engineMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('unlocked') }),
  /** The vault was locked; the process ends when a create already sent has been stored. */
  z.object({ type: z.literal('locked') }),
  /** Everything is closed and stored; nothing is lost with the process any more. */
  z.object({ type: z.literal('closed') }),
  z.object({
    type: z.literal('clipboard-write'),
    id: z.number(),
    secret: secretInput,
    ms: z.number().positive(),
  }),
  z.object({ type: z.literal('clipboard-clear'), id: z.number() }),
  z.object({ type: z.literal('practice-start') }),
  z.object({ type: z.literal('practice-stop') }),
])
export type EngineMessage = z.infer<typeof engineMessage>
