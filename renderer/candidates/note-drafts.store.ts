import { NOTE_SCOPES, type NoteScope } from '@hallowerk/contract/candidates/note.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure } from '../api/api-error.ts';
import { usePreferencesStore, type PreferenceValue } from '../shared/preferences.store.ts';

/** What somebody is writing and has not saved. */
export interface NoteDraft {
  readonly text: string;
  readonly scope: NoteScope;
}

export const EMPTY_DRAFT: NoteDraft = { text: '', scope: 'PRIVATE' };
const KEEP_AFTER_MS = 300;
const keyOf = (id: string) => `note-draft.${id}`;

/**
 * Drafts of notes: by candidate for a new note, by note for a change of one. They outlive the panel, a move to another
 * candidate and a restart; core keeps them encrypted with the other preferences of this user, never the browser.
 */
export const useNoteDraftsStore = defineStore('note-drafts', () => {
  const preferences = usePreferencesStore();
  const typed = shallowRef<ReadonlyMap<string, NoteDraft | null>>(new Map());
  /** The newest text could not be kept; it is only on screen. */
  const failed = ref(false);
  const unkept = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  window.addEventListener('pagehide', () => void flush());

  function find(id: string): NoteDraft | null {
    const inHand = typed.value.get(id);
    return inHand === undefined ? parseDraft(preferences.values[keyOf(id)]) : inHand;
  }

  function write(id: string, draft: NoteDraft): void {
    put(id, draft);
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), KEEP_AFTER_MS);
  }

  /** The text was saved or given up. */
  async function discard(id: string): Promise<void> {
    if (find(id) === null) return;
    put(id, null);
    await flush();
  }

  function put(id: string, draft: NoteDraft | null): void {
    typed.value = new Map([...typed.value, [id, draft]]);
    unkept.add(id);
  }

  /** Has core keep what was typed since the last time. */
  async function flush(): Promise<void> {
    clearTimeout(timer);
    const ids = [...unkept];
    unkept.clear();
    try {
      await Promise.all(ids.map((id) => preferences.set(keyOf(id), toPreference(typed.value.get(id) ?? null))));
      failed.value = false;
    } catch (error) {
      toApiFailure(error);
      for (const id of ids) unkept.add(id);
      failed.value = true;
    }
  }

  return { failed, find, write, discard, flush };
});

function toPreference(draft: NoteDraft | null): PreferenceValue {
  return draft === null || draft.text === '' ? null : { text: draft.text, scope: draft.scope };
}

function parseDraft(value: unknown): NoteDraft | null {
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') return null;
  const scope = 'scope' in value ? NOTE_SCOPES.schema.safeParse(value.scope).data : undefined;
  return { text: value.text, scope: scope ?? 'PRIVATE' };
}
