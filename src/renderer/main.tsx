import { createRoot } from 'react-dom/client'
import type { Bridge } from '../shared/ipc/bridge.ts'
import { createClient } from '../shared/ipc/client.ts'
import { App } from './App.tsx'
import { ServicesProvider } from './lib/services.tsx'
import { createOverviewStore } from './stores/overview.ts'
import { createVaultStore } from './stores/vault.ts'
import './styles/tokens.css'
import './styles/base.css'

declare global {
  interface Window {
    readonly latchkey: Bridge
  }
}

const client = createClient(window.latchkey)
const services = { client, vault: createVaultStore(client), overview: createOverviewStore(client) }

// Listeners are in place: the engine now sends one snapshot of each topic.
void client.call('app.hello').then((hello) => {
  if (hello.ok) services.overview.setState({ about: hello.value })
})

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <ServicesProvider services={services}>
      <App />
    </ServicesProvider>,
  )
}
