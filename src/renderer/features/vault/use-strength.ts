import { type RefObject, useEffect, useRef, useState } from 'react'
import { type EstimateStrength, loadEstimate, type Strength } from './password-strength.ts'
import { readField } from './take-password.ts'

/** The strength of what stands in the form's field `password`. Only the verdict is kept, never the password. */
export function useStrength(form: RefObject<HTMLFormElement | null>) {
  const estimate = useRef<EstimateStrength | null>(null)
  /** null = nothing typed, or the word lists are not there (yet). */
  const [strength, setStrength] = useState<Strength | null>(null)
  useEffect(() => {
    const loading = loadEstimate().then((loaded) => {
      estimate.current = loaded
      // What was typed while it loaded.
      const typed = form.current ? readField(form.current, 'password') : ''
      if (typed !== '') setStrength(loaded(typed))
    })
    // Without the word lists the rule goes by length alone, and says so.
    loading.catch(() => undefined)
  }, [form])
  return {
    strength,
    measure: (password: string) =>
      setStrength(password === '' ? null : (estimate.current?.(password) ?? null)),
  }
}
