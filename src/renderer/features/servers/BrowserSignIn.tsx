import { Copy, LogIn } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Input, Output } from '../../../shared/ipc/contract.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { localTime } from '../../lib/times.ts'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { Notice } from '../../ui/Notice.tsx'
import { SelectableText } from '../../ui/SelectableText.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './BrowserSignIn.module.css'

interface BrowserSignInProps {
  /** What the form holds: where to sign in. */
  readonly place: () => Input<'servers.signInStart'>
  /** Why it cannot begin; null = it can. */
  readonly unavailable: string | null
  /** The finished sign-in, for saving; null = it was begun anew. */
  readonly onSignIn: (id: string | null) => void
}

/** So often the server is asked whether the person is done. */
const pollMs = 3_000

/** Signing in with the browser: an address to open, the code that is shown there, and waiting until it is done. */
export function BrowserSignIn({ place, unavailable, onSignIn }: BrowserSignInProps) {
  const { client } = useServices()
  const starting = useAction()
  const [begun, setBegun] = useState<Output<'servers.signInStart'> | null>(null)
  const begin = async () => {
    onSignIn(null)
    if (begun !== null) void client.call('servers.signInCancel', { id: begun.id })
    const input = place()
    setBegun(await starting.run(() => client.call('servers.signInStart', input)))
    input.proxySecret?.fill(0)
  }
  const last = useRef<string | null>(null)
  useEffect(() => {
    if (begun !== null) last.current = begun.id
  }, [begun])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it comes and when it goes
  useEffect(() => {
    // It stands for another place than the one before.
    onSignIn(null)
    return () => {
      // What it brought is used by then, or not wanted any more.
      if (last.current !== null) void client.call('servers.signInCancel', { id: last.current })
    }
  }, [])
  if (begun !== null) {
    return <Waiting key={begun.id} begun={begun} onSignIn={onSignIn} onAgain={() => void begin()} />
  }
  return (
    <div className={styles['box']}>
      <p className={styles['help']}>
        The server gives an address. Open it in your browser, sign in there, and come back.
      </p>
      <div>
        <Button
          icon={LogIn}
          isPending={starting.isPending}
          unavailable={unavailable}
          onClick={() => void begin()}
        >
          Begin to sign in
        </Button>
      </div>
      {starting.error && <Notice tone="bad">{plainText(starting.error.message, 600)}</Notice>}
    </div>
  )
}

interface WaitingProps {
  readonly begun: Output<'servers.signInStart'>
  readonly onSignIn: (id: string | null) => void
  readonly onAgain: () => void
}

function Waiting({ begun, onSignIn, onAgain }: WaitingProps) {
  const { client } = useServices()
  const finishing = useAction()
  const [code, setCode] = useState('')
  const [isDone, setDone] = useState(false)
  const [isCopied, setCopied] = useState(false)
  const { error } = finishing
  const isOver = error !== null && error.field !== 'code'

  const finish = async (typed: string) => {
    const answer = await finishing.run(() =>
      client.call('servers.signInFinish', { id: begun.id, code: typed }),
    )
    if (!answer?.done) return
    setDone(true)
    onSignIn(begun.id)
  }
  // Some sign-ins need no code: the server knows by itself when the person is done.
  useEffect(() => {
    if (isDone || error !== null || finishing.isPending || code !== '') return
    const timer = setTimeout(() => void finish(''), pollMs)
    return () => clearTimeout(timer)
  })

  if (isDone) {
    return (
      <Notice tone="good" title="Signed in" actions={<Button onClick={onAgain}>Sign in again</Button>}>
        What the sign-in brought is used when you test and save.
      </Notice>
    )
  }
  return (
    <div className={styles['box']}>
      <p className={styles['label']}>1. Open this address in your browser and sign in</p>
      <p className={styles['address']}>
        <SelectableText name="the address" text={begun.url} isMono />
      </p>
      <div className={styles['line']}>
        <Button icon={Copy} onClick={() => setCopied(copyText(begun.url))}>
          Copy the address
        </Button>
        <p role="status" className={styles['help']}>
          {isCopied ? 'Copied.' : ''}
        </p>
      </div>
      <p className={styles['label']}>2. Come back here</p>
      <TextField
        label="Code that the browser shows at the end"
        name="sign-in-code"
        help="Leave it empty if none is shown: Latchkey notices by itself."
        value={code}
        error={error?.field === 'code' ? error.message : null}
        onChange={(text) => {
          finishing.clear()
          setCode(text)
        }}
      />
      <div className={styles['line']}>
        <Button isPending={finishing.isPending} onClick={() => void finish(code.trim())}>
          I am done
        </Button>
        <Button variant="quiet" onClick={onAgain}>
          Begin anew
        </Button>
      </div>
      <p role="status" className={styles['help']}>
        {isOver ? '' : `Waiting for the browser, until ${localTime(begun.expiresAtMs)} at most.`}
      </p>
      {isOver && <Notice tone="bad">{plainText(error.message, 600)}</Notice>}
    </div>
  )
}
