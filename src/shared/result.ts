import type { AppErrorData } from './errors.ts'

/** What every call over the bridge answers with. A rejected promise never crosses a process. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppErrorData }
