import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import type { Check } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'
import styles from './CheckList.module.css'
import { isWarning } from './failure-words.ts'

const names: Readonly<Record<string, string>> = {
  reachable: 'Reachable',
  certificate: 'Certificate',
  product: 'Product',
  version: 'Version',
  credential: 'Credential',
  account: 'Account',
  rights: 'Rights',
  clock: 'Clock',
}

const looks = {
  good: { icon: CircleCheck, word: 'passed' },
  warn: { icon: TriangleAlert, word: 'warning' },
  bad: { icon: CircleX, word: 'failed' },
} as const

/** The lines of a diagnosis in the order they were tried. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ol className={styles['list']} aria-label="Checks">
      {checks.map((check) => {
        const tone = toneOf(check)
        const { icon: Icon, word } = looks[tone]
        return (
          <li key={check.check} className={styles['line']}>
            <Icon size={16} aria-hidden className={styles[tone]} />
            <span className={styles['name']}>
              {nameOf(check.check)}
              <span className="visually-hidden"> {word}</span>
            </span>
            <span className={styles['message']}>
              {plainText(isWarning(check) ? check.message.replace(/^Warning: /, '') : check.message, 900)}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function toneOf(check: Check): keyof typeof looks {
  if (!check.ok) return 'bad'
  return isWarning(check) ? 'warn' : 'good'
}

function nameOf(check: string): string {
  return names[check] ?? plainText(check.charAt(0).toUpperCase() + check.slice(1).replaceAll('-', ' '), 40)
}
