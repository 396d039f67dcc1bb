import { watch } from 'vue';
import { useVacancyChangesStore } from '../vacancy-changes.store.ts';

/** Reads again whenever vacancies, proposals or the people around them changed, for as long as the component is there. */
export function useVacancyChanges(refresh: () => void): void {
  const changes = useVacancyChangesStore();
  watch(() => changes.version, refresh);
}
