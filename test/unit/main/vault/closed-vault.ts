import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createVault, type Vault } from '../../../../src/main/vault/vault.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { bytes, password, testPorts } from '../../../support/ports.ts'

/** The code a piece of work fails with; `done` = it did not. */
export const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work()
    return 'done'
  } catch (error) {
    return error instanceof AppError ? error.code : `not ours: ${String(error)}`
  }
}

/** Name, mode and content of everything in a folder. */
export const photograph = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name !== 'vault.lock')
    .sort()
    .map((name) => {
      const path = join(folder, name)
      const { mode } = statSync(path)
      const isFile = statSync(path).isFile()
      return [name, mode, isFile ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder']
    })

export async function closedVault(): Promise<{
  vault: Vault
  folder: string
  ports: ReturnType<typeof testPorts>
}> {
  const ports = testPorts()
  const vault = createVault(ports)
  await vault.create(bytes(password))
  await vault.lock()
  return { vault, folder: ports.vaultFolder, ports }
}
