import type { Strength } from './password-strength.ts'
import workerUrl from './strength-worker.ts?worker&url'

export interface StrengthEstimator {
  /** Rejects when the word lists could not be loaded. */
  estimate(password: string): Promise<Strength>
  /** Ends it, and what it remembers of the passwords with it. */
  close(): void
}

/** The word lists are large, so they are loaded only where a password is chosen. */
export function openEstimator(): StrengthEstimator {
  const worker = new Worker(trusted(workerUrl), { type: 'module' })
  const waiting: PromiseWithResolvers<Strength>[] = []
  let hasFailed = false
  worker.onmessage = ({ data }: MessageEvent<Strength>) => waiting.shift()?.resolve(data)
  worker.onerror = () => {
    hasFailed = true
    for (const { reject } of waiting.splice(0)) reject(new Error('no word lists'))
  }
  return {
    estimate: (password) => {
      if (hasFailed) return Promise.reject(new Error('no word lists'))
      const answer = Promise.withResolvers<Strength>()
      waiting.push(answer)
      worker.postMessage(password)
      return answer.promise
    },
    close: () => worker.terminate(),
  }
}

/** The page's policy lets only vouched-for addresses start a worker; this one is a file of the app. */
declare const trustedTypes: {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string }
}

function trusted(url: string): string {
  const rules = {
    createScriptURL: (wanted: string) => {
      if (wanted !== workerUrl) throw new TypeError('not a worker of Latchkey')
      return wanted
    },
  }
  return trustedTypes.createPolicy('latchkey-worker', rules).createScriptURL(url)
}
