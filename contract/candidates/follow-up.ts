import * as z from 'zod';
import { DateSchema, UuidSchema } from '../common/primitives.ts';
import { CONTACT_OUTCOMES, type ContactRequest } from './contact-request.ts';
import { amsterdamDay, isWorkingDay, workingDaysBetween } from './working-days.ts';

/** Working days after which somebody is reminded of a request without an outcome (BX-08). */
export const REMINDER_DAYS = [3, 7] as const;
export type ReminderDays = (typeof REMINDER_DAYS)[number];
/** More days than this are not counted one by one: the last reminder is long due. */
const COUNTED_MILLISECONDS = 400 * 86_400_000;

type Asked = Pick<ContactRequest, 'outcome' | 'requestedAt'>;

/** For how many working days a request waits for its outcome; 0 when it has one. The day itself does not count. */
export function openWorkingDays({ outcome, requestedAt }: Asked, now: Date): number {
  if (outcome !== 'OPEN') return 0;
  const asked = Math.max(Date.parse(requestedAt), now.getTime() - COUNTED_MILLISECONDS);
  return workingDaysBetween(amsterdamDay(new Date(asked)), amsterdamDay(now));
}

/** The last reminder that a request has reached, or null (BX-08): the same on the screen as by mail. */
export function reminderReached(request: Asked, now: Date): ReminderDays | null {
  const open = openWorkingDays(request, now);
  return REMINDER_DAYS.findLast((days) => open >= days) ?? null;
}

/** The reminder that may be sent today: nothing on days that are not worked. */
export function reminderToSend(request: Asked, now: Date): ReminderDays | null {
  return isWorkingDay(amsterdamDay(now)) ? reminderReached(request, now) : null;
}

/** The most days of a report. */
export const REPORT_MOST_DAYS = 731;

/** A period of whole days in Europe/Amsterdam, both included. */
export const ReportPeriodSchema = z.object({ from: DateSchema, to: DateSchema });
export type ReportPeriod = z.infer<typeof ReportPeriodSchema>;

/** Requests of one employer, for one vacancy or without one (null), by the outcome they have now. */
export const ContactReportLineSchema = z.object({
  organizationId: UuidSchema,
  organizationName: z.string(),
  vacancyId: UuidSchema.nullable(),
  vacancyTitle: z.string().nullable(),
  /** Sum of `outcomes`. */
  total: z.int(),
  /** Every outcome, also with 0. */
  outcomes: z.record(CONTACT_OUTCOMES.schema, z.int()),
});
export type ContactReportLine = z.infer<typeof ContactReportLineSchema>;

export const ContactReportSchema = z.object({
  period: ReportPeriodSchema,
  /** By name of the employer, then by vacancy. */
  items: z.array(ContactReportLineSchema),
});
export type ContactReport = z.infer<typeof ContactReportSchema>;
