import { type ReactNode, useEffect, useId, useRef } from 'react'
import { classes } from './classes.ts'
import styles from './Dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  /** Buttons, the safe one first. */
  readonly actions: ReactNode
  readonly width?: 'normal' | 'wide'
  /** Esc asks for this. null = only a button closes it. */
  readonly onClose: (() => void) | null
  /** Wraps content and actions in a form. */
  readonly onSubmit?: (form: HTMLFormElement) => void
}

/** The platform's own modal dialog: it traps the focus, hides the rest from screen readers and gives the focus back. */
export function Dialog({ title, children, actions, width = 'normal', onClose, onSubmit }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    if (!element?.open) element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  // Before the platform sees it: a dialog that opened by itself, after an answer, would be closed without asking.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      onClose?.()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [onClose])
  const content = (
    <>
      <div className={styles['content']}>{children}</div>
      <footer className={styles['actions']}>{actions}</footer>
    </>
  )
  return (
    <dialog
      ref={dialog}
      className={classes(styles['dialog'], width === 'wide' && styles['wide'])}
      aria-labelledby={id}
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id={id} className={styles['title']}>
        {title}
      </h2>
      {onSubmit ? (
        <form
          noValidate
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault()
            onSubmit(event.currentTarget)
          }}
        >
          {content}
        </form>
      ) : (
        content
      )}
    </dialog>
  )
}
