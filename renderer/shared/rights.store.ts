import { abilitiesFor, type Action, type Subject } from '@hallowerk/contract/accounts/abilities.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { defineStore } from 'pinia';
import { ref } from 'vue';

/** What the signed-in user may do, for leaving out what would be refused; the server decides. */
export const useRightsStore = defineStore('rights', () => {
  const role = ref<Role | null>(null);
  const can = (action: Action, subject: Subject): boolean =>
    role.value !== null && abilitiesFor(role.value).can(action, subject);

  return { role, can };
});
