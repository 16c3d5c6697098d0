// A program of its own, to be killed: creates tokens one after the other and says so only after each is stored.
// Arguments: vault folder, server name, owner id.
import { createEngine } from '../../src/main/engine.ts'
import { createClient } from '../../src/shared/ipc/client.ts'
import { bytes, password, testPorts } from './ports.ts'

const [vaultFolder, server, owner] = process.argv.slice(2)
if (!vaultFolder || !server || !owner) throw new Error('usage: create-loop FOLDER SERVER OWNER')
const engine = createEngine(testPorts({ vaultFolder }))
const client = createClient(engine.bridge('test'))

const unlocked = await client.call('vault.unlock', { password: bytes(password) })
if (!unlocked.ok) throw new Error(unlocked.error.message)
process.stdout.write('ready\n')
for (let number = 1; ; number += 1) {
  const created = await client.call('tokens.create', {
    server,
    owner,
    fields: { name: `loop ${number}`, expires_in: '7' },
  })
  // An orphan of the round before is told once; then the loop goes on.
  process.stdout.write(created.ok ? `stored ${created.value.remoteId}\n` : `failed ${created.error.code}\n`)
}
