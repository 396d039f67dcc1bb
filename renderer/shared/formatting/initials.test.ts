import { describe, expect, it } from 'vitest';
import { AVATAR_COLOURS, avatarColour, initialsOf } from './initials.ts';

describe('avatars', () => {
  it('takes the surname and not the particle before it', () => {
    expect(initialsOf('Sanne van der Berg')).toBe('SB');
    expect(initialsOf('Anne-Fleur de Wit-Jansen')).toBe('AW');
    expect(initialsOf('Madonna')).toBe('M');
    expect(initialsOf('  ')).toBe('');
  });

  it('gives a person one steady colour, and people together all colours', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `candidate-${index}`);
    expect(avatarColour('candidate-7')).toBe(avatarColour('candidate-7'));
    expect(new Set(ids.map(avatarColour)).size).toBe(AVATAR_COLOURS);
  });
});
