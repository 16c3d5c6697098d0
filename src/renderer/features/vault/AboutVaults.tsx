import { FileLock2, KeyRound, NotebookPen } from 'lucide-react'
import styles from './AboutVaults.module.css'
import { VaultFolder } from './VaultFolder.tsx'

const facts = [
  {
    icon: FileLock2,
    title: 'An encrypted file on this computer',
    text: 'It keeps the servers you add and the secrets of their tokens.',
  },
  {
    icon: KeyRound,
    title: 'Only your password opens it',
    text: 'Nobody can recover or reset it, and there is no vault without one.',
  },
  {
    icon: NotebookPen,
    title: 'Write the password down',
    text: 'Keep it in a safe place: there is no recovery code in this version.',
  },
] as const

/** What a vault is, in the few lines a person reads before choosing a password. */
export function AboutVaults() {
  return (
    <section className={styles['about']} aria-label="What a vault is">
      <ul className={styles['facts']}>
        {facts.map(({ icon: Icon, title, text }) => (
          <li key={title} className={styles['fact']}>
            <Icon size={20} aria-hidden className={styles['icon']} />
            <div>
              <h2 className={styles['title']}>{title}</h2>
              <p className={styles['text']}>{text}</p>
            </div>
          </li>
        ))}
      </ul>
      <VaultFolder />
    </section>
  )
}
