import {
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  type WebContents,
  type WebFrameMain,
} from 'electron'
import { connectChannel, portChannel } from '../../shared/ipc/bridge.ts'
import type { EngineHost } from '../desktop/engine-host.ts'
import { appOrigin } from './app-assets.ts'

/**
 * Hands a request port to our own window's top frame, and to nobody else. Asking is all a page can do over this
 * channel; everything further goes over the port, straight to the engine.
 */
export function serveConnections(
  host: Pick<EngineHost<MessagePortMain>, 'connect'>,
  isOurWindow: (contents: WebContents) => boolean,
): void {
  ipcMain.on(connectChannel, (event) => {
    const frame = event.senderFrame
    if (!frame || !isOurWindow(event.sender) || !isTrustedFrame(frame)) return
    void host.connect().then((giveToEngine) => {
      // It may have been replaced while an engine was started.
      if (!giveToEngine || event.sender.isDestroyed() || !isOurWindow(event.sender)) return
      const { port1, port2 } = new MessageChannelMain()
      giveToEngine(port1)
      frame.postMessage(portChannel, null, [port2])
    })
  })
}

function isTrustedFrame(frame: WebFrameMain): boolean {
  return frame.parent === null && frame.url.startsWith(`${appOrigin}/`)
}
