const day = { day: 'numeric', month: 'long', year: 'numeric' } as const
const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/**
 * An instant with its weekday in local time, and its time in UTC: with the day where that is another one, null where
 * local time is UTC.
 */
export function instantWords(ms: number, timeZone?: string): { local: string; utc: string | null } {
  const here = inZone(ms, timeZone)
  const utc = inZone(ms, 'UTC')
  if (here.day !== utc.day) return { local: here.both, utc: `${utc.both} UTC` }
  return here.time === utc.time
    ? { local: `${here.both} UTC`, utc: null }
    : { local: here.both, utc: `${utc.time} UTC` }
}

function inZone(ms: number, timeZone: string | undefined) {
  const zone = timeZone === undefined ? {} : { timeZone }
  // Put together here: where the platform sets a comma after the weekday differs between its versions.
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', ...zone }).format(ms)
  const dayText = `${weekday} ${new Intl.DateTimeFormat('en-GB', { ...day, ...zone }).format(ms)}`
  const timeText = new Intl.DateTimeFormat('en-GB', { ...time, ...zone }).format(ms)
  return { day: dayText, time: timeText, both: `${dayText}, ${timeText}` }
}
