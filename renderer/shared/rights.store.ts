import { abilitiesOf, type Action, type Subject } from '@hallowerk/contract/accounts/abilities.ts';
import type { HeldRole } from '@hallowerk/contract/accounts/default-rights.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';

/** Who is signed in, and what he may do, for leaving out what would be refused; the server decides. */
export const useRightsStore = defineStore('rights', () => {
  const held = shallowRef<HeldRole | null>(null);
  /** Id of the user, for telling what is about himself. */
  const userId = ref<string | null>(null);
  const role = computed(() => held.value?.role ?? null);
  const ability = computed(() => (held.value === null ? null : abilitiesOf(held.value)));
  const can = (action: Action, subject: Subject): boolean => ability.value?.can(action, subject) ?? false;

  return { held, userId, role, can };
});
