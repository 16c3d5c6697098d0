import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDisplay } from '../../../scripts/lib/display.mjs'
import { temporaryFolder } from './temporary-folder.ts'

/** A stand-in for Xvfb: a shell script. It notes its arguments and its end in files beside it. */
function fakeServer(body: string) {
  const folder = temporaryFolder()
  const command = join(folder, 'Xvfb')
  writeFileSync(command, `#!/bin/sh\ncd ${folder}\necho "$@" > args\n${body}\n`, { mode: 0o755 })
  const lines: string[] = []
  const ports = { env: {}, platform: 'linux', command, say: (line: string) => lines.push(line) }
  return { folder, lines, ports }
}

describe.skipIf(process.platform === 'win32')('openDisplay', () => {
  it.each([{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }])(
    'uses the screen the user has: %j',
    async (env) => {
      const { lines, ports } = fakeServer('exit 1')
      const display = await openDisplay({ ...ports, env })
      expect(display).toMatchObject({ env: {}, virtual: false })
      await display.close()
      expect(lines).toEqual([])
    },
  )

  it('needs none on other systems', async () => {
    const { ports } = fakeServer('exit 1')
    expect(await openDisplay({ ...ports, platform: 'darwin' })).toMatchObject({ env: {}, virtual: false })
  })

  it('starts a virtual screen that only we may look at, and ends it', async () => {
    const { folder, lines, ports } = fakeServer(`trap 'touch ended; exit 0' TERM
      echo 77 >&3
      while :; do sleep 0.05; done`)
    const display = await openDisplay(ports)
    expect(lines).toEqual(['No display found: using a virtual screen (Xvfb on :77).'])
    expect(display.env.DISPLAY).toBe(':77')
    const key = readFileSync(display.env.XAUTHORITY)
    expect(key.subarray(0, 8).toString('hex')).toBe('ffff000000000012')
    expect(key.subarray(8, 26).toString()).toBe('MIT-MAGIC-COOKIE-1')
    expect(key).toHaveLength(2 + 2 + 2 + 2 + 18 + 2 + 16)
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe(
      `-displayfd 3 -screen 0 1440x900x24 -nolisten tcp -auth ${display.env.XAUTHORITY}\n`,
    )
    await display.close()
    expect(existsSync(join(folder, 'ended'))).toBe(true)
    expect(existsSync(display.env.XAUTHORITY)).toBe(false)
    await display.close()
  })

  it('says in one sentence that there is no Xvfb, or that it fails', async () => {
    const { folder, ports } = fakeServer('exit 3')
    await expect(openDisplay(ports)).rejects.toThrow('no virtual screen either (Xvfb ended with code 3)')
    await expect(openDisplay({ ...ports, command: join(folder, 'absent') })).rejects.toThrow(
      '(Xvfb is not installed)',
    )
  })
})
