/** The password as bytes for the engine; the fields are emptied, so that the page does not keep it. */
export function takePassword(form: HTMLFormElement): Uint8Array {
  const typed = new FormData(form).get('password')
  form.reset()
  return new TextEncoder().encode(typeof typed === 'string' ? typed : '')
}
