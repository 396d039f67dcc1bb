import { describe, expect, it } from 'vitest';
import { hoursRange, knownSkills, languageName } from './profile-facts.ts';

describe('facts of a profile', () => {
  it('says a range of hours in the words that fit it', () => {
    expect(hoursRange(null, null).key).toBe('none');
    expect(hoursRange(24, null).key).toBe('from');
    expect(hoursRange(null, 16).key).toBe('upTo');
    expect(hoursRange(0, 16).key).toBe('upTo');
    expect(hoursRange(32, 32).key).toBe('exact');
    expect(hoursRange(24, 32)).toEqual({ key: 'range', min: 24, max: 32 });
  });

  it('leaves out skills in a language that nobody knows', () => {
    const skill = { language: 'pol', spoken: '3', written: '0', reading: '8', listening: '1' } as const;
    expect(knownSkills(skill, 'nl')).toEqual([
      { name: 'spoken', level: 'Goed' },
      { name: 'listening', level: 'Geen beheersing' },
    ]);
  });

  it('names a language that core does not know', () => {
    expect(languageName('pol', { pol: 'Pools' }, 'nl')).toBe('Pools');
    expect(languageName('tir', {}, 'nl')).toBe('Tigrinya');
  });
});
