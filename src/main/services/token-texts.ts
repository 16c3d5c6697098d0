import { AppError } from '../../shared/errors.ts'
import type { CapabilityId } from '../../shared/model/kind.ts'
import type { Examination, Session } from '../providers/provider.ts'
import { offered, onServer, requireCapability } from './capabilities.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { getServer } from './records.ts'

/**
 * What a server is asked about a token's text, whoever's it is. The text stays the caller's to wipe; it is never
 * stored. Each question is in the journal, without the text.
 */
export interface TokenTexts {
  examine(reference: string, secret: Uint8Array, actor: Actor): Promise<Examination>
  /** The weaker token, which the caller wipes. */
  confine(
    reference: string,
    secret: Uint8Array,
    fields: Readonly<Record<string, string>>,
    actor: Actor,
  ): Promise<Uint8Array>
  scope(reference: string, secret: Uint8Array, actor: Actor): Promise<Examination>
}

export function createTokenTexts(core: Core): TokenTexts {
  const ask = async <T>(
    reference: string,
    secret: Uint8Array,
    actor: Actor,
    capability: CapabilityId,
    verb: string,
    question: (session: Session, ownName: string) => Promise<T>,
  ): Promise<T> => {
    const server = core.vault.withDb(({ db }) => getServer(db, reference))
    return onServer(core, server, actor, verb, `a token's text on ${server.name}`, async () => {
      requireCapability(core, server, capability)
      if (secret.length === 0) {
        throw new AppError('invalid-input', 'The text of the token is empty.', { field: 'secret' })
      }
      const answer = await question(core.sessions.of(server.id), server.name)
      core.vault.withDb((open) =>
        writeEntry(open, core.now(), actor, verb, `a token's text on ${server.name}`),
      )
      return answer
    })
  }
  return {
    examine: (reference, secret, actor) =>
      ask(reference, secret, actor, 'tokens.examine', 'token.examine', (session, server) =>
        offered(session.examine?.bind(session), server)(secret, core.untilLock()),
      ),
    confine: (reference, secret, fields, actor) =>
      ask(reference, secret, actor, 'tokens.confine', 'token.confine', (session, server) =>
        offered(session.confine?.bind(session), server)(secret, fields, core.untilLock()),
      ),
    scope: (reference, secret, actor) =>
      ask(reference, secret, actor, 'tokens.scope', 'token.scope', (session, server) =>
        offered(session.scope?.bind(session), server)(secret, core.untilLock()),
      ),
  }
}
