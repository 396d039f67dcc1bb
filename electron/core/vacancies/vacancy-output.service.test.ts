import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { VacancyLine } from '#db/vacancies/vacancies.repository.ts';
import { DEFAULT_VACANCY_QUERY, type VacancyListQuery } from '@hallowerk/contract/vacancies/vacancy-list.ts';
import { VACANCY_EXPORT_COLUMNS } from '@hallowerk/contract/vacancies/vacancy-export.ts';
import type { VacancyDetail } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import type { SavePdfRequest, SaveFileRequest } from '../platform.ts';
import { readCsv } from '../testing/read-csv.ts';
import { readZip } from '../testing/read-zip.ts';
import { createVacancyOutputService } from './vacancy-output.service.ts';

const LINE: VacancyLine = {
  id: randomUUID(),
  source: 'INTERNAL',
  title: '=Bakker\nnacht',
  occupationName: 'Bakker',
  organizationId: null,
  organizationName: 'De Korenaar',
  city: 'Delft',
  createdAt: '2026-10-31T23:30:00Z',
  publishedAt: null,
  closingDate: '2026-12-31',
  visibleToCandidates: true,
  createdByName: 'Wil',
  createdByRole: 'EMPLOYER',
  contactRoute: 'DIRECT',
  status: 'ACTIVE',
  supportModel: 'SHARED',
  proposals: 2,
  unanswered: 1,
  pending: false,
};

function desk(lines: readonly VacancyLine[], canSavePdf = true) {
  const asked: VacancyListQuery[] = [];
  const files: SaveFileRequest[] = [];
  const pdfs: SavePdfRequest[] = [];
  const there = new Map(lines.map((line) => [line.id, line]));
  const output = createVacancyOutputService({
    vacancies: {
      list: (query) => {
        asked.push(query);
        return { total: lines.length, items: [...lines] };
      },
      find: (id) => {
        const line = there.get(id);
        return line === undefined ? null : ({ vacancy: { title: line.title }, pending: false } as never);
      },
    },
    detail: (id) => ({ vacancy: { id } }) as VacancyDetail,
    platform: {
      canSavePdf,
      saveFile: (request) => {
        files.push(request);
        return Promise.resolve({ saved: true, fileName: request.suggestedName });
      },
      savePdf: (request) => {
        pdfs.push(request);
        return Promise.resolve({ saved: true, fileName: request.suggestedName });
      },
    },
    clock: { now: () => Date.parse('2026-11-23T10:00:00Z') },
  });
  return { output, asked, files, pdfs, there };
}

const { offset: _offset, limit: _limit, ...QUERY } = DEFAULT_VACANCY_QUERY;

describe('an export of vacancies', () => {
  it('holds every vacancy of the list as it is filtered, in Dutch, and no cell is a formula', async () => {
    const { output, asked, files } = desk([LINE]);
    await expect(output.exportList({ query: QUERY, format: 'CSV' })).resolves.toEqual({
      outcome: 'saved',
      fileName: 'Vacatures 23-11-2026.csv',
    });
    expect(asked[0]).toMatchObject({ ...QUERY, offset: 0 });
    expect(asked[0]!.limit).toBeGreaterThan(1_000_000);
    const [header, row] = readCsv(Buffer.from(files[0]!.bytes).toString('utf8').slice(1));
    expect(header).toEqual(VACANCY_EXPORT_COLUMNS.map((column) => column.header));
    expect(row).toEqual([
      ...["'=Bakker nacht", 'Bakker', 'De Korenaar', 'Delft', '01-11-2026', '', '31-12-2026', 'Ja', 'Wil'],
      ...['Werkgever', '2', 'Actief', 'Rechtstreeks', 'Werkgever samen met accountmanager'],
    ]);
  });

  it('is a workbook with the same columns', async () => {
    const { output, files } = desk([LINE]);
    await output.exportList({ query: QUERY, format: 'XLSX' });
    const sheets = readZip(files[0]!.bytes);
    expect(sheets.get('xl/sharedStrings.xml')).toContain('Vacaturetitel');
    expect(sheets.get('xl/worksheets/sheet1.xml')).toContain('autoFilter');
  });

  it('goes to the browser where there is no save dialog', async () => {
    const { output } = desk([LINE], false);
    const kept = await output.exportList({ query: QUERY, format: 'CSV' });
    expect(kept).toMatchObject({ outcome: 'download', fileName: 'Vacatures 23-11-2026.csv' });
  });

  it('of an empty list is refused in words', async () => {
    await expect(desk([]).output.exportList({ query: QUERY, format: 'CSV' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a print of vacancies', () => {
  it('comes in parts, and passes over what went meanwhile', () => {
    const lines = Array.from({ length: 30 }, () => ({ ...LINE, id: randomUUID() }));
    const { output, there } = desk(lines);
    const { jobId, count } = output.startPrint({ ids: [...lines.map(({ id }) => id), randomUUID()] });
    expect(count).toBe(30);
    there.delete(lines[3]!.id);
    const parts = [0, 25].map((offset) => output.printJob({ jobId, offset }));
    expect(parts.map(({ total, items }) => [total, items.length])).toEqual([
      [30, 24],
      [30, 5],
    ]);
  });

  it('is called after the vacancy when it is one, and asks nothing of an address but its own id', async () => {
    const { output, pdfs } = desk([LINE]);
    const { jobId } = output.startPrint({ ids: [LINE.id] });
    await output.savePrintPdf({ jobId });
    expect(pdfs[0]).toMatchObject({ route: `/print/vacancies/${jobId}`, suggestedName: `Vacature ${LINE.title}.pdf` });
  });

  it('that is not remembered any more is refused in words', () => {
    const { output } = desk([LINE]);
    expect(() => output.printJob({ jobId: randomUUID(), offset: 0 })).toThrow('Deze afdruk is verlopen');
    expect(() => output.startPrint({ ids: [randomUUID()] })).toThrow('Geen van deze vacatures is er nog');
  });
});
