import { randomUUID } from 'node:crypto';
import type { VacanciesRepository, VacancyLine } from '#db/vacancies/vacancies.repository.ts';
import { CONTACT_ROUTES } from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { ExportFormat, SavedFile } from '@hallowerk/contract/candidates/candidate-export.ts';
import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import {
  VACANCY_EXPORT_COLUMNS,
  VACANCY_PRINT_PART,
  type VacancyExportKey,
} from '@hallowerk/contract/vacancies/vacancy-export.ts';
import type { VacancyListQuery } from '@hallowerk/contract/vacancies/vacancy-list.ts';
import type { VacancyDetail } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { VACANCY_CREATORS, VACANCY_STATES, VACANCY_SUPPORT_MODELS } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { dutchDate, tableCsv, tableXlsx } from '../export-table.ts';
import type { Platform } from '../platform.ts';
import { keepPdf, keepTable } from '../saved-file.ts';

/** Prints that can still be shown; a window that was left open longer asks for a new one. */
const KEPT_JOBS = 20;
const VIEW_TIME_MS = 30_000;
const VIEW_TIME_EACH_MS = 500;

export interface VacancyOutputOptions {
  readonly vacancies: Pick<VacanciesRepository, 'list' | 'find'>;
  /** Throws `DesktopError` NOT_FOUND without the vacancy. */
  readonly detail: (id: string) => VacancyDetail;
  readonly platform: Pick<Platform, 'canSavePdf' | 'savePdf' | 'saveFile'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Vacancies on paper and in files (HW-VDT-08). They hold nothing of candidates but how many were proposed, so nothing of
 * it is recorded. Errors of the disk become `DesktopError` REFUSED with a text that says what to do.
 */
export interface VacancyOutputService {
  /** Throws `DesktopError` NOT_FOUND for an empty list. */
  exportList(
    input: { query: Omit<VacancyListQuery, 'offset' | 'limit'>; format: ExportFormat },
    signal?: AbortSignal,
  ): Promise<SavedFile>;
  /** Throws `DesktopError` NOT_FOUND when nothing of it is there. */
  startPrint(input: { ids: readonly string[] }): { jobId: string; count: number };
  /** Throws `DesktopError` NOT_FOUND for a print that is not remembered. What went meanwhile is passed over. */
  printJob(input: { jobId: string; offset: number }): { total: number; items: VacancyDetail[] };
  savePrintPdf(input: { jobId: string }, signal?: AbortSignal): Promise<SavedFile>;
}

export function createVacancyOutputService(options: VacancyOutputOptions): VacancyOutputService {
  const { vacancies, platform, clock } = options;
  const jobs = new Map<string, readonly string[]>();
  const isThere = (id: string): boolean => vacancies.find(id) !== null;
  const today = (): string => amsterdamDay(new Date(clock.now()));

  function job(jobId: string): readonly string[] {
    const ids = jobs.get(jobId);
    if (ids === undefined) throw new DesktopError('NOT_FOUND', 'Deze afdruk is verlopen. Kies opnieuw Printen.');
    return ids;
  }

  return {
    async exportList({ query, format }, signal) {
      const { items } = vacancies.list({ ...query, offset: 0, limit: Number.MAX_SAFE_INTEGER }, today());
      if (items.length === 0) throw new DesktopError('NOT_FOUND', 'Er zijn geen vacatures om te exporteren.');
      const rows = items.map(exportRow);
      const bytes =
        format === 'CSV'
          ? Buffer.from(tableCsv(VACANCY_EXPORT_COLUMNS, rows))
          : await tableXlsx('Vacatures', VACANCY_EXPORT_COLUMNS, rows);
      const suggestedName = `Vacatures ${dutchDate(today())}.${format.toLowerCase()}`;
      return keepTable(platform, { suggestedName, format, bytes }, signal);
    },
    startPrint({ ids }) {
      const found = [...new Set(ids)].filter(isThere);
      if (found.length === 0) throw new DesktopError('NOT_FOUND', 'Geen van deze vacatures is er nog.');
      const jobId = randomUUID();
      jobs.set(jobId, found);
      for (const old of [...jobs.keys()].slice(0, -KEPT_JOBS)) jobs.delete(old);
      return { jobId, count: found.length };
    },
    printJob({ jobId, offset }) {
      const ids = job(jobId);
      const part = ids.slice(offset, offset + VACANCY_PRINT_PART).filter(isThere);
      return { total: ids.length, items: part.map((id) => options.detail(id)) };
    },
    savePrintPdf({ jobId }, signal) {
      const ids = job(jobId);
      const only = ids.length === 1 && ids[0] !== undefined ? vacancies.find(ids[0]) : null;
      const request = {
        route: `/print/vacancies/${jobId}`,
        suggestedName: only === null ? `Vacatures ${dutchDate(today())}.pdf` : `Vacature ${only.vacancy.title}.pdf`,
        timeLimitMs: VIEW_TIME_MS + ids.length * VIEW_TIME_EACH_MS,
      };
      return keepPdf(platform, request, signal);
    },
  };
}

/** What an export says of one vacancy, in Dutch. */
function exportRow(line: VacancyLine): Readonly<Record<VacancyExportKey, string | number | null>> {
  return {
    title: oneLine(line.title),
    occupation: oneLine(line.occupationName),
    organization: oneLine(line.organizationName),
    city: oneLine(line.city),
    createdAt: amsterdamDay(new Date(line.createdAt)),
    publishedAt: line.publishedAt === null ? null : amsterdamDay(new Date(line.publishedAt)),
    closingDate: line.closingDate,
    visible: line.visibleToCandidates ? 'Ja' : 'Nee',
    createdBy: oneLine(line.createdByName),
    createdByRole: line.createdByRole === null ? '' : VACANCY_CREATORS.label(line.createdByRole),
    proposals: line.proposals,
    status: VACANCY_STATES.label(line.status),
    contactRoute: CONTACT_ROUTES.label(line.contactRoute),
    supportModel: VACANCY_SUPPORT_MODELS.label(line.supportModel),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
