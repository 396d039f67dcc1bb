import { randomUUID } from 'node:crypto';
import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import {
  EXPORT_COLUMNS,
  PRINT_PART,
  type ActivityFormat,
  type ActivityKind,
  type CheckedSelection,
  type ExportFormat,
  type ExportRow,
  type SavedFile,
} from '@hallowerk/contract/candidates/candidate-export.ts';
import { candidateName } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';
import { dutchDate, tableCsv, tableXlsx } from '../export-table.ts';
import { keepPdf, keepTable } from '../saved-file.ts';
import type { Platform } from '../platform.ts';
import { exportRow } from './export-rows.ts';

/** Rows between two moments in which other calls are answered. */
const SLICE = 25;
/** Print jobs that can still be shown; a window that was left open longer asks for a new one. */
const KEPT_JOBS = 20;
const VIEW_TIME_MS = 30_000;
const VIEW_TIME_EACH_MS = 500;

export interface CandidateOutputOptions {
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  /** Throws `DesktopError` NOT_FOUND when this user may not see the candidate (any more). */
  readonly detail: (id: string) => CandidateDetail;
  readonly platform: Pick<Platform, 'canSavePdf' | 'savePdf' | 'saveFile'>;
  readonly clock: Pick<Clock, 'now' | 'breathe'>;
  /** Throws when nothing more can be kept for sending: what cannot be recorded does not leave the program. */
  readonly requireRoom: () => void;
  readonly mutate: (mutation: NewMutation) => void;
}

/**
 * Candidates on paper and in files (HW-PRN, security §5.11). Everything that leaves is written to the audit trail, by way
 * of the outbox when there is no connection; nothing is written when the user cancels. Errors of the disk become
 * `DesktopError` REFUSED with a text that says what to do.
 */
export interface CandidateOutputService {
  checkSelection(input: { ids: readonly string[] }): CheckedSelection;
  /** Throws `DesktopError` NOT_FOUND when nobody of the selection is visible, REFUSED `outbox_full`. */
  exportSelection(input: { ids: readonly string[]; format: ExportFormat }, signal?: AbortSignal): Promise<SavedFile>;
  /** Remembers whom to print, so that no address holds more than the id of it. Throws as `exportSelection`. */
  startPrint(input: { ids: readonly string[] }): { jobId: string; count: number };
  /** Throws `DesktopError` NOT_FOUND for a job that is not remembered. Who became invisible meanwhile is passed over. */
  printJob(input: { jobId: string; offset: number }): { total: number; items: CandidateDetail[] };
  saveSelectionPdf(input: { jobId: string }, signal?: AbortSignal): Promise<SavedFile>;
  savePdf(input: { id: string }): Promise<{ saved: boolean }>;
  /** A print view opened the dialog: what happens in there, no program hears. */
  recordPrint(input: { ids: readonly string[] }): void;
}

export function createCandidateOutputService(options: CandidateOutputOptions): CandidateOutputService {
  const { candidates, platform, clock } = options;
  const jobs = new Map<string, readonly string[]>();

  const isVisible = (id: string): boolean => candidates.get(id) !== null;

  function visibleOf(ids: readonly string[]): readonly string[] {
    const visible = [...new Set(ids)].filter(isVisible);
    if (visible.length === 0) throw new DesktopError('NOT_FOUND', 'Geen van deze kandidaten is nog zichtbaar.');
    return visible;
  }

  function record(kind: ActivityKind, ids: readonly string[], format: ActivityFormat): void {
    options.mutate(newMutation(clock, 'activity.record', { kind, candidates: [...ids], format }));
  }

  function job(jobId: string): readonly string[] {
    const ids = jobs.get(jobId);
    if (ids === undefined) throw new DesktopError('NOT_FOUND', 'Deze afdruk is verlopen. Kies opnieuw Printen.');
    return ids;
  }

  async function rowsOf(ids: readonly string[], signal: AbortSignal | undefined): Promise<ExportRow[]> {
    const rows: ExportRow[] = [];
    for (const [at, id] of ids.entries()) {
      rows.push(exportRow(options.detail(id)));
      if (at % SLICE === SLICE - 1) await clock.breathe();
      signal?.throwIfAborted();
    }
    return rows;
  }

  function today(): string {
    return dutchDate(new Date(clock.now()).toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' }));
  }

  return {
    checkSelection({ ids }) {
      const all = [...new Set(ids)];
      return { visible: all.filter(isVisible), gone: all.filter((id) => !isVisible(id)) };
    },
    async exportSelection({ ids, format }, signal) {
      options.requireRoom();
      const visible = visibleOf(ids);
      const rows = await rowsOf(visible, signal);
      const bytes =
        format === 'CSV'
          ? Buffer.from(tableCsv(EXPORT_COLUMNS, rows))
          : await tableXlsx('Kandidaten', EXPORT_COLUMNS, rows);
      const request = { suggestedName: `Kandidaten ${today()}.${format.toLowerCase()}`, format, bytes };
      const kept = await keepTable(platform, request, signal);
      if (kept.outcome !== 'cancelled') record('EXPORT', visible, format);
      return kept;
    },
    startPrint({ ids }) {
      options.requireRoom();
      const visible = visibleOf(ids);
      const jobId = randomUUID();
      jobs.set(jobId, visible);
      for (const old of [...jobs.keys()].slice(0, -KEPT_JOBS)) jobs.delete(old);
      return { jobId, count: visible.length };
    },
    printJob({ jobId, offset }) {
      const ids = job(jobId);
      const part = ids.slice(offset, offset + PRINT_PART).filter(isVisible);
      // What only matching staff may read is for the screen; a pile of paper goes from hand to hand.
      return { total: ids.length, items: part.map((id) => ({ ...options.detail(id), internal: null })) };
    },
    async saveSelectionPdf({ jobId }, signal) {
      options.requireRoom();
      const ids = job(jobId);
      const request = {
        route: `/print/selections/${jobId}`,
        suggestedName: `Kandidaten ${today()}.pdf`,
        timeLimitMs: VIEW_TIME_MS + ids.length * VIEW_TIME_EACH_MS,
      };
      const kept = await keepPdf(platform, request, signal);
      if (kept.outcome === 'saved') record('PRINT', ids, 'PDF');
      return kept;
    },
    async savePdf({ id }) {
      const stored = candidates.get(id);
      if (stored === null) throw new DesktopError('NOT_FOUND', 'Deze kandidaat is niet (meer) zichtbaar.');
      options.requireRoom();
      const suggestedName = `Profiel ${candidateName(stored.row)}.pdf`;
      const { outcome } = await keepPdf(platform, { route: `/print/candidates/${id}`, suggestedName });
      if (outcome === 'saved') record('PRINT', [id], 'PDF');
      return { saved: outcome === 'saved' };
    },
    recordPrint: ({ ids }) => record('PRINT', visibleOf(ids), 'PDF'),
  };
}
