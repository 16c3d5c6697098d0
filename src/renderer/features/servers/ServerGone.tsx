import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'

/** In the place of a dialog whose server was removed meanwhile. */
export function ServerGone({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      title="The server is no longer here"
      onClose={onClose}
      actions={
        <FirstFocus>
          <Button onClick={onClose}>Close</Button>
        </FirstFocus>
      }
    >
      <p>It was removed from this vault.</p>
    </Dialog>
  )
}
