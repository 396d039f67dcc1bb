import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  fieldsOfGroups,
  groupsOf,
  VACANCY_GROUP_NAMES,
  type VacancyGroup,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import { vacancyFieldsFixture } from '../testing/vacancy-fixture.ts';
import { mergeVacancy, type VacancyEdit, type VacancyVersion } from './vacancy-merge.ts';

const GROUPS: readonly VacancyGroup[] = ['title', 'place', 'hours', 'closing'];
/** What one of two people writes, everything from the same base; `round` tells values apart. */
const editArbitrary = fc.record({
  groups: fc.uniqueArray(fc.constantFrom(...GROUPS), { minLength: 1 }),
  value: fc.integer({ min: 1, max: 40 }),
});

function base(): VacancyVersion {
  const revisions = Object.fromEntries(VACANCY_GROUP_NAMES.map((group) => [group, randomUUID()]));
  return { fields: vacancyFieldsFixture(), revisions };
}
function makeEdit(seen: VacancyVersion, groups: readonly VacancyGroup[], value: number): VacancyEdit {
  const closingDate = `2099-01-${String((value % 28) + 1).padStart(2, '0')}`;
  const fields = { ...seen.fields, title: `Bakker ${value}`, city: `Plaats ${value}`, hoursMin: value, closingDate };
  return { set: fieldsOfGroups(fields, groups), seen: seen.revisions, revision: randomUUID() };
}

it('loses nothing: every group that somebody wrote is in the vacancy, or handed back to who wrote it', () => {
  fc.assert(
    fc.property(editArbitrary, editArbitrary, (one, other) => {
      const start = base();
      const first = makeEdit(start, one.groups, one.value);
      const second = makeEdit(start, other.groups, other.value);
      const before = mergeVacancy(start, first);
      const after = mergeVacancy(before.version, second);
      expect(before.lost).toEqual([]);
      for (const group of groupsOf(second.set)) {
        const wanted = fieldsOfGroups({ ...start.fields, ...second.set }, [group]);
        const stands = JSON.stringify(fieldsOfGroups(after.version.fields, [group])) === JSON.stringify(wanted);
        expect(stands || after.lost.some((lost) => lost.group === group && lost.other !== undefined)).toBe(true);
        if (one.groups.includes(group)) expect(after.written).not.toContain(group);
      }
      for (const group of one.groups)
        expect(fieldsOfGroups(after.version.fields, [group])).toEqual(fieldsOfGroups(before.version.fields, [group]));
    }),
  );
});

it('changes nothing when the same edit comes again', () => {
  fc.assert(
    fc.property(editArbitrary, ({ groups, value }) => {
      const start = base();
      const edit = makeEdit(start, groups, value);
      const once = mergeVacancy(start, edit);
      expect(mergeVacancy(once.version, edit)).toEqual({ version: once.version, written: [], lost: [] });
    }),
  );
});

it('writes a chain of edits of one person, each on top of the one before', () => {
  const start = base();
  const first = makeEdit(start, ['title'], 1);
  const second = { ...makeEdit(start, ['title'], 2), seen: { title: first.revision } };
  const end = mergeVacancy(mergeVacancy(start, first).version, second);
  expect(end.version.fields.title).toBe('Bakker 2');
  expect(end.lost).toEqual([]);
});
