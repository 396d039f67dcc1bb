import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTACT_OUTCOMES, type ContactOutcome } from '@hallowerk/contract/candidates/contact-request.ts';
import type { ContactReportLine } from '@hallowerk/contract/candidates/follow-up.ts';
import { periodOf, sortReport, totalsOf } from './contact-report.ts';

const NOW = new Date('2026-01-31T23:30:00Z');
const line = (name: string, counts: readonly number[]): ContactReportLine => ({
  ...{ organizationId: name, organizationName: name, vacancyId: null, vacancyTitle: null },
  total: counts.reduce((sum, count) => sum + count, 0),
  outcomes: Object.fromEntries(CONTACT_OUTCOMES.codes.map((code, at) => [code, counts[at] ?? 0])) as Record<
    ContactOutcome,
    number
  >,
});

describe('the report of contact requests', () => {
  it('BX-08: counts whole months and quarters of the Dutch calendar', () => {
    expect(periodOf('thisMonth', NOW)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(periodOf('lastMonth', NOW)).toEqual({ from: '2026-01-01', to: '2026-01-31' });
    expect(periodOf('thisQuarter', NOW)).toEqual({ from: '2026-01-01', to: '2026-03-31' });
    expect(periodOf('lastMonth', new Date('2026-01-15T12:00:00Z'))).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(periodOf('thisQuarter', new Date('2026-12-15T12:00:00Z'))).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  });

  it('sorts by name, total or outcome', () => {
    const lines = [line('Beta', [1, 5]), line('alfa', [9, 0]), line('Gamma', [2, 2])];
    const names = (column: 'employer' | 'total' | ContactOutcome, descending: boolean) =>
      sortReport(lines, { column, descending }, 'nl').map(({ organizationName }) => organizationName);
    expect(names('employer', false)).toEqual(['alfa', 'Beta', 'Gamma']);
    expect(names('total', true)).toEqual(['alfa', 'Beta', 'Gamma']);
    expect(names('SPOKEN', true)).toEqual(['Beta', 'Gamma', 'alfa']);
  });

  it('BX-08: adds up: the outcomes together are all requests', () => {
    const counts = fc.array(fc.nat(50), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(fc.array(counts), (all) => {
        const { total, outcomes } = totalsOf(all.map((one, at) => line(`w${at}`, one)));
        expect(total).toBe(all.flat().reduce((sum, count) => sum + count, 0));
        expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(total);
      }),
    );
  });
});
