import { posix, win32 } from 'node:path'

/**
 * Where the vault is when nobody says otherwise; every program of Latchkey asks this one function. On Linux it follows
 * the XDG rules, by which a relative `XDG_CONFIG_HOME` does not count.
 * @param home the person's home folder, absolute
 */
export function defaultVaultFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'latchkey', 'vault')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'latchkey', 'vault')
  const configured = env['XDG_CONFIG_HOME'] ?? ''
  const base = posix.isAbsolute(configured) ? configured : posix.join(home, '.config')
  return posix.join(base, 'latchkey', 'vault')
}
