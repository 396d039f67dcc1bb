import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS, effectiveRights, fitsOrganization } from '@hallowerk/contract/accounts/default-rights.ts';
import { RIGHT_TABLE, AREAS, type Right } from '@hallowerk/contract/accounts/rights.ts';
import { scopeKeys, type UserRegion } from './visibility.ts';

const REGIONS: readonly UserRegion[] = [
  { code: 'AM22', relation: 'connected' },
  { code: 'AM21', relation: 'own' },
];
const EVERY_RIGHT: readonly Right[] = AREAS.codes.flatMap((area) =>
  RIGHT_TABLE[area].actions.flatMap((action) => RIGHT_TABLE[area].scopes.map((scope) => ({ area, action, scope }))),
);
const keysOf = (role: Role, rights: readonly Right[] = DEFAULT_RIGHTS[role]): readonly string[] =>
  scopeKeys({ id: 'u', organizationId: 'o', role, rights: effectiveRights({ role, rights }) }, REGIONS);
const only = (area: Right['area'], scope: Right['scope']): Right => ({ area, action: 'VIEW', scope });

/** A case file holds the card: the scope of staff covers that of others. */
const covers = (wider: readonly string[], key: string): boolean =>
  wider.includes(key) || wider.includes(key.replace(/:cand$/, ':am'));

describe('scopes of a user', () => {
  it('give employers the cards of visible people only, also in the own region (PP-VIS-02)', () => {
    for (const role of ['EMPLOYER', 'EMPLOYER_VACANCY_MANAGER'] as const) {
      expect(keysOf(role).filter((key) => key.endsWith(':am'))).toEqual([]);
      expect(keysOf(role)).toEqual(expect.arrayContaining(['reg:AM21:cand', 'reg:AM22:cand']));
    }
  });

  it('give staff the case files of the own region, and cards elsewhere (PP-VIS-03, PP-VIS-04)', () => {
    for (const role of ['ACCOUNT_MANAGER', 'CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR'] as const)
      expect(keysOf(role)).toEqual(expect.arrayContaining(['reg:AM21:am', 'reg:AM22:cand']));
  });

  it('are the same for staff of an organisation that executes for the municipality (PP-VIS-05)', () => {
    expect(keysOf('EXECUTOR')).toEqual(keysOf('ACCOUNT_MANAGER'));
  });

  it('hold no candidate for suppliers, for recruitment and for flex (PP-VIS-07, PP-VIS-08)', () => {
    const outside = ROLES.codes.filter((role) => !fitsOrganization(role, ['MUNICIPAL']));
    expect(outside).toHaveLength(11);
    for (const role of outside) expect(keysOf(role)).toEqual(['usr:u', 'pub']);
  });

  it('follow a custom role: no case files without internal data, no connected regions with the own region only', () => {
    expect(keysOf('ACCOUNT_MANAGER', [only('CANDIDATE', 'CONNECTED_REGIONS')])).toContain('reg:AM21:cand');
    const own = [only('CANDIDATE', 'REGION'), only('CANDIDATE_INTERNAL', 'REGION')];
    expect(keysOf('ACCOUNT_MANAGER', own)).toEqual(['usr:u', 'org:o', 'usr:u/reg:AM21:am', 'pub', 'reg:AM21:am']);
    expect(keysOf('ACCOUNT_MANAGER', [only('CANDIDATE_INTERNAL', 'REGION')])).toEqual(['usr:u', 'pub']);
    expect(keysOf('EMPLOYER', [only('CANDIDATE', 'REGION'), only('CANDIDATE_INTERNAL', 'REGION')])).not.toContain(
      'reg:AM21:am',
    );
  });

  it('never grow when a right goes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROLES.codes), fc.subarray([...EVERY_RIGHT]), fc.nat(), (role, rights, at) => {
        const all = keysOf(role, rights);
        const fewer = keysOf(
          role,
          rights.filter((_, index) => index !== at % Math.max(1, rights.length)),
        );
        expect(fewer.filter((key) => !covers(all, key))).toEqual([]);
      }),
    );
  });
});
