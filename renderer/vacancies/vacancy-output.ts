import type { ExportFormat, SavedFile } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { InterchangeFormat } from '@hallowerk/contract/vacancies/interchange.ts';
import { ref, shallowRef } from 'vue';
import { useRouter } from 'vue-router';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAppInfoStore } from '../shared/app-info.store.ts';
import { offerDownload } from '../shared/offer-download.ts';

type ListQuery = Parameters<ReturnType<typeof api>['vacancies']['exportList']>[0]['query'];

/** Vacancies on paper and in files, in the way this host can (HW-VDT-08). */
export function useVacancyOutput() {
  const router = useRouter();
  const appInfo = useAppInfoStore();
  const busy = ref(false);
  const failure = shallowRef<ApiFailure | null>(null);
  /** Name of the file that was kept last. */
  const savedAs = ref<string | null>(null);

  async function run(work: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    savedAs.value = null;
    try {
      await work();
    } catch (error) {
      failure.value = toApiFailure(error);
    } finally {
      busy.value = false;
    }
  }

  /**
   * Opens the print view in a window of its own, where the dialog comes by itself. Electron's shell makes that window
   * and takes plain paths only, so there the wish for a dialog stands in the path.
   */
  const print = (ids: readonly string[]): Promise<void> =>
    run(async () => {
      const { jobId: job } = await api().vacancies.startPrint({ ids: [...ids] });
      const shell = appInfo.info?.canSavePdf === true;
      const location = shell ? { params: { job, dialog: 'dialog' } } : { params: { job }, query: { dialog: '1' } };
      window.open(router.resolve({ name: 'print-vacancies', ...location }).href, '_blank', 'noopener');
    });

  const savePdf = (ids: readonly string[]): Promise<void> =>
    run(async () => {
      const { jobId } = await api().vacancies.startPrint({ ids: [...ids] });
      const kept = await api().vacancies.savePrintPdf({ jobId });
      if (kept.outcome === 'saved') savedAs.value = kept.fileName;
    });

  const exportList = (query: ListQuery, format: ExportFormat): Promise<void> =>
    run(async () => {
      keep(await api().vacancies.exportList({ query, format }));
    });

  /** For other programs: schema.org JobPosting or VUM 3.0. */
  const exportFile = (ids: readonly string[], format: InterchangeFormat): Promise<void> =>
    run(async () => keep(await api().interchange.exportFile({ ids: [...ids], format })));

  function keep(kept: SavedFile): void {
    if (kept.outcome === 'cancelled') return;
    savedAs.value = kept.fileName;
    if (kept.outcome === 'download') offerDownload(new File([kept.file], kept.fileName, { type: kept.file.type }));
  }

  return { busy, failure, savedAs, print, savePdf, exportList, exportFile };
}
