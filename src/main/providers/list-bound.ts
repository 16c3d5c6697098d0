import { AppError } from '../../shared/errors.ts'

/** How much all pages and lists of one listing may bring together. */
export interface ListLimits {
  /** Of answers, in bytes. */
  readonly bytes: number
  /** Entries. */
  readonly items: number
}

/** Far more than any server has; what goes on beyond it would fill the memory. */
const defaultListLimits: ListLimits = { bytes: 64 * 1024 * 1024, items: 200_000 }

/** Counts what a listing brings, over all its pages. */
export interface ListBound {
  /** Throws `bad-response` once the bound was passed: called before a page is asked for. */
  check(): void
  /** Counts a page that came. Throws `bad-response` when that is too much. */
  add(bytes: number, items: number): void
}

/** @param host for the message */
export function createListBound(host: string, limits: ListLimits = defaultListLimits): ListBound {
  let bytes = 0
  let items = 0
  const check = (): void => {
    if (bytes <= limits.bytes && items <= limits.items) return
    throw new AppError(
      'bad-response',
      `The list of ${host} is longer than any that is read (${Math.floor(limits.bytes / 1_048_576)} MiB, or ${limits.items.toLocaleString('en')} entries), so it could not be read. Check the URL and the server.`,
    )
  }
  return {
    check,
    add: (moreBytes, moreItems) => {
      bytes += moreBytes
      items += moreItems
      check()
    },
  }
}
