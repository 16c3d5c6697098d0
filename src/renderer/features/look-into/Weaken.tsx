import { useEffect, useRef, useState } from 'react'
import { checkCaveats } from '../../../shared/model/caveats.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { CaveatBuilder } from '../../ui/caveats/CaveatBuilder.tsx'
import { parseCaveats, typeInside } from '../../ui/caveats/caveat-input.ts'
import { Notice } from '../../ui/Notice.tsx'
import { OnceSecret } from './OnceSecret.tsx'
import styles from './Weaken.module.css'

interface WeakenProps {
  readonly serverId: string
  /** What the server told of the token: its type and the caveats it has already. */
  readonly details: Readonly<Record<string, unknown>>
  /** The token's text; it is wiped here. */
  readonly readToken: () => Uint8Array
}

/** More restrictions for a token's text: the outcome is a token of its own, shown once. */
export function Weaken({ serverId, details, readToken }: WeakenProps) {
  const { client } = useServices()
  const action = useAction()
  const [value, setValue] = useState('')
  /** The new token; its bytes are wiped when it goes out of sight. */
  const [made, setMade] = useState<Uint8Array | null>(null)
  const held = useRef<Uint8Array | null>(null)
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[data-add] button')?.focus()
    return () => void held.current?.fill(0)
  }, [])
  const hold = (secret: Uint8Array | null) => {
    held.current?.fill(0)
    held.current = secret
    setMade(secret)
  }
  const tokenType = typeInside(details['type'])
  const before = Array.isArray(details['caveats']) ? (details['caveats'] as readonly unknown[]) : []
  const caveats = parseCaveats(value)
  const [problem] = caveats === null ? [] : checkCaveats(caveats, tokenType)
  const unavailable =
    caveats === null
      ? 'The restrictions are not a JSON array.'
      : caveats.length === 0
        ? 'Add a restriction first: without one the outcome would be the same token.'
        : (problem?.message ?? null)
  const confine = async () => {
    const secret = readToken()
    const answer = await action.run(() =>
      client.call('tokens.confine', { server: serverId, secret, fields: { caveats: value } }),
    )
    secret.fill(0)
    if (answer) hold(answer.secret)
  }
  return (
    <section ref={box} aria-label="Make a weaker one" className={styles['weaken']}>
      <h3 className={styles['title']}>Make a weaker one</h3>
      <p className={styles['hint']}>
        Restrictions are added to a copy. The token itself stays as it is, and when it ends, the copy ends
        too.
      </p>
      <CaveatBuilder
        value={value}
        tokenType={tokenType}
        before={before}
        loadChoices={(field) => client.call('servers.choices', { server: serverId, field })}
        onChange={(next) => {
          setValue(next)
          hold(null)
          action.clear()
        }}
      />
      {made === null ? (
        <div>
          <Button
            variant="primary"
            isPending={action.isPending}
            unavailable={unavailable}
            onClick={() => void confine()}
          >
            Make it
          </Button>
        </div>
      ) : (
        <OnceSecret secret={made} />
      )}
      {action.error && <Notice tone="bad">{action.error.message}</Notice>}
    </section>
  )
}
