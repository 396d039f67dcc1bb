import { describe, expect, it } from 'vitest';
import { commonPasswordStems, createCommonPasswords } from './common-passwords.ts';

describe('the passwords that everybody tries first', () => {
  const isCommon = createCommonPasswords();

  it('holds thousands of folded stems, each once', () => {
    const stems = commonPasswordStems();
    expect(stems.length).toBeGreaterThan(5000);
    expect(new Set(stems).size).toBe(stems.length);
    expect(stems.every((stem) => stem === stem.toLowerCase() && stem.length >= 4)).toBe(true);
  });

  it.each(['wachtwoord', 'welkom', 'feyenoord', 'qwerty', 'password', 'w@chtw00rd', 'pa$$word'])('knows %s', (word) =>
    expect(isCommon(word)).toBe(true),
  );

  it.each(['zeven-paarse', 'xkqzjvbw', ''])('does not know %s', (word) => expect(isCommon(word)).toBe(false));
});
