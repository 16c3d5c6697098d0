import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as english from '@zxcvbn-ts/language-en'
import type { Strength } from './password-strength.ts'

// A thread of its own: reading the word lists takes half a second, a verdict up to a tenth, and typing must not wait.

const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
  // More adds nothing to the verdict.
  maxLength: 64,
})

addEventListener('message', ({ data: password }: MessageEvent<string>) => {
  const { score, feedback } = estimator.check(password, ['latchkey', 'vault', 'token', 'password'])
  const advice = [feedback.warning, ...feedback.suggestions].filter((line) => line !== null)
  postMessage({ score, advice } satisfies Strength)
})
