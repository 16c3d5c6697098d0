const parts = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const

/** An instant with its weekday, in local time and in UTC; `utc` is null where both are the same. */
export function instantWords(ms: number, timeZone?: string): { local: string; utc: string | null } {
  const words = (zone: string | undefined) =>
    new Intl.DateTimeFormat('en-GB', { ...parts, ...(zone === undefined ? {} : { timeZone: zone }) })
      .format(ms)
      .replace(' at ', ', ')
  const local = words(timeZone)
  const utc = words('UTC')
  return local === utc ? { local: `${local} UTC`, utc: null } : { local, utc: `${utc} UTC` }
}
