import { useEffect, useRef, useState } from 'react'
import type { Strength } from './password-strength.ts'
import { openEstimator, type StrengthEstimator } from './strength-estimator.ts'

/** The strength of the password being typed. Only the verdict is kept, never the password. */
export function useStrength() {
  const estimator = useRef<StrengthEstimator | null>(null)
  const latest = useRef(0)
  /** null = nothing typed, or no verdict (yet). */
  const [strength, setStrength] = useState<Strength | null>(null)
  useEffect(() => {
    estimator.current = openEstimator()
    return () => estimator.current?.close()
  }, [])

  /** The verdict; null = there can be none, because the word lists could not be loaded. */
  const measure = async (password: string): Promise<Strength | null> => {
    latest.current += 1
    const turn = latest.current
    const found =
      password === '' ? null : await (estimator.current?.estimate(password).catch(() => null) ?? null)
    if (turn === latest.current) setStrength(found)
    return found
  }
  return { strength, measure }
}
