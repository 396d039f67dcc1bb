import { expect, it } from 'vitest';
import * as z from 'zod';
import { COLLECTIONS, collectionName } from './collections.ts';

const entries = Object.entries(COLLECTIONS);

it('gives every collection a number of its own', () => {
  const numbers = entries.map(([, { number }]) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
});

it.each(entries)('finds the name of collection %s back by its number', (name, { number }) => {
  expect(collectionName(number)).toBe(name);
});

it('does not know a number that no collection has', () => {
  expect(collectionName(0)).toBeUndefined();
  expect(collectionName(32_767)).toBeUndefined();
});

it.each(entries)('identifies the rows of %s by a UUID', (_name, { schema }) => {
  expect(Object.keys(schema.shape)).toContain('id');
  expect(z.toJSONSchema(schema.shape.id, { io: 'input', unrepresentable: 'any' })).toMatchObject({ format: 'uuid' });
});
