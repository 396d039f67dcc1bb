const AMSTERDAM = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });
const DAY_MILLISECONDS = 86_400_000;

/** Calendar day of a moment in Europe/Amsterdam, as days since 1970-01-01. */
export function localDay(moment: Date): number {
  return Math.round(Date.parse(`${AMSTERDAM.format(moment)}T00:00:00Z`) / DAY_MILLISECONDS);
}
