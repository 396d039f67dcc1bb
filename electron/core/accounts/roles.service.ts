import type {
  CustomRole,
  GivenRole,
  NewRole,
  RoleChange,
  RoleList,
  RoleMember,
  RoleMembers,
  RoleMembersQuerySchema,
} from '@hallowerk/contract/accounts/roles.ts';
import type * as z from 'zod';
import { DesktopError } from '../desktop-error.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';

const LIST_OFFLINE = 'Rollen zie je alleen met verbinding met de server.';
/** The answer may be what got lost, so this must not say that nothing happened. */
const CHANGE_OFFLINE =
  'Geen verbinding met de server. Het is niet zeker dat dit gelukt is. Haal de lijst op zodra je weer verbinding hebt.';

type Calls = 'listRoles' | 'createRole' | 'changeRole' | 'deleteRole' | 'listRoleMembers' | 'giveRole';

/** Every call throws `DesktopError` OFFLINE, and `ServerProblem` 403 for who may not. */
export interface RolesService {
  list(): Promise<RoleList>;
  /** Throws `ServerProblem` 400 with faults, 409 `name_taken` or `id_taken`. */
  create(input: { readonly id: string; readonly role: NewRole }): Promise<CustomRole>;
  /** Throws `ServerProblem` 400, 404, 409 `stale`, `name_taken` or `last_administrator`. */
  change(input: { readonly id: string; readonly change: RoleChange }): Promise<CustomRole>;
  /** Throws `ServerProblem` 404, 409 `in_use`. */
  remove(input: { readonly id: string }): Promise<void>;
  members(query: z.infer<typeof RoleMembersQuerySchema>): Promise<RoleMembers>;
  /** Throws `ServerProblem` 404, 409 `wrong_organization` or `last_administrator`. */
  give(input: { readonly id: string; readonly given: GivenRole }): Promise<RoleMember>;
}

/** Roles of the municipality or organisation, for who may arrange them: asked each time, kept nowhere (HR-ROLE-01). */
export function createRolesService(client: Pick<ServerClient, Calls>): RolesService {
  return {
    list: () => online(client.listRoles({}), LIST_OFFLINE),
    create: ({ id, role }) => online(client.createRole({ params: { id }, body: role }), CHANGE_OFFLINE),
    change: ({ id, change }) => online(client.changeRole({ params: { id }, body: change }), CHANGE_OFFLINE),
    remove: ({ id }) => online(client.deleteRole({ params: { id } }), CHANGE_OFFLINE),
    members: (query) => online(client.listRoleMembers({ query }), LIST_OFFLINE),
    give: ({ id, given }) => online(client.giveRole({ params: { id }, body: given }), CHANGE_OFFLINE),
  };
}

async function online<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', message, { cause: error });
    throw error;
  }
}
