const AMSTERDAM = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });
const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 86_400_000;

/** Days by hour: in Amsterdam a day begins on a whole hour of UTC. Formatting is slow, and a fill asks for every profile. */
const days = new Map<number, number>();
const MOST_HOURS = 20_000;

/** Calendar day of a moment in Europe/Amsterdam, as days since 1970-01-01. */
export function localDay(moment: Date): number {
  const hour = Math.floor(moment.getTime() / HOUR_MILLISECONDS);
  const known = days.get(hour);
  if (known !== undefined) return known;
  const day = Math.round(Date.parse(`${AMSTERDAM.format(moment)}T00:00:00Z`) / DAY_MILLISECONDS);
  if (days.size >= MOST_HOURS) days.clear();
  days.set(hour, day);
  return day;
}
