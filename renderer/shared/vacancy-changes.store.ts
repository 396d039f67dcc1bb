import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Rises when vacancies, proposals or the people around them changed on this device; see `useVacancyChanges`. */
export const useVacancyChangesStore = defineStore('vacancy-changes', () => {
  const version = ref(0);
  function rise(): void {
    version.value += 1;
  }
  return { version, rise };
});
