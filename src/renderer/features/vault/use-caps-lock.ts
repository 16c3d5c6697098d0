import { type KeyboardEvent, useState } from 'react'

/** Whether Caps Lock is on, as far as the last key in the form has told. */
export function useCapsLock() {
  const [isOn, setOn] = useState(false)
  const look = (event: KeyboardEvent) => setOn(event.getModifierState('CapsLock'))
  return { isOn, onKeyDown: look, onKeyUp: look }
}
