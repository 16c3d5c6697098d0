import { createStore, type StoreApi } from 'zustand/vanilla'

/** The one dialog that may be open. Ids only: what it shows comes from the engine. */
export type OpenDialog =
  | { readonly kind: 'add-server' }
  | { readonly kind: 'edit-server'; readonly serverId: string }
  | { readonly kind: 'test-server'; readonly serverId: string }
  | { readonly kind: 'remove-server'; readonly serverId: string }
  | { readonly kind: 'capabilities'; readonly serverId: string }
  | { readonly kind: 'owners'; readonly serverId: string }
  /** Ends all temporary tokens of the identity that Latchkey signs in with. */
  | { readonly kind: 'revoke-temporary'; readonly serverId: string }
  | { readonly kind: 'look-into'; readonly serverId: string }
  | { readonly kind: 'create-token'; readonly serverId: string | null }
  /** `isNew`: just created, its secret was committed before this opened. */
  | { readonly kind: 'secret'; readonly tokenId: string; readonly isNew: boolean }
  | { readonly kind: 'store-secret'; readonly tokenId: string }
  | { readonly kind: 'change-token'; readonly tokenId: string }
  | { readonly kind: 'delete-token'; readonly tokenId: string }
  | { readonly kind: 'purge-token'; readonly tokenId: string }

/** A fact about something that was done, shown for a few seconds. Never holds a secret. */
export interface Toast {
  readonly id: number
  readonly tone: 'good' | 'info' | 'bad'
  readonly text: string
}

interface UiState {
  readonly dialog: OpenDialog | null
  /** The token in the details panel. */
  readonly selectedTokenId: string | null
  readonly toasts: readonly Toast[]
  open(dialog: OpenDialog): void
  close(): void
  select(tokenId: string | null): void
  tell(tone: Toast['tone'], text: string): void
  dismiss(id: number): void
}

export type UiStore = StoreApi<UiState>

/** What the engine does not care about. */
export function createUiStore(): UiStore {
  let nextToast = 1
  return createStore<UiState>((set) => ({
    dialog: null,
    selectedTokenId: null,
    toasts: [],
    open: (dialog) => set({ dialog }),
    close: () => set({ dialog: null }),
    select: (selectedTokenId) => set({ selectedTokenId }),
    tell: (tone, text) => {
      const toast = { id: nextToast, tone, text }
      nextToast += 1
      set(({ toasts }) => ({ toasts: [...toasts.slice(-2), toast] }))
    },
    dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  }))
}
