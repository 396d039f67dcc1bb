import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { maximumRights } from '@hallowerk/contract/accounts/default-rights.ts';
import {
  AREAS,
  limitedTo,
  normalised,
  RIGHT_MODULES,
  RIGHT_SCOPES,
  RIGHT_TABLE,
  scopeOf,
  type Area,
  type Right,
  type RightAction,
  type RightModule,
  type RightScope,
} from '@hallowerk/contract/accounts/rights.ts';
import type { BuiltInRole, CustomRole } from '@hallowerk/contract/accounts/roles.ts';

/** A role in the list: of the product, or one that administrators made. `key` names it on the screen and in its address. */
export interface ListedRole {
  readonly key: string;
  /** Null for one that administrators made. */
  readonly builtIn: Role | null;
  readonly basedOn: Role;
  /** Of an own role. */
  readonly name: string | null;
  readonly rights: readonly Right[];
  readonly members: number;
  /** Of an own role; what `seen` is at a change. */
  readonly version: number | null;
}

export const ofProduct = ({ role, rights, members }: BuiltInRole): ListedRole => ({
  ...{ key: role, builtIn: role, basedOn: role, name: null, rights, members, version: null },
});
export const ownRole = ({ id, ...role }: CustomRole): ListedRole => ({ ...role, key: id, builtIn: null });

/** What is being filled in for an own role; `id` is null for one that does not exist yet. */
export interface RoleDraft {
  readonly id: string | null;
  readonly basedOn: Role;
  readonly name: string;
  readonly rights: readonly Right[];
  readonly seen: number | null;
}

/** A new role with the rights of another. */
export function copyOf(role: ListedRole, name: string): RoleDraft {
  return { id: null, basedOn: role.basedOn, name, rights: role.rights, seen: null };
}

export function changeOf(role: ListedRole): RoleDraft {
  return { id: role.key, basedOn: role.basedOn, name: role.name ?? '', rights: role.rights, seen: role.version };
}

export function isSameDraft(a: RoleDraft, b: RoleDraft): boolean {
  return a.name === b.name && JSON.stringify(normalised(a.rights)) === JSON.stringify(normalised(b.rights));
}

/** Gives, narrows, widens or (null) takes a right. Who may not see something can do nothing else with it either. */
export function withRight(
  rights: readonly Right[],
  area: Area,
  action: RightAction,
  scope: RightScope | null,
): readonly Right[] {
  const others = rights.filter((right) => right.area !== area || right.action !== action);
  if (scope !== null) return normalised([...others, { area, action, scope }]);
  const dependent = action === 'VIEW' && RIGHT_TABLE[area].actions.includes('VIEW');
  return normalised(dependent ? others.filter((right) => right.area !== area) : others);
}

export interface MatrixCell {
  readonly action: RightAction;
  readonly scope: RightScope | null;
  /** What can be chosen here, from narrow to wide; none where the role can never have it or the user cannot give it. */
  readonly scopes: readonly RightScope[];
}

export interface MatrixRow {
  readonly area: Area;
  /** One for each action of the table of rights that the role could have. */
  readonly cells: readonly MatrixCell[];
}

/** The rights of a role as rows below their module; areas that a role of this kind can never have are left out. */
export function matrixOf(
  role: { readonly basedOn: Role; readonly rights: readonly Right[] },
  grantable: readonly Right[],
): readonly { readonly module: RightModule; readonly rows: readonly MatrixRow[] }[] {
  const maximum = maximumRights(role.basedOn);
  const possible = limitedTo(maximum, grantable);
  return RIGHT_MODULES.codes.flatMap((module) => {
    const rows = AREAS.codes
      .filter((area) => RIGHT_TABLE[area].module === module)
      .map((area) => ({ area, cells: cellsOf(area, role.rights, maximum, possible) }))
      .filter(({ cells }) => cells.length > 0);
    return rows.length === 0 ? [] : [{ module, rows }];
  });
}

function cellsOf(
  area: Area,
  rights: readonly Right[],
  maximum: readonly Right[],
  possible: readonly Right[],
): readonly MatrixCell[] {
  return RIGHT_TABLE[area].actions
    .filter((action) => scopeOf(maximum, area, action) !== null)
    .map((action) => {
      const widest = scopeOf(possible, area, action);
      const upTo = widest === null ? -1 : RIGHT_SCOPES.codes.indexOf(widest);
      const scopes = RIGHT_TABLE[area].scopes.filter((scope) => RIGHT_SCOPES.codes.indexOf(scope) <= upTo);
      return { action, scope: scopeOf(rights, area, action), scopes };
    });
}
