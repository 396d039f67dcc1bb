import { localDay } from '@hallowerk/contract/candidates/local-day.ts';
import { DAY, HOUR, plus } from '../security/clock.ts';

export type MailedWatch = 'EMAIL_DAILY' | 'EMAIL_WEEKLY';

/** On the clock in Amsterdam; it changes to and from summer time long before. */
const HOUR_OF_SENDING = 7;
const HOUR_IN_AMSTERDAM = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Amsterdam',
  hour: 'numeric',
  hourCycle: 'h23',
});
const THURSDAY = 4;
const MONDAY = 1;

/** The last moment up to `now` at which a mail was due: seven in the morning in Amsterdam, of every day or every Monday. */
export function lastSlot(watch: MailedWatch, now: Date): Date {
  let day = localDay(now);
  if (sendingOn(day) > now) day -= 1;
  if (watch === 'EMAIL_WEEKLY') day -= (weekdayOf(day) - MONDAY + 7) % 7;
  return sendingOn(day);
}

/** `day` as `localDay`. */
function sendingOn(day: number): Date {
  const midnight = plus(new Date(0), day * DAY);
  const asIfUtc = plus(midnight, HOUR_OF_SENDING * HOUR);
  const ahead = Number(HOUR_IN_AMSTERDAM.format(asIfUtc)) - HOUR_OF_SENDING;
  return plus(asIfUtc, -ahead * HOUR);
}

/** 1970-01-01 was a Thursday; Sunday is 0. */
function weekdayOf(day: number): number {
  return (day + THURSDAY) % 7;
}
