import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capture, run } from '../../../scripts/lib/process.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const node = process.execPath

describe('run', () => {
  it('passes the exit code on', async () => {
    expect(await run(node, ['-e', 'process.exit(7)'])).toBe(7)
  })

  it.skipIf(process.platform === 'win32')('reports a signal as a shell does', async () => {
    expect(await run(node, ['-e', 'process.kill(process.pid, "SIGKILL")'])).toBe(137)
  })

  it('rejects when the program cannot be started', async () => {
    await expect(run(join(temporaryFolder(), 'absent'), [])).rejects.toThrow('ENOENT')
  })
})

describe('capture', () => {
  it('returns what was printed, without showing it', async () => {
    expect(await capture(node, ['-e', 'console.log("out"); console.error("err"); process.exit(3)'])).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  it('stops a program that takes too long', async () => {
    expect(await capture(node, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 })).toMatchObject({
      code: 124,
    })
  })

  it('does not reject for a program that is not there', async () => {
    expect(await capture(join(temporaryFolder(), 'absent'), [])).toMatchObject({ code: 127 })
  })
})

describe.skipIf(process.platform === 'win32')('a signal to the script', () => {
  /** A script that runs a child under `run`; resolves when the child is up. */
  async function startScript(child: string, options = '{}') {
    const script = join(temporaryFolder(), 'script.mjs')
    const library = JSON.stringify(resolve('scripts/lib/process.mjs'))
    writeFileSync(
      script,
      `import { run } from ${library}\nprocess.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(child)}], ${options})\n`,
    )
    const parent = spawn(node, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    const ended = new Promise<number | null>((done) => parent.once('close', done))
    await new Promise<void>((up) => {
      parent.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('up')) up()
      })
    })
    return { parent, ended, output: () => output }
  }

  const polite = `process.on('SIGINT', () => { console.log('asked'); setTimeout(() => process.exit(5), 300) })
    setInterval(() => {}, 1000); console.log('up')`

  it('reaches the child once, and its exit code comes back', async () => {
    const { parent, ended, output } = await startScript(polite)
    parent.kill('SIGINT')
    setTimeout(() => parent.kill('SIGINT'), 50)
    expect(await ended).toBe(5)
    expect(output()).toBe('up\nasked\n')
  })

  it('kills a child that ignores it when it comes again', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')`
    const { parent, ended } = await startScript(stubborn)
    parent.kill('SIGTERM')
    setTimeout(() => parent.kill('SIGTERM'), 1200)
    expect(await ended).toBe(137)
  })

  it('leaves no descendants behind', async () => {
    // The grandchild shares our pipe, which closes only when its last holder is gone.
    const withGrandchild = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'],
      { stdio: ['ignore', 'inherit', 'ignore'] }); setInterval(() => {}, 1000); console.log('up')`
    const { parent, ended } = await startScript(withGrandchild)
    parent.kill('SIGTERM')
    expect(await ended).toBe(143)
  })
})
