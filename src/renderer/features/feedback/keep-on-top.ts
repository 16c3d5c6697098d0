/**
 * Keeps a popover in the top layer. A modal dialog covers what was shown before it and takes everything outside of
 * itself out of reach, so the popover moves into the dialog while one is open, and out again. Returns the undoing.
 */
export function keepOnTop(host: HTMLElement): () => void {
  const place = () => {
    const dialogs = document.querySelectorAll('dialog:modal')
    const parent = dialogs[dialogs.length - 1] ?? document.body
    if (host.parentNode === parent && host.matches(':popover-open')) return
    const focused = host.contains(document.activeElement) ? document.activeElement : null
    parent.append(host)
    host.showPopover()
    if (focused instanceof HTMLElement) focused.focus()
  }
  place()
  // A dialog opens by its attribute; it goes away with what shows it, and takes the popover along.
  const observer = new MutationObserver((changes) => {
    if (!host.isConnected || changes.some(({ type }) => type === 'attributes')) place()
  })
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['open'] })
  return () => {
    observer.disconnect()
    host.remove()
  }
}
