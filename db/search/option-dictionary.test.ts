import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase } from '../testing/open-test-database.ts';
import { OptionDictionary } from './option-dictionary.ts';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => void (test = await openTestDatabase()));
afterEach(() => test.directory.remove());

const certificate = (name: string) => ({ category: 'certificate', code: name.toLowerCase(), label: name }) as const;
const stored = (): string => JSON.stringify(test.database.connection.prepare('select * from facet_option').all());

it('takes the words that nobody has any more out of the file, and never gives their number away again', () => {
  const { connection } = test.database;
  const dictionary = new OptionDictionary(connection);
  const [kept, gone] = test.database.write(() => [
    ...dictionary.idsOf([certificate('Heftruck'), certificate('Zweefvliegen')]),
  ]) as [number, number];
  test.database.write(() => dictionary.forgetUnused((id) => id === kept));
  expect(stored()).toContain('Heftruck');
  expect(stored().toLowerCase()).not.toContain('zweefvliegen');

  const opened = new OptionDictionary(connection);
  for (const one of [dictionary, opened]) {
    expect(one.find('certificate', 'heftruck')).toBe(kept);
    expect(one.find('certificate', 'zweefvliegen')).toBeUndefined();
    expect(one.option(gone)).toBeUndefined();
  }
  const [again] = test.database.write(() => dictionary.idsOf([certificate('Zweefvliegen')]));
  expect(again).toBe(gone + 1);
  opened.refresh();
  expect(opened.find('certificate', 'zweefvliegen')).toBe(again);
});

it('forgets the same words again when they come and go a second time', () => {
  const dictionary = new OptionDictionary(test.database.connection);
  for (let round = 0; round < 2; round += 1) {
    test.database.write(() => dictionary.idsOf([certificate('Zweefvliegen')]));
    test.database.write(() => dictionary.forgetUnused(() => false));
  }
  expect(stored().toLowerCase()).not.toContain('zweefvliegen');
  expect(dictionary.size).toBe(2);
});
