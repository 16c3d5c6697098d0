import { isUtf8 } from 'node:buffer'
import { AppError } from '../../shared/errors.ts'

const fewestCharacters = 8
const mostBytes = 1024

/**
 * The least a new password must be: 8 characters, at most 1,024 bytes of valid UTF-8. Throws `invalid-input`
 * with field `password`. Counts without making a string of it.
 */
export function checkNewPassword(password: Uint8Array): void {
  const characters = password.reduce((count, byte) => ((byte & 0xc0) === 0x80 ? count : count + 1), 0)
  if (characters < fewestCharacters) {
    throw refuse(`The password is too short: use at least ${fewestCharacters} characters, better a sentence.`)
  }
  if (password.length > mostBytes) throw refuse('The password is too long: at most 1,024 bytes.')
  if (!isUtf8(password)) throw refuse('The password is not text in UTF-8.')
}

const refuse = (message: string) => new AppError('invalid-input', message, { field: 'password' })
