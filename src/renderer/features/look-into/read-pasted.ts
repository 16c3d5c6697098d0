/** The pasted text as bytes, without spaces around it. The field keeps it until the dialog ends; whoever gets the bytes wipes them. */
export function readPasted(form: HTMLFormElement | null): Uint8Array {
  const typed = form === null ? null : new FormData(form).get('secret')
  return new TextEncoder().encode(typeof typed === 'string' ? typed.trim() : '')
}
