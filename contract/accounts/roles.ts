import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { ROLES } from './account.ts';
import { beyond, isRight, RightSchema, type Right } from './rights.ts';
import { maximumRights } from './default-rights.ts';

export const ROLE_NAME_MAX = 80;
const MOST_RIGHTS = 100;

const name = z
  .string()
  .trim()
  .min(1, 'Geef de rol een naam')
  .max(ROLE_NAME_MAX, `Gebruik hoogstens ${ROLE_NAME_MAX} tekens`);

const rights = z
  .array(RightSchema)
  .max(MOST_RIGHTS)
  .refine((given) => given.every(isRight), 'Deze combinatie van rechten bestaat niet');

/** A role of the product: read only. */
export const BuiltInRoleSchema = z.object({
  role: ROLES.schema,
  rights: z.array(RightSchema),
  /** Most that a custom role based on it can hold. */
  maximum: z.array(RightSchema),
  /** People of this tenant who have it as it is. */
  members: z.int().nonnegative(),
});
export type BuiltInRole = z.infer<typeof BuiltInRoleSchema>;

/** A role that administrators made (HR-ROLE-03); never more than the maximum of its base. */
export const CustomRoleSchema = z.object({
  id: UuidSchema,
  name: z.string(),
  basedOn: ROLES.schema,
  rights: z.array(RightSchema),
  version: z.int().positive(),
  members: z.int().nonnegative(),
});
export type CustomRole = z.infer<typeof CustomRoleSchema>;

export const RoleListSchema = z.object({
  /** Those that the caller may give, in display order. */
  builtIn: z.array(BuiltInRoleSchema),
  custom: z.array(CustomRoleSchema),
  /** What the caller can give: a role with a right beyond these cannot be made or given by him. */
  grantable: z.array(RightSchema),
});
export type RoleList = z.infer<typeof RoleListSchema>;

/** What an administrator fills in; a copy of another role is its rights under a new name. */
export const NewRoleSchema = z
  .object({ name, basedOn: ROLES.schema, rights })
  .refine((role) => beyond(role.rights, maximumRights(role.basedOn)).length === 0, {
    path: ['rights'],
    message: 'Deze rechten passen niet bij de rol waarop deze is gebaseerd',
  });
export type NewRole = z.infer<typeof NewRoleSchema>;

/** `seen` is the version that was on the screen; another one in the meantime refuses the change. */
export const RoleChangeSchema = z.object({ name, rights, seen: z.int().positive() });
export type RoleChange = z.infer<typeof RoleChangeSchema>;

/** Somebody of the tenant, with the role he has now. */
export const RoleMemberSchema = z.object({
  id: UuidSchema,
  fullName: z.string(),
  organizationName: z.string(),
  role: ROLES.schema,
  customRoleId: UuidSchema.nullable(),
  roleName: z.string().nullable(),
});
export type RoleMember = z.infer<typeof RoleMemberSchema>;

export const MEMBERS_PER_PAGE = 50;
/** Of one role, or of everybody without either; a built-in role means those who have it as it is. */
export const RoleMembersQuerySchema = z.object({
  role: ROLES.schema.optional(),
  customRoleId: UuidSchema.optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export const RoleMembersSchema = z.object({ items: z.array(RoleMemberSchema), total: z.int().nonnegative() });
export type RoleMembers = z.infer<typeof RoleMembersSchema>;

/** Exactly one of the two. */
export const GivenRoleSchema = z
  .object({ role: ROLES.schema.nullable(), customRoleId: UuidSchema.nullable() })
  .refine((given) => (given.role === null) !== (given.customRoleId === null), {
    path: ['role'],
    message: 'Kies een rol',
  });
export type GivenRole = z.infer<typeof GivenRoleSchema>;

/** Whether somebody who can give `grantable` can make or give a role with these rights. */
export function canGive(grantable: readonly Right[], wanted: readonly Right[]): boolean {
  return beyond(wanted, grantable).length === 0;
}
