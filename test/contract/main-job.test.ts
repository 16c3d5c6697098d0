import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('main-job.sh', import.meta.url))
const minuteMs = 60_000

function runScript(path: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', [path], { stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}

describe.skipIf(process.platform === 'win32')('the command line', () => {
  test('does the whole main job against the practice servers', { timeout: 20 * minuteMs }, async () => {
    const { code, output } = await runScript(script)
    // The last lines say where it stopped, and what was printed there.
    expect(code, output).toBe(0)
    expect(output.trimEnd().split('\n').at(-1)).toBe('ok - the main job is done')
  })
})
