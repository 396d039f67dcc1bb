import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { desktopApi } from '../app/app.desktop.ts';
import {
  CustomRoleSchema,
  GivenRoleSchema,
  NewRoleSchema,
  RoleChangeSchema,
  RoleListSchema,
  RoleMemberSchema,
  RoleMembersQuerySchema,
  RoleMembersSchema,
} from './roles.ts';

const withId = z.object({ id: UuidSchema });

/** For who may give or make roles, online only. 'Bekijk als' is `previewOf` of the contract and asks nobody. */
export const ROLES_DESKTOP_API = {
  list: desktopApi.output(RoleListSchema),
  create: desktopApi.input(withId.extend({ role: NewRoleSchema })).output(CustomRoleSchema),
  change: desktopApi.input(withId.extend({ change: RoleChangeSchema })).output(CustomRoleSchema),
  remove: desktopApi.input(withId).output(z.void()),
  members: desktopApi.input(RoleMembersQuerySchema).output(RoleMembersSchema),
  give: desktopApi.input(withId.extend({ given: GivenRoleSchema })).output(RoleMemberSchema),
};
