import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';

interface Versioned {
  readonly revision: number;
}

/**
 * A form on something that another administrator can change meanwhile. A save that comes second keeps what was typed and
 * fetches what stands there now: then the user takes that over, or saves his own on top of it, having seen it.
 */
export function useEditing<Stored extends Versioned, Draft extends object>(options: {
  readonly draftOf: (stored: Stored) => Draft;
  /** `seen` null: it is new. */
  readonly save: (seen: number | null, draft: Draft) => Promise<Stored>;
  /** As it stands now; null when it is gone. */
  readonly reload: () => Promise<Stored | null>;
  readonly saved: (stored: Stored) => void;
}) {
  const draft = shallowRef<Draft | null>(null);
  const base = shallowRef<Stored | null>(null);
  /** What somebody else made of it, while the draft is still the user's own. */
  const newer = shallowRef<Stored | null>(null);
  const busy = ref(false);
  const failure = ref<ApiFailure | null>(null);

  const changed = computed(() => {
    const started = base.value === null ? null : options.draftOf(base.value);
    return draft.value !== null && JSON.stringify(draft.value) !== JSON.stringify(started);
  });

  function begin(stored: Stored | null, first: Draft | null = stored && options.draftOf(stored)): void {
    [base.value, draft.value, newer.value, failure.value] = [stored, first, null, null];
  }

  function change(part: Partial<Draft>): void {
    if (draft.value !== null) draft.value = { ...draft.value, ...part };
    failure.value = null;
  }

  async function submit(): Promise<void> {
    if (draft.value === null || busy.value) return;
    busy.value = true;
    try {
      const stored = await options.save(base.value?.revision ?? null, draft.value);
      begin(stored);
      options.saved(stored);
    } catch (error) {
      failure.value = toApiFailure(error);
      if (failure.value.code === 'changed_meanwhile') await fetchNewer();
    } finally {
      busy.value = false;
    }
  }

  async function fetchNewer(): Promise<void> {
    try {
      newer.value = await options.reload();
    } catch (error) {
      failure.value = toApiFailure(error);
    }
  }

  function takeNewer(): void {
    begin(newer.value);
  }

  async function keepMine(): Promise<void> {
    [base.value, newer.value] = [newer.value, null];
    await submit();
  }

  /** What is wrong with a field; the server names its path from the request: `employer.kvk`. */
  function faultAt(field: keyof Draft & string): string | undefined {
    return failure.value?.faults.find(({ path }) => path.split('.').includes(field))?.message;
  }

  return { draft, newer, busy, failure, changed, begin, change, submit, takeNewer, keepMine, faultAt };
}
