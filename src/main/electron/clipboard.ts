import type { SystemClipboard } from '../desktop/clipboard-guard.ts'

/** Electron's clipboard before version 44: everything at once, text only. */
export interface OlderClipboard {
  write(data: { text: string }): void
  readText(): string
  clear(): void
}

/** Electron's clipboard since version 44: a promise for everything, several formats in one item. */
export interface NewerClipboard {
  write(items: Electron.ClipboardItem[]): Promise<void>
  readText(): Promise<string>
  clear(): void
}

/** What of Electron is used; which of the two it is, the class of items tells. */
export type ClipboardApi =
  | { readonly clipboard: OlderClipboard; readonly ClipboardItem?: undefined }
  | { readonly clipboard: NewerClipboard; readonly ClipboardItem: typeof Electron.ClipboardItem }

const raw = (format: string) => `electron application/osclipboard;format="${format}"`
/** A number of 32 bits with the value 0, as Windows wants it. */
const zero = () => new Blob([new Uint8Array(4)])

/** By system: what tells programs that keep a history of the clipboard, or send it elsewhere, to leave this out. */
const marks: Readonly<Partial<Record<NodeJS.Platform, () => Record<string, Blob | string>>>> = {
  win32: () => ({
    [raw('ExcludeClipboardContentFromMonitorProcessing')]: zero(),
    [raw('CanIncludeInClipboardHistory')]: zero(),
    [raw('CanUploadToCloudClipboard')]: zero(),
  }),
  darwin: () => ({
    [raw('org.nspasteboard.ConcealedType')]: '1',
    [raw('org.nspasteboard.TransientType')]: '1',
  }),
  linux: () => ({ [raw('x-kde-passwordManagerHint')]: 'secret' }),
}

/** The clipboard of the system through either of Electron's two ways; only the newer one can set the marks. */
export function createSystemClipboard(api: ClipboardApi, platform: NodeJS.Platform): SystemClipboard {
  return {
    write: async (text) => {
      if (api.ClipboardItem === undefined) {
        api.clipboard.write({ text })
        return
      }
      const { ClipboardItem } = api
      await api.clipboard.write([new ClipboardItem({ 'text/plain': text, ...marks[platform]?.() })])
    },
    readText: async () => api.clipboard.readText(),
    clear: async () => api.clipboard.clear(),
  }
}
