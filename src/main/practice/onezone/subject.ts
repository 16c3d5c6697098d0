/** Who a token acts for. */
export interface Subject {
  readonly type: 'user' | 'oneprovider'
  readonly id: string
}

/** One text per subject, as it stands inside tokens and caveats. */
export function keyOf(subject: Subject): string {
  return `${subject.type === 'user' ? 'usr' : 'prv'}-${subject.id}`
}

/** Reads what `keyOf` writes; `null`: it is something else. */
export function readKey(text: string): Subject | null {
  const [, type, id] = /^(usr|prv)-(.+)$/.exec(text) ?? []
  return type === undefined || id === undefined ? null : { type: type === 'usr' ? 'user' : 'oneprovider', id }
}

/** How a subject is written in JSON; `null` is nobody. */
export function showSubject(subject: Subject | null): Record<string, unknown> {
  return subject === null ? { type: 'nobody', id: null } : { type: subject.type, id: subject.id }
}

/** Whether both are the same. */
export function isSame(left: Subject, right: Subject): boolean {
  return keyOf(left) === keyOf(right)
}
