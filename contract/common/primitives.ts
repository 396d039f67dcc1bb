import * as z from 'zod';

/** Identifier of a row, RFC 9562, lower case. New rows get version 7. */
export const UuidSchema = z
  .uuid()
  .transform((value) => value.toLowerCase())
  .pipe(z.string());
export type Uuid = string;

/** A moment in UTC, ISO 8601 with offset. */
export const InstantSchema = z.iso.datetime({ offset: true });

/** A local calendar date in Europe/Amsterdam, `YYYY-MM-DD`. */
export const DateSchema = z.iso.date();

/** A month on a curriculum vitae, `YYYY-MM`, or a full date where the source knew it. */
export const MonthSchema = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'Gebruik jjjj, jjjj-mm of jjjj-mm-dd');
