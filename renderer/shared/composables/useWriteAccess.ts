import { storeToRefs } from 'pinia';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useLocalDataStore } from '../local-data.store.ts';

/** Id of the text on the page that says why nothing can be changed now. */
export const READ_ONLY_REASON_ID = 'read-only-reason';

/**
 * For controls that change something. While that is impossible they stay in the tab order, so that a screen reader
 * comes by, hears that they are off, and why.
 */
export function useWriteAccess() {
  const { t } = useI18n();
  const { readOnly } = storeToRefs(useLocalDataStore());

  const writeAttributes = computed(() =>
    readOnly.value
      ? {
          'aria-disabled': 'true' as const,
          'aria-describedby': READ_ONLY_REASON_ID,
          title: t('sync.banner.readOnlyReason'),
        }
      : {},
  );
  function whenWritable(action: () => void): void {
    if (!readOnly.value) action();
  }

  return { readOnly, writeAttributes, whenWritable };
}
