import { MEMBERS_PER_PAGE, type RoleMember } from '@hallowerk/contract/accounts/roles.ts';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { api } from '../api/app-api.ts';
import { usePagedAnswer } from '../shared/composables/usePagedAnswer.ts';
import type { ListedRole } from './role-draft.ts';

/** Who has the role that is open, a page at a time. */
export const useRoleMembersStore = defineStore('role-members', () => {
  const role = shallowRef<ListedRole | null>(null);
  const list = usePagedAnswer<RoleMember>(MEMBERS_PER_PAGE, async ({ offset }) => {
    if (role.value === null) return { items: [], total: 0 };
    const { builtIn, key } = role.value;
    const page = offset / MEMBERS_PER_PAGE + 1;
    return api().roles.members(builtIn === null ? { customRoleId: key, page } : { role: builtIn, page });
  });

  /** Those of another role go at once; nobody takes them for members of this one. */
  async function show(next: ListedRole): Promise<void> {
    if (role.value?.key !== next.key) list.close();
    role.value = next;
    await list.startOver();
  }

  return { ...list, show };
});
