import { CONTACT_OUTCOMES, type ContactOutcome } from '@hallowerk/contract/candidates/contact-request.ts';
import type { ContactReportLine, ReportPeriod } from '@hallowerk/contract/candidates/follow-up.ts';
import { addDays, amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import type { Language } from '../shared/formatting/dates.ts';

export const PERIODS = ['thisMonth', 'lastMonth', 'thisQuarter', 'own'] as const;
export type PeriodChoice = (typeof PERIODS)[number];

export type ReportColumn = 'employer' | 'vacancy' | 'total' | ContactOutcome;
export interface ReportSort {
  readonly column: ReportColumn;
  readonly descending: boolean;
}

/** The days of a period that is chosen by name, as of now, whole months and quarters. */
export function periodOf(choice: Exclude<PeriodChoice, 'own'>, now: Date): ReportPeriod {
  const today = amsterdamDay(now);
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  switch (choice) {
    case 'thisMonth':
      return months(year, month, 1);
    case 'lastMonth':
      return months(year, month - 1, 1);
    default:
      return months(year, month - ((month - 1) % 3), 3);
  }
}

/** `count` whole months; month 0 is December of the year before. */
function months(year: number, month: number, count: number): ReportPeriod {
  return { from: firstOf(year, month), to: addDays(firstOf(year, month + count), -1) };
}

function firstOf(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}

/** A new list in the order that is asked for; lines that are alike stay by name. */
export function sortReport(
  lines: readonly ContactReportLine[],
  { column, descending }: ReportSort,
  language: Language,
): readonly ContactReportLine[] {
  const texts = new Intl.Collator(language);
  const compare = (one: ContactReportLine, other: ContactReportLine): number => {
    if (column === 'employer') return texts.compare(one.organizationName, other.organizationName);
    if (column === 'vacancy') return texts.compare(one.vacancyTitle ?? '', other.vacancyTitle ?? '');
    return valueOf(one, column) - valueOf(other, column);
  };
  return lines.toSorted((one, other) => (descending ? compare(other, one) : compare(one, other)));
}

function valueOf(line: ContactReportLine, column: 'total' | ContactOutcome): number {
  return column === 'total' ? line.total : (line.outcomes[column] ?? 0);
}

/** The sum of all lines, by outcome and together. */
export function totalsOf(lines: readonly ContactReportLine[]): Pick<ContactReportLine, 'total' | 'outcomes'> {
  const sum = (column: 'total' | ContactOutcome) => lines.reduce((so, line) => so + valueOf(line, column), 0);
  const outcomes = Object.fromEntries(CONTACT_OUTCOMES.codes.map((code) => [code, sum(code)]));
  return { total: sum('total'), outcomes: outcomes as Record<ContactOutcome, number> };
}
