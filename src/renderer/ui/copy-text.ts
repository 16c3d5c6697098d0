/** Copies a text that is no secret, with the focus left where it was. Only in answer to a press; false = the platform refused. */
export function copyText(text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', put, { capture: true })
  try {
    // Old, but the one way that needs no permission: the window has none.
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', put, { capture: true })
  }
}
