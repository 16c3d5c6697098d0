import { type ReactNode, useEffect, useState } from 'react'
import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { useToken } from '../../lib/use-token.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Notice } from '../../ui/Notice.tsx'

interface TokenGateProps {
  readonly tokenId: string
  readonly children: (token: Token) => ReactNode
}

/** Shows its children once the token is there. The vault answers at once, so waiting is shown only when it lasts. */
export function TokenGate({ tokenId, children }: TokenGateProps) {
  const { ui } = useServices()
  const { token, error, retry } = useToken(tokenId)
  const isSlow = useLater(300)
  if (token) return children(token)
  if (!error && !isSlow) return null
  const close = () => ui.getState().close()
  return (
    <Dialog
      title={error ? 'This token cannot be shown' : 'One moment'}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Close</Button>
          {error && <Button onClick={retry}>Try again</Button>}
        </>
      }
    >
      {error ? <Notice tone="bad">{error.message}</Notice> : <p role="status">Reading the token…</p>}
    </Dialog>
  )
}

function useLater(afterMs: number): boolean {
  const [isLater, setLater] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return isLater
}
