import type { CustomRole, GivenRole, RoleList, RoleMember } from '@hallowerk/contract/accounts/roles.ts';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';
import { useRoleMembersStore } from './role-members.store.ts';
import { ofProduct, ownRole, type ListedRole, type RoleDraft } from './role-draft.ts';

const NOTHING: RoleList = { builtIn: [], custom: [], grantable: [] };

/** Roles of the tenant as the server last listed them. */
export const useRolesStore = defineStore('roles', () => {
  const { answer, ...list } = useAnswer<RoleList>(() => api().roles.list(), NOTHING);
  const roles = computed<readonly ListedRole[]>(() => [
    ...answer.value.builtIn.map(ofProduct),
    ...answer.value.custom.map(ownRole),
  ]);
  const grantable = computed(() => answer.value.grantable);

  /** Makes or changes an own role. */
  async function save({ id, basedOn, name, rights, seen }: RoleDraft, newId: string): Promise<CustomRole | ApiFailure> {
    return attempt(async () => {
      const kept = [...rights];
      const saved =
        id === null
          ? await api().roles.create({ id: newId, role: { name, basedOn, rights: kept } })
          : await api().roles.change({ id, change: { name, rights: kept, seen: seen ?? 1 } });
      await list.load();
      return saved;
    });
  }

  async function remove(id: string): Promise<ApiFailure | null> {
    const failure = await attempt(async () => {
      await api().roles.remove({ id });
      await list.load();
      return null;
    });
    return failure;
  }

  /** Gives somebody a role; it holds at once, also on his devices. */
  async function give(userId: string, given: GivenRole): Promise<RoleMember | ApiFailure> {
    return attempt(async () => {
      const member = await api().roles.give({ id: userId, given });
      await Promise.all([list.load(), useRoleMembersStore().refresh()]);
      return member;
    });
  }

  return { roles, grantable, ...list, save, remove, give };
});

async function attempt<Result>(work: () => Promise<Result>): Promise<Result | ApiFailure> {
  try {
    return await work();
  } catch (error) {
    return toApiFailure(error);
  }
}

export const isFailure = (result: object | null): result is ApiFailure => result !== null && 'faults' in result;
