/** The password as bytes for the engine; the fields are emptied, so that the page does not keep it. */
export function takePassword(form: HTMLFormElement): Uint8Array {
  const typed = readField(form, 'password')
  form.reset()
  return new TextEncoder().encode(typed)
}

export function readField(form: HTMLFormElement, name: string): string {
  const typed = new FormData(form).get(name)
  return typeof typed === 'string' ? typed : ''
}

/** Puts the cursor into a field of the form, with what it holds selected. */
export function focusField(form: HTMLFormElement | null, name: string): void {
  const field = form?.elements.namedItem(name)
  if (!(field instanceof HTMLInputElement)) return
  field.focus()
  field.select()
}
