import * as fc from 'fast-check';

const pieces = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom('"', "'", '""', 'NEAR', 'AND', 'OR', 'NOT', '*', '^', '(', ')', ':', '{name}', '%', '\\', '--', ';'),
  fc.constantFrom(
    'é',
    'e\u0301',
    'ﬁ',
    'İ',
    'ς',
    'Σ',
    '\u0000',
    '\u200d',
    '\ufeff',
    '\ud83d',
    '\udc4d',
    '👩‍👩‍👧',
    'שלום',
    'مرحبا',
  ),
  fc.constantFrom('e-mail', 'a-b-c', '24/7', 'lasser', ' ', '\n', '\t'),
);

/** What people paste: quotes, operators, emoji, other directions, halves of pairs, control characters. */
export const strangeText: fc.Arbitrary<string> = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
