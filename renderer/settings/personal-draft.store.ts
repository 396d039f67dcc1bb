import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure } from '../api/api-error.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';

/** What somebody is typing about himself and has not saved. */
export interface PersonalDraft {
  readonly fullName: string;
  readonly phone: string;
}

const KEY = 'settings.personal-draft';
const KEEP_AFTER_MS = 300;

/** Outlives the page and a restart; core keeps it encrypted with the other preferences of this user. */
export const usePersonalDraftStore = defineStore('personal-draft', () => {
  const preferences = usePreferencesStore();
  const typed = shallowRef<PersonalDraft | null | undefined>(undefined);
  /** It could not be kept; it is only on screen. */
  const failed = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = true;

  const draft = computed(() => (typed.value === undefined ? parse(preferences.values[KEY]) : typed.value));
  window.addEventListener('pagehide', () => void flush());

  function write(changed: PersonalDraft): void {
    typed.value = changed;
    kept = false;
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), KEEP_AFTER_MS);
  }

  /** It was saved or given up. */
  async function discard(): Promise<void> {
    if (draft.value === null) return;
    typed.value = null;
    kept = false;
    await flush();
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    if (kept) return;
    kept = true;
    try {
      await preferences.set(KEY, draft.value === null ? null : { ...draft.value });
      failed.value = false;
    } catch (error) {
      toApiFailure(error);
      kept = false;
      failed.value = true;
    }
  }

  return { draft, failed, write, discard, flush };
});

function parse(value: unknown): PersonalDraft | null {
  if (typeof value !== 'object' || value === null || !('fullName' in value) || !('phone' in value)) return null;
  const { fullName, phone } = value;
  return typeof fullName === 'string' && typeof phone === 'string' ? { fullName, phone } : null;
}
