import { expect, test } from 'vitest'
import { createSystemClipboard, type NewerClipboard } from '../../../../src/main/electron/clipboard.ts'

type ItemClass = typeof Electron.ClipboardItem
type Formats = ConstructorParameters<ItemClass>[0]

/** Electron's clipboard as of version 45, by its typings; this machine's development runtime has the older one. */
function newer() {
  const written: Formats[] = []
  class Item {
    readonly formats: Formats
    constructor(formats: Formats) {
      this.formats = formats
    }
  }
  let cleared = 0
  const clipboard: NewerClipboard = {
    write: async (items) => {
      for (const item of items) written.push((item as unknown as Item).formats)
    },
    readText: async () => 'what is there',
    clear: () => {
      cleared += 1
    },
  }
  const api = { clipboard, ClipboardItem: Item as unknown as ItemClass }
  return { api, written, cleared: () => cleared }
}

const content = async (value: unknown) =>
  value instanceof Blob ? [...new Uint8Array(await value.arrayBuffer())] : value
const raw = (format: string) => `electron application/osclipboard;format="${format}"`

test.each([
  [
    'win32',
    {
      [raw('ExcludeClipboardContentFromMonitorProcessing')]: [0, 0, 0, 0],
      [raw('CanIncludeInClipboardHistory')]: [0, 0, 0, 0],
      [raw('CanUploadToCloudClipboard')]: [0, 0, 0, 0],
    },
  ],
  ['darwin', { [raw('org.nspasteboard.ConcealedType')]: '1', [raw('org.nspasteboard.TransientType')]: '1' }],
  ['linux', { [raw('x-kde-passwordManagerHint')]: 'secret' }],
  ['freebsd', {}],
] as const)('on %s one write holds the text and the marks for histories', async (platform, marks) => {
  const { api, written } = newer()
  await createSystemClipboard(api, platform).write('s3cret')
  expect(written).toHaveLength(1)
  const formats = await Promise.all(
    Object.entries(written[0] ?? {}).map(async ([name, value]) => [name, await content(value)]),
  )
  expect(Object.fromEntries(formats)).toEqual({ 'text/plain': 's3cret', ...marks })
})

test('the newer one is read and cleared', async () => {
  const { api, cleared } = newer()
  const clipboard = createSystemClipboard(api, 'linux')
  expect(await clipboard.readText()).toBe('what is there')
  await clipboard.clear()
  expect(cleared()).toBe(1)
})

test('the older one takes the text alone', async () => {
  let text = ''
  const clipboard = createSystemClipboard(
    {
      clipboard: {
        write: (data) => {
          text = data.text
        },
        readText: () => text,
        clear: () => {
          text = ''
        },
      },
    },
    'linux',
  )
  await clipboard.write('s3cret')
  expect(await clipboard.readText()).toBe('s3cret')
  await clipboard.clear()
  expect(text).toBe('')
})
