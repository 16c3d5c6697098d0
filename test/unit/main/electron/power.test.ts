import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { watchPower } from '../../../../src/main/electron/power.ts'

const events = ['suspend', 'shutdown', 'lock-screen', 'user-did-resign-active', 'resume']

test.each([
  ['linux', ['suspend', 'shutdown']],
  ['win32', ['suspend', 'shutdown', 'lock-screen']],
  ['darwin', ['suspend', 'shutdown', 'lock-screen', 'user-did-resign-active']],
] as const)('on %s the vault locks at %j', (platform, expected) => {
  const monitor = new EventEmitter()
  const locked: string[] = []
  let current = ''
  watchPower(monitor as Electron.PowerMonitor, platform, () => locked.push(current))
  for (const event of events) {
    current = event
    monitor.emit(event)
  }
  expect(locked).toEqual(expected)
})
