import type { PowerMonitor } from 'electron'

/**
 * Calls when the machine goes to sleep or down, or the person turns away from it. Linux tells no screen lock; there only
 * the time without use remains.
 */
export function watchPower(
  monitor: Pick<PowerMonitor, 'on'>,
  platform: NodeJS.Platform,
  lock: () => void,
): void {
  monitor.on('suspend', lock)
  monitor.on('shutdown', lock)
  if (platform === 'win32' || platform === 'darwin') monitor.on('lock-screen', lock)
  if (platform === 'darwin') monitor.on('user-did-resign-active', lock)
}
