import type { AdministeredEmployer, ServingManager } from '@hallowerk/contract/administration/administration.ts';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { managerName, peopleOf, searchEmployers, sortEmployers } from './employer-list.ts';

const MANAGERS: readonly ServingManager[] = ['Anouk van Dijk', 'Çelik Öz'].map((fullName, number) => ({
  id: `00000000-0000-7000-8000-00000000000${number}`,
  fullName,
  email: 'a@gemeente.example',
  phone: '',
  state: 'ACTIVE',
}));
const count = fc.nat({ max: 9 });
const employers = fc.uniqueArray(
  fc.record<AdministeredEmployer>({
    id: fc.uuid(),
    name: fc.constantFrom('Bakkerij Één', 'bakkerij een', 'Slagerij 2', 'Slagerij 10', 'Zorg'),
    kvk: fc.constantFrom(null, '12345678'),
    website: fc.constant(''),
    accountManagerId: fc.constantFrom(null, ...MANAGERS.map(({ id }) => id)),
    people: fc.record({ INVITED: count, SECURING: count, ACTIVE: count, BLOCKED: count }),
    revision: fc.constant(0),
  }),
  { selector: ({ id }) => id },
);

it('sorts without losing anybody, and the other way round with the same people', () => {
  fc.assert(
    fc.property(employers, fc.constantFrom('name', 'manager', 'people'), (list, column) => {
      const up = sortEmployers(list, MANAGERS, { column, descending: false });
      const down = sortEmployers(list, MANAGERS, { column, descending: true });
      expect(new Set(up)).toEqual(new Set(list));
      expect(new Set(down)).toEqual(new Set(list));
      const sizes = up.map(peopleOf);
      if (column === 'people') expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      if (column === 'people') expect(down.map(peopleOf)).toEqual(sizes.toReversed());
    }),
  );
});

it('finds every word, whatever its accents and wherever it stands', () => {
  fc.assert(
    fc.property(employers, (list) => {
      expect(searchEmployers(list, MANAGERS, ' EEN  bakkerij ')).toEqual(
        list.filter(({ name }) => name.startsWith('Bakk') || name.startsWith('bakk')),
      );
      expect(searchEmployers(list, MANAGERS, 'celik')).toEqual(
        list.filter((employer) => managerName(employer, MANAGERS) === 'Çelik Öz'),
      );
      expect(searchEmployers(list, MANAGERS, '1234')).toEqual(list.filter(({ kvk }) => kvk !== null));
    }),
  );
});
