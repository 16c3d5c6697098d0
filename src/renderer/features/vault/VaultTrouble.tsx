import { Panel } from '../../ui/Panel.tsx'

export function VaultTrouble({ title, message }: { title: string; message: string | null }) {
  return (
    <Panel title={title}>
      <p role="alert">{message}</p>
    </Panel>
  )
}
