import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPORT_COLUMNS, type ExportRow } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { readCsv } from '../testing/read-csv.ts';
import { readZip } from '../testing/read-zip.ts';
import { tableCsv, tableXlsx } from '../export-table.ts';
import { exportRow } from './export-rows.ts';

const detail = (change: Parameters<typeof makeCandidate>[1], names: CandidateDetail['names'] = {}) => ({
  card: makeCandidate(1, change),
  names,
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ';', "'", ',', 'a', '€') }),
);
const date = fc.option(
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
);
const CELLS = { text, date, number: fc.option(fc.nat({ max: 99 })) };
const exportRows: fc.Arbitrary<ExportRow[]> = fc.array(
  fc.record(Object.fromEntries(EXPORT_COLUMNS.map(({ key, type }) => [key, CELLS[type]]))),
) as never;

describe('a row of an export', () => {
  it('says in Dutch what everybody may see of the candidate (HW-PRN)', () => {
    const occupation = testId(3, 1);
    const row = exportRow(
      detail(
        {
          targetGroups: ['PARTICIPATION_ACT'],
          preferredOccupationIds: [occupation, testId(3, 2)],
          preferredFields: ['GROEN'],
          languages: [
            { language: 'nld', spoken: 'GOOD', written: 'GOOD', reading: 'GOOD', listening: 'GOOD' } as never,
          ],
          drivingLicences: ['B'],
          certificates: [{ code: 'VCA', name: '', validUntil: '2027-02-01' }],
          availableFrom: '2026-12-01',
          lastModifiedAt: '2026-10-31T23:30:00.000Z',
          lastConfirmedAt: null,
        } as never,
        { [occupation]: 'Hovenier', GROEN: 'Groen', nld: 'Nederlands', VCA: 'VCA basis' },
      ),
    );
    expect(row).toMatchObject({
      name: 'Voornaam1 Achternaam1',
      city: 'Den Haag',
      oneLiner: 'Ervaren kracht',
      occupations: 'Groen, Hovenier',
      languages: 'Nederlands',
      drivingLicences: expect.stringMatching(/^B/),
      certificates: 'VCA basis (geldig tot 01-02-2027)',
      hoursMin: 24,
      hoursMax: 36,
      availableFrom: '2026-12-01',
      availableUntil: null,
      lastModified: '2026-11-01',
      lastConfirmed: null,
      contactRoute: 'Rechtstreeks',
    });
    expect(Object.keys(row).toSorted()).toEqual(EXPORT_COLUMNS.map(({ key }) => key).toSorted());
  });

  it('leaves out addresses and numbers that a candidate typed himself (HW-CON-04)', () => {
    const row = exportRow(
      detail({
        city: 'Delft jan@voorbeeld.example',
        oneLiner: 'Bel 06-12 34 56 78 of\nmail jan@voorbeeld.example voor meer',
        certificates: [{ code: null, name: 'Heftruck (06 12345678)', validUntil: null }],
      }),
    );
    expect(row).toMatchObject({ city: 'Delft', oneLiner: 'Bel of mail voor meer', certificates: 'Heftruck ( )' });
  });
});

describe('an export as CSV', () => {
  it('comes out of another parser as it went in, and no cell is a formula', () => {
    fc.assert(
      fc.property(exportRows, (rows) => {
        const csv = tableCsv(EXPORT_COLUMNS, rows);
        expect(csv.startsWith('\uFEFF')).toBe(true);
        const [header, ...lines] = readCsv(csv.slice(1));
        expect(header).toEqual(EXPORT_COLUMNS.map((column) => column.header));
        for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        const expected = rows.map((row) =>
          EXPORT_COLUMNS.map(({ key, type }) => {
            const value = row[key];
            if (value === null) return '';
            if (type === 'date') return String(value).replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3-$2-$1');
            return /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
          }),
        );
        expect(lines).toEqual(expected);
      }),
    );
  });
});

describe('an export as a workbook', () => {
  const row = exportRow(detail({ oneLiner: '=1+1', city: 'Ørsted & <zoon> "x"', availableFrom: '2026-03-29' }));

  it('has real numbers and dates, and a text that looks like a formula stays a text', async () => {
    const files = readZip(await tableXlsx('Kandidaten', EXPORT_COLUMNS, [row]));
    const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
    const shared = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, t]) => t);
    const cellOf = (header: string) => {
      const column = String.fromCharCode(65 + EXPORT_COLUMNS.findIndex((one) => one.header === header));
      return new RegExp(`<c r="${column}2"([^>]*)><v>([^<]*)</v>`).exec(sheet) ?? [];
    };
    const textIn = (header: string) => shared[Number(cellOf(header)[2])];
    expect(cellOf('Oneliner')[1]).toContain('t="s"');
    expect(textIn('Oneliner')).toBe('=1+1');
    expect(textIn('Woonplaats')).toMatch(/^Ørsted &amp; &lt;zoon(>|&gt;) /);
    expect(cellOf('Uren per week (minimaal)').slice(1)).toEqual(['', '24']);
    // Days since 30 December 1899.
    expect(cellOf('Beschikbaar vanaf')[2]).toBe(
      String((Date.parse('2026-03-29') - Date.parse('1899-12-30')) / 86_400_000),
    );
    expect(sheet).not.toContain('<f>');
  });

  it('keeps the header in sight and has a filter over all of it', async () => {
    const sheet =
      readZip(await tableXlsx('Kandidaten', EXPORT_COLUMNS, [row, row])).get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).toContain('<autoFilter ref="A1:R3"/>');
    expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    expect(sheet.match(/<col /g)).toHaveLength(EXPORT_COLUMNS.length);
  });
});
