import { describe, expect, it } from 'vitest';
import type { OccupationFieldCode } from '../occupations/fields.ts';
import { OCCUPATION_FIELDS, OCCUPATIONS } from '../occupations/occupations.ts';
import { ABOUT_CLOSINGS, ABOUT_MIDDLES, ABOUT_OPENINGS } from './about-texts.ts';
import { COURSES_BY_FIELD } from './courses.ts';
import { DEPLOYABILITY_TEXTS } from './deployability.ts';
import { EMPLOYER_NAMES_BY_FIELD, EMPLOYER_NAME_ENDINGS, EMPLOYER_NAME_ROOTS } from './employers.ts';
import { fillSlots } from './fill-slots.ts';
import { FIRST_NAMES } from './first-names.ts';
import { INTERESTS } from './interests.ts';
import { LAST_NAMES } from './last-names.ts';
import { MEDIA_CAPTIONS } from './media-captions.ts';
import { MOTIVATIONS } from './motivations.ts';
import { ONE_LINERS } from './one-liners.ts';
import { SCHOOLS } from './schools.ts';
import { SKILLS_BY_FIELD } from './skills.ts';
import { TALENTS } from './talents.ts';
import { TASKS_BY_FIELD } from './tasks.ts';

const duplicates = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

const lists: Record<string, readonly string[]> = {
  oneLiners: ONE_LINERS,
  openings: ABOUT_OPENINGS,
  middles: ABOUT_MIDDLES,
  closings: ABOUT_CLOSINGS,
  motivations: MOTIVATIONS,
  talents: TALENTS,
  interests: INTERESTS,
  deployability: DEPLOYABILITY_TEXTS,
  captions: MEDIA_CAPTIONS,
  schools: SCHOOLS,
  roots: EMPLOYER_NAME_ROOTS,
  endings: EMPLOYER_NAME_ENDINGS,
  employers: Object.values(EMPLOYER_NAMES_BY_FIELD).flat(),
  firstNames: FIRST_NAMES.map(({ name }) => name),
  lastNames: LAST_NAMES.map(({ prefix, name }) => `${prefix} ${name}`.trim()),
};

describe('the vocabulary', () => {
  it.each(Object.entries(lists))('has no empty, untrimmed or repeated entry in %s', (_name, list) => {
    expect(duplicates(list)).toEqual([]);
    expect(list.filter((entry) => entry === '' || entry !== entry.trim())).toEqual([]);
  });

  it('holds names enough for a believable town', () => {
    expect(FIRST_NAMES.length).toBeGreaterThanOrEqual(235);
    expect(LAST_NAMES.length).toBeGreaterThanOrEqual(315);
  });

  it('uses in each list only the slots that the generator fills there', () => {
    const allowed: Record<string, readonly string[]> = {
      oneLiners: ['{occupation}'],
      openings: ['{occupation}', '{years}', '{place}'],
      middles: ['{skill}', '{years}', '{place}'],
      closings: ['{hobby}', '{occupation}', '{years}', '{place}'],
    };
    for (const [name, list] of Object.entries(lists)) {
      const used = list.flatMap((entry) => entry.match(/\{[^}]*\}/g) ?? []);
      expect(
        used.filter((slot) => !allowed[name]?.includes(slot)),
        name,
      ).toEqual([]);
    }
  });

  it('keeps a one-liner within 140 characters, whatever the occupation', () => {
    const longest = OCCUPATIONS.map(({ name }) => name).reduce((a, b) => (b.length > a.length ? b : a));
    const filled = ONE_LINERS.map((text) => fillSlots(text, { occupation: longest }));
    expect(filled.filter((text) => text.length > 140)).toEqual([]);
  });

  it('knows skills, tasks, courses and employers for every field of work', () => {
    for (const { code } of OCCUPATION_FIELDS) {
      const field = code as OccupationFieldCode;
      expect(SKILLS_BY_FIELD[field].length, code).toBeGreaterThanOrEqual(14);
      expect(TASKS_BY_FIELD[field].length, code).toBeGreaterThanOrEqual(14);
      expect(COURSES_BY_FIELD[field].length, code).toBeGreaterThanOrEqual(8);
      expect(EMPLOYER_NAMES_BY_FIELD[field].length, code).toBeGreaterThanOrEqual(7);
      expect(duplicates(SKILLS_BY_FIELD[field]), code).toEqual([]);
      expect(duplicates(TASKS_BY_FIELD[field]), code).toEqual([]);
      expect(duplicates(COURSES_BY_FIELD[field].map(({ name }) => name)), code).toEqual([]);
    }
  });
});

describe('filling slots', () => {
  it('puts the values in their places', () => {
    expect(fillSlots('Al {years} jaar {occupation}.', { years: 3, occupation: 'kok' })).toBe('Al 3 jaar kok.');
  });

  it('refuses a slot without a value', () => {
    expect(() => fillSlots('Ik hou van {hobby}.', {})).toThrow('{hobby}');
  });
});
