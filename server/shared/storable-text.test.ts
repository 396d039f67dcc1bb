import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isStorable } from './storable-text.ts';

it('takes every value of whole characters, however deep', () => {
  const value = fc.jsonValue({ stringUnit: 'grapheme' });
  fc.assert(fc.property(value, (json) => isStorable(json) || JSON.stringify(json).includes('\\u0000')));
});

it.each(['\0', 'a\0b', '\ud800', 'x\udc00y'])('refuses %j wherever it stands', (text) => {
  expect([text, [text], { name: { text } }, { [text]: 1 }].map(isStorable)).toEqual([false, false, false, false]);
});
