import { TextSelect } from 'lucide-react'
import { useRef } from 'react'
import { classes } from './classes.ts'
import { IconButton } from './IconButton.tsx'
import styles from './SelectableText.module.css'

interface SelectableTextProps {
  /** What it is, for the button’s label: “the remote id”. */
  readonly name: string
  readonly text: string
  readonly isMono?: boolean
}

/** A text that is not secret, whole. One click or the button selects it; Ctrl+C then copies it. */
export function SelectableText({ name, text, isMono = false }: SelectableTextProps) {
  const element = useRef<HTMLSpanElement>(null)
  return (
    <span className={styles['box']}>
      <span ref={element} className={classes(styles['text'], isMono && styles['mono'])}>
        {text}
      </span>
      <span className={styles['button']}>
        <IconButton
          icon={TextSelect}
          label={`Select ${name}, to copy it with Ctrl+C`}
          onClick={() => {
            if (element.current) getSelection()?.selectAllChildren(element.current)
          }}
        />
      </span>
    </span>
  )
}
