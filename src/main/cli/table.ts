import { plainText } from '../../shared/text.ts'

/** How text for a person may look: the terminal's width, or null for no limit, and whether colours are welcome. */
export interface Look {
  readonly width: number | null
  readonly colours: boolean
  /** Epoch milliseconds, for times told as distances. */
  readonly now: number
}

/** What a text is to say before it is read; a colour where those are welcome. */
export type Tone = 'good' | 'bad' | 'careful' | 'quiet' | 'strong'

/** A piece of text, with a tone when it has one. */
export type Cell = string | { readonly text: string; readonly tone: Tone }

/** A column; `whole` = never cut, because the text is meant to be copied. */
export interface Column {
  readonly title: string
  readonly whole?: boolean
}

const longestText = 1_000
const narrowest = 8
const gap = '  '
const codes: Readonly<Record<Tone, number>> = { good: 32, bad: 31, careful: 33, quiet: 2, strong: 1 }

/** Aligned columns under their titles. Cells that do not fit the terminal are cut, the widest first. */
export function table(look: Look, columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const cleaned = rows.map((row) => row.map(clean))
  const widths = columns.map((column, index) =>
    cleaned.reduce(
      (most, row) => Math.max(most, displayWidth(row[index]?.text ?? '')),
      displayWidth(column.title),
    ),
  )
  if (look.width !== null) shrink(widths, columns, look.width)
  const line = (cells: readonly CleanCell[]): string =>
    cells
      .map((cell, index) => {
        const text = cut(cell.text, widths[index] ?? 0)
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)))
        return paint(look, text, cell.tone) + padding
      })
      .join(gap)
      .trimEnd()
  const head = columns.map((column): CleanCell => ({ text: column.title, tone: 'strong' }))
  return [head, ...cleaned].map(line).join('\n')
}

/** Names on the left, values on the right, one line each. */
export function record(look: Look, lines: readonly (readonly [label: string, value: Cell])[]): string {
  const width = Math.max(0, ...lines.map(([label]) => displayWidth(label)))
  return lines
    .map(([label, value]) => {
      const { text, tone } = clean(value)
      return `${paint(look, label.padEnd(width), 'quiet')}${gap}${paint(look, text, tone)}`.trimEnd()
    })
    .join('\n')
}

/** Text in its tone, where colours are welcome. */
export function paint(look: Pick<Look, 'colours'>, text: string, tone: Tone | null): string {
  return look.colours && tone !== null && text !== '' ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text
}

interface CleanCell {
  readonly text: string
  readonly tone: Tone | null
}

function clean(cell: Cell): CleanCell {
  return typeof cell === 'string'
    ? { text: plainText(cell, longestText), tone: null }
    : { text: plainText(cell.text, longestText), tone: cell.tone }
}

/** Takes from the widest column that may be cut until the line fits or nothing more can be taken. */
function shrink(widths: number[], columns: readonly Column[], limit: number): void {
  const total = (): number => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1))
  while (total() > limit) {
    let widest = -1
    for (const [index, width] of widths.entries()) {
      if (columns[index]?.whole !== true && width > narrowest && width > (widths[widest] ?? 0)) widest = index
    }
    if (widest === -1) return
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const character of text) {
    used += displayWidth(character)
    if (used > width - 1) break
    kept += character
  }
  return `${kept}…`
}

const noWidth = /[\p{Mn}\p{Me}\p{Cf}]/u
const doubleWidth =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Columns a text takes on a terminal. */
function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += noWidth.test(character) ? 0 : doubleWidth.test(character) ? 2 : 1
  return width
}
