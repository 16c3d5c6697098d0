// A program of its own: an engine whose memory and event loop are measured while it is used. It is told what to call
// over the channel to its parent, which runs the hostile servers. Arguments: vault folder, limits as JSON.
import { readFileSync, writeFileSync } from 'node:fs'
import { createEngine } from '../../src/main/engine.ts'
import type { HttpLimits } from '../../src/main/providers/http.ts'
import { testPorts } from './ports.ts'

/** What the parent sends. */
export interface HostileCall {
  readonly id: number
  readonly method: string
  readonly input: unknown
  readonly isMeasured: boolean
}

/** What it gets back. */
export interface HostileReport {
  readonly id: number
  readonly result: unknown
  readonly ms: number
  /** How much more memory the process had at most than at the first call of `baseline`, in MiB. */
  readonly grownMiB: number
  /** Longest time without a turn of the event loop, in milliseconds of this process' own computing time. */
  readonly gapMs: number
  /** Whether something found its way into the prototype of all objects. */
  readonly isPolluted: boolean
}

const [vaultFolder = '', limits = '{}'] = process.argv.slice(2)
const collect = (globalThis as { gc?: () => void }).gc
if (!collect || !process.send) throw new Error('to be forked with --expose-gc')
const engine = createEngine(testPorts({ vaultFolder, httpLimits: JSON.parse(limits) as Partial<HttpLimits> }))
const bridge = engine.bridge('test')
const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

let baseline = 0

/** From now on the highest mark of memory is counted anew, where the system can do that. */
function forgetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5')
}

/** The highest mark in bytes, also of what happened between two turns of the event loop; 0 = the system does not tell. */
function peak(): number {
  if (process.platform !== 'linux') return 0
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1_024
}

process.on('message', (message) => {
  void answer(message as HostileCall)
})

async function answer({ id, method, input, isMeasured }: HostileCall): Promise<void> {
  if (isMeasured) collect?.()
  forgetPeak()
  let most = process.memoryUsage.rss()
  if (method === 'baseline') baseline = most
  let gapMs = 0
  let last = cpuMs()
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss())
    const now = cpuMs()
    gapMs = Math.max(gapMs, now - last)
    last = now
  }
  const timer = setInterval(look, isMeasured ? 2 : 1_000)
  const started = performance.now()
  const result = method === 'baseline' ? null : await bridge.request(method, input)
  const ms = performance.now() - started
  look()
  clearInterval(timer)
  most = Math.max(most, peak())
  const report: HostileReport = {
    id,
    result,
    ms,
    grownMiB: (most - baseline) / 2 ** 20,
    gapMs,
    isPolluted: Reflect.get({}, 'polluted') !== undefined,
  }
  process.send?.(report)
}
process.send('ready')
