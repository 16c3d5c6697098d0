import { Folder } from 'lucide-react'
import { useStore } from 'zustand'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import styles from './VaultFolder.module.css'

/** Where the vault is kept, so that a person with several knows which one this is. */
export function VaultFolder() {
  const { vault } = useServices()
  const folder = useStore(vault, ({ status }) => status?.folder ?? '')
  return (
    <p className={styles['folder']}>
      <Folder size={14} aria-hidden className={styles['icon']} />
      <span className="visually-hidden">Folder of the vault: </span>
      <span className={styles['path']}>{plainText(folder, 4096)}</span>
    </p>
  )
}
