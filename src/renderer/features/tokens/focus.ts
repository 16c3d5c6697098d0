/** The two places the focus goes back and forth between. */
export const gridId = 'tokens-grid'
export const detailsId = 'token-details'

export const focusGrid = () => document.getElementById(gridId)?.focus({ preventScroll: true })
export const focusDetails = () => document.getElementById(detailsId)?.focus({ preventScroll: true })
