import { ipcMain, MessageChannelMain, type WebContents, type WebFrameMain } from 'electron'
import { connectChannel, portChannel } from '../../shared/ipc/bridge.ts'
import { appOrigin } from './app-assets.ts'
import type { EngineHost } from './engine-host.ts'

/**
 * Hands a request port to our own window's top frame, and to nobody else. Asking is all a page can do over this
 * channel; everything further goes over the port, straight to the engine.
 */
export function serveConnections(host: EngineHost, isOurWindow: (contents: WebContents) => boolean): void {
  ipcMain.on(connectChannel, (event) => {
    const frame = event.senderFrame
    if (!frame || !isOurWindow(event.sender) || !isTrustedFrame(frame)) return
    const { port1, port2 } = new MessageChannelMain()
    void host.connect(port1).then(() => {
      if (!event.sender.isDestroyed()) frame.postMessage(portChannel, null, [port2])
    })
  })
}

function isTrustedFrame(frame: WebFrameMain): boolean {
  return frame.parent === null && frame.url.startsWith(`${appOrigin}/`)
}
