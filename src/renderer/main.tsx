import { createRoot } from 'react-dom/client'
import type { Bridge } from '../shared/ipc/bridge.ts'
import { createClient } from '../shared/ipc/client.ts'
import { App } from './App.tsx'
import { createServices, ServicesProvider } from './lib/services.tsx'
import './styles/tokens.css'
import './styles/base.css'

declare global {
  interface Window {
    readonly latchkey: Bridge
  }
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <ServicesProvider services={createServices(createClient(window.latchkey))}>
      <App />
    </ServicesProvider>,
  )
}
