import { type ComponentProps, useEffect } from 'react'
import { Dialog } from '../../ui/Dialog.tsx'

/**
 * A dialog whose Esc key is handled before the platform sees it: a dialog that opened by itself, after an answer, or
 * a second Esc would otherwise be closed without asking.
 */
export function ActionDialog(props: ComponentProps<typeof Dialog>) {
  const { onClose } = props
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      onClose?.()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [onClose])
  return <Dialog {...props} />
}
