import type { Handlers } from '../http/handlers.ts';
import type { RolesService } from './roles.service.ts';

type RoleHandlers = Pick<
  Handlers,
  'listRoles' | 'createRole' | 'changeRole' | 'deleteRole' | 'listRoleMembers' | 'giveRole'
>;

export function roleHandlers(roles: RolesService): RoleHandlers {
  return {
    listRoles: ({ session }) => roles.list(session),
    createRole: ({ session, params, body }) => roles.create(session, params.id, body),
    changeRole: ({ session, params, body }) => roles.change(session, params.id, body),
    deleteRole: ({ session, params }) => roles.remove(session, params.id),
    listRoleMembers: ({ session, query }) => roles.members(session, query),
    giveRole: ({ session, params, body }) => roles.give(session, params.id, body),
  };
}
