/** The typed secret as bytes for the engine, without spaces around it; the form is emptied. */
export function takeSecret(form: HTMLFormElement): Uint8Array {
  const typed = new FormData(form).get('secret')
  form.reset()
  return new TextEncoder().encode(typeof typed === 'string' ? typed.trim() : '')
}
