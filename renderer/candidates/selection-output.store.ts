import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { ExportFormat } from '@hallowerk/contract/candidates/candidate-export.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import type { OutputKind, OutputStep } from './view-types.ts';

/** A print or an export of chosen candidates, from the preview to the file. */
export const useSelectionOutputStore = defineStore('selection-output', () => {
  const kind = ref<OutputKind>('export');
  const step = shallowRef<OutputStep>({ state: 'closed' });
  const chosen = shallowRef<readonly CandidateSummary[]>([]);
  const goneIds = shallowRef<ReadonlySet<string>>(new Set());
  const visible = computed(() => chosen.value.filter(({ id }) => !goneIds.value.has(id)));
  const gone = computed(() => chosen.value.filter(({ id }) => goneIds.value.has(id)));
  let running: AbortController | null = null;
  let sequence = 0;

  /** `items` in the order in which they go on paper. */
  async function open(asked: OutputKind, items: readonly CandidateSummary[]): Promise<void> {
    const mine = ++sequence;
    kind.value = asked;
    chosen.value = items;
    goneIds.value = new Set();
    step.value = { state: 'checking' };
    try {
      const checked = await api().candidates.checkSelection({ ids: items.map(({ id }) => id) });
      if (mine !== sequence) return;
      goneIds.value = new Set(checked.gone);
      step.value = { state: 'ready' };
    } catch (error) {
      if (mine === sequence) step.value = { state: 'failed', failure: toApiFailure(error) };
    }
  }

  function close(): void {
    sequence += 1;
    running?.abort();
    step.value = { state: 'closed' };
  }

  /** Back to the preview; what was under way leaves no file. */
  function stop(): void {
    running?.abort();
    if (step.value.state === 'busy') step.value = { state: 'ready' };
  }

  /** Answers the file to give to the browser, where it is the browser that keeps it. */
  async function exportTo(format: ExportFormat): Promise<File | null> {
    const answer = await run((ids, signal) => api().candidates.exportSelection({ ids, format }, { signal }));
    if (answer === null || answer.outcome === 'cancelled') return null;
    step.value = { state: 'done', fileName: answer.fileName };
    return answer.outcome === 'download' ? new File([answer.file], answer.fileName, { type: answer.file.type }) : null;
  }

  async function savePdf(): Promise<void> {
    const answer = await run(async (ids, signal) => {
      const { jobId } = await api().candidates.startPrint({ ids });
      return api().candidates.saveSelectionPdf({ jobId }, { signal });
    });
    if (answer === null || answer.outcome === 'cancelled') return;
    step.value = { state: 'done', fileName: answer.fileName };
  }

  /** Answers the print job to show, or null when it failed. */
  async function startPrint(): Promise<string | null> {
    const job = await run((ids) => api().candidates.startPrint({ ids }));
    if (job === null) return null;
    step.value = { state: 'done', fileName: null };
    return job.jobId;
  }

  async function run<T>(work: (ids: string[], signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const mine = ++sequence;
    const controller = new AbortController();
    running = controller;
    step.value = { state: 'busy' };
    try {
      const answer = await work(
        visible.value.map(({ id }) => id),
        controller.signal,
      );
      if (mine !== sequence || controller.signal.aborted) return null;
      step.value = { state: 'ready' };
      return answer;
    } catch (error) {
      if (mine !== sequence || controller.signal.aborted) return null;
      step.value = { state: 'failed', failure: toApiFailure(error) };
      return null;
    }
  }

  return { kind, step, visible, gone, open, close, stop, exportTo, savePdf, startPrint };
});
