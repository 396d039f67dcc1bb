import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS, grantableRights, maximumRights } from '@hallowerk/contract/accounts/default-rights.ts';
import { beyond, isRight, scopeOf } from '@hallowerk/contract/accounts/rights.ts';
import { matrixOf, withRight } from './role-draft.ts';

const ADMINISTRATOR = 'MUNICIPAL_ADMINISTRATOR';
const GRANTABLE = grantableRights({ role: ADMINISTRATOR, rights: DEFAULT_RIGHTS[ADMINISTRATOR] });
const cells = (basedOn: (typeof ROLES.codes)[number]) =>
  matrixOf({ basedOn, rights: DEFAULT_RIGHTS[basedOn] }, GRANTABLE).flatMap(({ rows }) =>
    rows.flatMap(({ area, cells: own }) => own.map((cell) => ({ area, ...cell }))),
  );

describe('the table of rights of a role', () => {
  it('shows every right that the role has, in its scope', () => {
    for (const role of ROLES.codes) {
      const shown = cells(role).filter(({ scope }) => scope !== null);
      expect(shown.map(({ area, action, scope }) => ({ area, action, scope }))).toEqual(DEFAULT_RIGHTS[role]);
    }
  });

  it('never offers an employer the internal data of candidates', () => {
    expect(cells('EMPLOYER').some(({ area }) => area === 'CANDIDATE_INTERNAL')).toBe(false);
  });

  it('offers only what its base can have, whatever is clicked', () => {
    const role = fc.constantFrom(...ROLES.codes);
    fc.assert(
      fc.property(role, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 30 }), (basedOn, clicks) => {
        const offered = cells(basedOn);
        let rights = DEFAULT_RIGHTS[basedOn];
        for (const [which, choice] of offered.length === 0 ? [] : clicks) {
          const cell = offered[which % offered.length];
          if (cell === undefined) continue;
          const scope = [null, ...cell.scopes][choice % (cell.scopes.length + 1)] ?? null;
          rights = withRight(rights, cell.area, cell.action, scope);
        }
        expect(rights.every(isRight)).toBe(true);
        expect(beyond(rights, maximumRights(basedOn))).toEqual([]);
      }),
    );
  });
});

it('takes everything that can be done with something together with seeing it', () => {
  const rights = withRight(DEFAULT_RIGHTS.ACCOUNT_MANAGER, 'VACANCY', 'VIEW', null);
  expect(scopeOf(rights, 'VACANCY', 'EDIT')).toBeNull();
  expect(scopeOf(rights, 'CANDIDATE', 'VIEW')).toBe('CONNECTED_REGIONS');
});
