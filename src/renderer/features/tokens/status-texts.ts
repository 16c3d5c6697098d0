import type { TokenStatus } from '../../../shared/model/token.ts'

export const statusTexts: Readonly<Record<TokenStatus, { readonly label: string; readonly help: string }>> = {
  active: { label: 'Active', help: 'The server accepts it.' },
  disabled: { label: 'Disabled', help: 'The server refuses it until it is enabled again.' },
  revoked: { label: 'Revoked', help: 'The server refuses it until the revocation is taken back.' },
  expired: { label: 'Expired', help: 'Its time has passed.' },
  gone: {
    label: 'Gone',
    help: 'It is no longer on the server. The row and its secret stay here until you remove them.',
  },
  unknown: { label: 'Unknown', help: 'The server gave no usable answer about it.' },
}

/** In the order they are offered. The object above has them all, or it would not compile. */
export const statuses = Object.keys(statusTexts) as TokenStatus[]
