import { ref } from 'vue';
import { useRouter } from 'vue-router';
import { toApiFailure, type ApiFailure } from '../../api/api-error.ts';
import { useAppInfoStore } from '../../shared/app-info.store.ts';
import { useProfileStore } from '../profile.store.ts';

/** Printing a profile, in the way this host can. */
export function useProfileActions() {
  const router = useRouter();
  const appInfo = useAppInfoStore();
  const profile = useProfileStore();
  const printFailure = ref<ApiFailure | null>(null);

  /**
   * Opens the print view in a window of its own, where the dialog comes by itself. Electron's shell makes that window
   * and takes plain paths only, so there the wish for a dialog stands in the path.
   */
  function print(id: string): void {
    const shell = appInfo.info?.canSavePdf === true;
    const location = shell ? { params: { id, dialog: 'dialog' } } : { params: { id }, query: { dialog: '1' } };
    window.open(router.resolve({ name: 'print-candidate', ...location }).href, '_blank', 'noopener');
  }

  async function savePdf(id: string): Promise<void> {
    printFailure.value = null;
    try {
      await profile.savePdf(id);
    } catch (error) {
      printFailure.value = toApiFailure(error);
    }
  }

  return { print, savePdf, printFailure };
}
