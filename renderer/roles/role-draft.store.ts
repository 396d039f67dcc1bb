import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { RoleDraft } from './role-draft.ts';

/** The role that is being made or changed: stays while one looks at others, until it is saved or cancelled. */
export const useRoleDraftStore = defineStore('role-draft', () => {
  const current = shallowRef<RoleDraft | null>(null);
  /** Of a new role: the same for every attempt, so that a lost answer does not make two. */
  const newId = ref<string>(crypto.randomUUID());

  function discard(): void {
    current.value = null;
    newId.value = crypto.randomUUID();
  }

  return { current, newId, discard };
});
