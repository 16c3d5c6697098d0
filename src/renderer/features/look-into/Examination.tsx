import type { Ref } from 'react'
import type { Output } from '../../../shared/ipc/contract.ts'
import { plainText } from '../../../shared/text.ts'
import { recordText } from '../../lib/record-text.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { MonoBlock } from '../../ui/MonoBlock.tsx'
import styles from './Examination.module.css'

interface ExaminationProps {
  readonly title: string
  readonly found: Output<'tokens.examine'>
  readonly ref?: Ref<HTMLDivElement>
}

/** What a server told about a token's text: in words, and as it told it. */
export function Examination({ title, found, ref }: ExaminationProps) {
  return (
    <section ref={ref} tabIndex={-1} aria-label={title} className={styles['found']}>
      <h3 className={styles['title']}>{title}</h3>
      <dl className={styles['lines']}>
        {found.lines.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are told in order, and some twice
          <div key={index} className={styles['line']}>
            <dt>{plainText(label, 80)}</dt>
            <dd>{plainText(value, 2000)}</dd>
          </div>
        ))}
      </dl>
      <Disclosure summary="As the server told it">
        <MonoBlock label="As the server told it" text={recordText(found.details)} />
      </Disclosure>
    </section>
  )
}
