import { AppError } from '../../shared/errors.ts'
import { invalidField } from './fields.ts'
import { decodeUtf8 } from './json.ts'

const maxBytes = 8_192

/**
 * Checks that bytes can be a token in a header: 1 to 8,192 printable ASCII characters without spaces; more with
 * `longest`, for a token that is sent in a body. Its inner form is not checked: a server may change it. Throws
 * `invalid-input` with field `secret`, without quoting anything.
 */
export function checkToken(token: Uint8Array, label: string, longest = maxBytes): void {
  checkLength(token, label, longest)
  if (token.some((byte) => byte <= 0x20 || byte === 0x7f)) {
    throw invalidField(
      'secret',
      `The ${label} must not contain spaces or line breaks. Give it alone, without a word before it.`,
    )
  }
  if (token.some((byte) => byte > 0x7f)) {
    throw invalidField('secret', `The ${label} contains letters that no token has. Copy it again.`)
  }
}

/** Checks a password: 1 to 8,192 bytes of UTF-8 in one line. Throws `invalid-input` with field `secret`. */
export function checkPassword(password: Uint8Array): void {
  checkLength(password, 'password')
  const text = decodeUtf8(password)
  if (text === null || /\p{Cc}/u.test(text)) {
    throw invalidField('secret', 'The password must be one line of UTF-8 text.')
  }
}

/** A session's own copy of a credential. */
export interface HeldCredential {
  /** The credential as text, for one header or body. Throws `cancelled` after {@link HeldCredential.wipe}. */
  text(): string
  /** Overwrites the copy. */
  wipe(): void
}

/** Copies a credential, so that the caller may wipe its own. */
export function holdCredential(credential: Uint8Array): HeldCredential {
  const copy = Uint8Array.from(credential)
  let isWiped = false
  return {
    text() {
      if (isWiped) {
        throw new AppError('cancelled', 'The connection to this server was closed.', { outcome: 'not-sent' })
      }
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(copy)
    },
    wipe() {
      copy.fill(0)
      isWiped = true
    },
  }
}

function checkLength(credential: Uint8Array, label: string, longest = maxBytes): void {
  if (credential.length === 0) throw invalidField('secret', `The ${label} must not be empty.`)
  if (credential.length > longest) {
    throw invalidField('secret', `The ${label} is too long: at most ${longest} bytes.`)
  }
}
