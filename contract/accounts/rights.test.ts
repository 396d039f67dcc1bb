import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abilitiesOf, ACTIONS, SUBJECTS } from './abilities.ts';
import { ROLES, type Role } from './account.ts';
import {
  builtInRole,
  DEFAULT_RIGHTS,
  effectiveRights,
  fitsOrganization,
  GRANTABLE_ROLES,
  grantableRights,
  isAdministrator,
  maximumRights,
} from './default-rights.ts';
import {
  AREAS,
  beyond,
  holds,
  isRight,
  limitedTo,
  normalised,
  RIGHT_ACTIONS,
  RIGHT_SCOPES,
  RIGHT_TABLE,
  RightSchema,
  type Right,
} from './rights.ts';
import { previewOf } from './role-preview.ts';
import { canGive, NewRoleSchema } from './roles.ts';

const anyRight: fc.Arbitrary<Right> = fc.record({
  area: fc.constantFrom(...AREAS.codes),
  action: fc.constantFrom(...RIGHT_ACTIONS.codes),
  scope: fc.constantFrom(...RIGHT_SCOPES.codes),
});
/** Mostly rights that exist, so that they yield something. */
const someRights = fc.oneof(
  fc.array(anyRight, { maxLength: 30 }),
  fc
    .subarray(AREAS.codes.flatMap((area) => RIGHT_TABLE[area].actions.map((action) => ({ area, action }))))
    .chain((pairs) =>
      fc.tuple(
        ...pairs.map(({ area, action }) =>
          fc.constantFrom(...RIGHT_TABLE[area].scopes).map((scope): Right => ({ area, action, scope })),
        ),
      ),
    ),
);
const anyRole = fc.constantFrom(...ROLES.codes);

const deedsOf = (role: Role, rights: readonly Right[]): ReadonlySet<string> => {
  const ability = abilitiesOf({ role, rights });
  return new Set(
    ACTIONS.flatMap((action) => SUBJECTS.filter((one) => ability.can(action, one)).map((one) => `${action} ${one}`)),
  );
};

describe('rights', () => {
  it('of every built-in role stand in the table, each once', () => {
    for (const role of ROLES.codes) {
      expect(DEFAULT_RIGHTS[role].filter((right) => !isRight(right))).toEqual([]);
      expect(normalised(DEFAULT_RIGHTS[role])).toEqual(DEFAULT_RIGHTS[role]);
      expect(beyond(DEFAULT_RIGHTS[role], maximumRights(role))).toEqual([]);
    }
  });

  it('in any order and with repetitions are the same list', () => {
    fc.assert(
      fc.property(someRights, (rights) => {
        const list = normalised(rights);
        expect(normalised([...rights, ...rights].reverse())).toEqual(list);
        for (const right of rights.filter(isRight)) expect(holds(list, right)).toBe(true);
        expect(list.every(isRight)).toBe(true);
      }),
    );
  });

  it('that are limited hold nothing beyond either side, and everything that both hold', () => {
    fc.assert(
      fc.property(someRights, someRights, anyRight, (rights, ceiling, right) => {
        const both = limitedTo(rights, ceiling);
        expect(holds(both, right)).toBe(holds(normalised(rights), right) && holds(ceiling, right));
      }),
    );
  });
});

describe('a custom role', () => {
  it('never yields an ability outside the maximum of its base', () => {
    fc.assert(
      fc.property(anyRole, someRights, (role, rights) => {
        const most = deedsOf(role, maximumRights(role));
        expect([...deedsOf(role, rights)].filter((deed) => !most.has(deed))).toEqual([]);
      }),
    );
  });

  it('never yields more with a right less', () => {
    fc.assert(
      fc.property(anyRole, someRights, fc.nat(), (role, rights, at) => {
        const all = deedsOf(role, rights);
        const fewer = rights.filter((_, index) => index !== at % Math.max(1, rights.length));
        expect([...deedsOf(role, fewer)].filter((deed) => !all.has(deed))).toEqual([]);
      }),
    );
  });

  it('of a company can never hold what belongs to a municipality', () => {
    for (const role of ROLES.codes.filter((one) => !fitsOrganization(one, ['MUNICIPAL', 'EXECUTOR']))) {
      expect(maximumRights(role).filter(({ area }) => area === 'CANDIDATE_INTERNAL')).toEqual([]);
      expect(
        maximumRights(role)
          .filter(({ scope }) => scope === 'ALL')
          .map(({ area }) => area),
      ).not.toContain('USER');
    }
  });

  it('makes nobody an administrator whose base is none', () => {
    for (const role of ROLES.codes.filter((one) => !isAdministrator(one)))
      expect(maximumRights(role).some(({ action }) => action === 'ADMINISTER')).toBe(false);
  });

  it('is refused with every right beyond its base, and with combinations that do not exist', () => {
    const right = (area: Right['area'], action: Right['action'], scope: Right['scope']): Right => ({
      area,
      action,
      scope,
    });
    const make = (rights: readonly Right[]) => NewRoleSchema.safeParse({ name: 'Rol', basedOn: 'EMPLOYER', rights });
    expect(make([right('CANDIDATE', 'VIEW', 'REGION')]).success).toBe(true);
    expect(make([right('CANDIDATE_INTERNAL', 'VIEW', 'REGION')]).success).toBe(false);
    expect(make([right('CANDIDATE', 'SIGN', 'REGION')]).success).toBe(false);
    expect(make([right('VACANCY', 'VIEW', 'REGION')]).success).toBe(false);
  });
});

describe('who gives roles', () => {
  it('can give every built-in role of his list while he has all rights of his own', () => {
    for (const giver of ROLES.codes)
      for (const role of GRANTABLE_ROLES[giver])
        expect(canGive(grantableRights(builtInRole(giver)), DEFAULT_RIGHTS[role]), `${giver} ${role}`).toBe(true);
  });

  it('cannot give what was taken from his own role', () => {
    fc.assert(
      fc.property(anyRole, someRights, (role, rights) => {
        const held = { role, rights };
        const grantable = grantableRights(held);
        const taken = beyond(DEFAULT_RIGHTS[role], effectiveRights(held));
        expect(taken.filter((right) => holds(grantable, right))).toEqual([]);
      }),
    );
  });
});

describe('the preview', () => {
  it('of an employer shows the profiles of visible people, contact data on request, and nothing internal', () => {
    const { fields, collections } = previewOf(builtInRole('EMPLOYER'));
    expect(fields).toEqual({
      ...{ PROFILE: 'ALWAYS', HIDDEN_PROFILE: 'NEVER', PHYSICAL_CAPACITY: 'ALWAYS' },
      ...{ CONTACT_DATA: 'ON_REQUEST', INTERNAL: 'NEVER' },
    });
    expect(collections).not.toContain('candidateCase');
  });

  it('of a supplier or a reviewer shows no candidate at all', () => {
    for (const role of ['SUPPLIER', 'REVIEWER'] as const) {
      const { fields, collections } = previewOf(builtInRole(role));
      expect(new Set(Object.values(fields))).toEqual(new Set(['NEVER']));
      expect(collections.filter((name) => /candidate|note|favourite/i.test(name))).toEqual([]);
    }
  });
});

it('writes and reads every right of the table as it is', () => {
  for (const area of AREAS.codes)
    for (const action of RIGHT_TABLE[area].actions)
      for (const scope of RIGHT_TABLE[area].scopes)
        expect(RightSchema.parse(JSON.parse(JSON.stringify({ area, action, scope })))).toEqual({ area, action, scope });
});
