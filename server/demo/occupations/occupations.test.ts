import { describe, expect, it } from 'vitest';
import { readOccupationRow, WORK_TYPES } from './format.ts';
import { OCCUPATION_FIELDS, OCCUPATION_GROUPS, OCCUPATIONS } from './occupations.ts';

const duplicates = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

describe('the occupations', () => {
  it('are at least 580', () => {
    expect(OCCUPATIONS.length).toBeGreaterThanOrEqual(580);
  });

  it('include the ones every municipality works with', () => {
    const names = OCCUPATIONS.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'administratief medewerker',
        'chauffeur vrachtwagen',
        'verpleegkundige',
        'verzorgende ig',
        'heftruckchauffeur',
        'orderpicker',
        'timmerman',
        'schoonmaker',
        'kok',
      ]),
    );
  });

  it('have unique codes of at most ten characters', () => {
    const codes = OCCUPATIONS.map(({ code }) => code);
    expect(duplicates(codes)).toEqual([]);
    expect(codes.filter((code) => code.length > 10)).toEqual([]);
  });

  it('have unique names in lower case without spaces around them', () => {
    const names = OCCUPATIONS.map(({ name }) => name);
    expect(duplicates(names)).toEqual([]);
    expect(names.filter((name) => name !== name.trim() || name !== name.toLowerCase() || name === '')).toEqual([]);
  });

  it('have two to six synonyms that differ from each other and from the name', () => {
    for (const { name, synonyms } of OCCUPATIONS) {
      expect(synonyms.length, name).toBeGreaterThanOrEqual(2);
      expect(synonyms.length, name).toBeLessThanOrEqual(6);
      expect(duplicates(synonyms), name).toEqual([]);
      expect(synonyms, name).not.toContain(name);
      expect(
        synonyms.filter((synonym) => synonym !== synonym.trim() || synonym === ''),
        name,
      ).toEqual([]);
    }
  });

  it('never share a synonym and never use the name of another occupation as one', () => {
    const terms = OCCUPATIONS.flatMap(({ name, synonyms }) => [name, ...synonyms]);
    expect(duplicates(terms)).toEqual([]);
  });

  it('relate only to other, existing occupations, once each, with a weight above 0 and at most 1', () => {
    const codes = new Set(OCCUPATIONS.map(({ code }) => code));
    for (const { code, name, related } of OCCUPATIONS) {
      expect(
        related.filter((other) => !codes.has(other.code) || other.code === code),
        name,
      ).toEqual([]);
      expect(duplicates(related.map((other) => other.code)), name).toEqual([]);
      expect(
        related.filter(({ weight }) => weight <= 0 || weight > 1),
        name,
      ).toEqual([]);
    }
  });

  it('count a written relation in both directions', () => {
    const byName = (name: string) => OCCUPATIONS.find((occupation) => occupation.name === name);
    const picker = byName('orderpicker');
    const driver = byName('heftruckchauffeur');
    expect(driver?.related).toContainEqual({ code: picker?.code, weight: 0.7 });
    expect(picker?.related).toContainEqual({ code: driver?.code, weight: 0.7 });
  });

  it('have at least one work type and only known ones', () => {
    for (const { name, workTypes } of [...OCCUPATIONS, ...OCCUPATION_FIELDS]) {
      expect(workTypes.length, name).toBeGreaterThan(0);
      expect(
        workTypes.filter((workType) => !WORK_TYPES.includes(workType)),
        name,
      ).toEqual([]);
    }
  });

  it('belong to an existing group with an existing field', () => {
    const groups = new Set(OCCUPATION_GROUPS.map(({ code }) => code));
    const fields = new Set(OCCUPATION_FIELDS.map(({ code }) => code));
    expect(OCCUPATIONS.filter(({ groupCode }) => !groups.has(groupCode))).toEqual([]);
    expect(OCCUPATION_GROUPS.filter(({ fieldCode }) => !fields.has(fieldCode))).toEqual([]);
  });
});

describe('the groups and fields', () => {
  it('have unique codes and names', () => {
    for (const list of [OCCUPATION_GROUPS, OCCUPATION_FIELDS]) {
      expect(duplicates(list.map(({ code }) => code))).toEqual([]);
      expect(duplicates(list.map(({ name }) => name))).toEqual([]);
    }
  });

  it('are all in use, with every work type somewhere', () => {
    const usedGroups = new Set(OCCUPATIONS.map(({ groupCode }) => groupCode));
    const usedFields = new Set(OCCUPATION_GROUPS.map(({ fieldCode }) => fieldCode));
    const usedWorkTypes = new Set(OCCUPATIONS.flatMap(({ workTypes }) => workTypes));
    expect(usedGroups.size).toBe(OCCUPATION_GROUPS.length);
    expect(usedFields.size).toBe(OCCUPATION_FIELDS.length);
    expect(usedWorkTypes.size).toBe(WORK_TYPES.length);
  });
});

describe('an occupation row', () => {
  it('is read with all its parts', () => {
    const row = 'kraanmachinist | 4 | kraandrijver, hijser | cert: VCA Basis | rij: C | type: TRANSPORT | > sloper 0.4';
    expect(readOccupationRow(row)).toEqual({
      name: 'kraanmachinist',
      level: 4,
      synonyms: ['kraandrijver', 'hijser'],
      certificates: ['VCA Basis'],
      licences: ['C'],
      workTypes: ['TRANSPORT'],
      related: [{ name: 'sloper', weight: 0.4 }],
    });
  });

  it.each([
    ['a missing synonym part', 'kok | 4'],
    ['an unknown level', 'kok | 9 | cook, chef'],
    ['an unknown work type', 'kok | 4 | cook, chef | type: COOKING'],
    ['an unknown licence', 'kok | 4 | cook, chef | rij: Z'],
    ['a relation without a weight', 'kok | 4 | cook, chef | > slager'],
    ['an unknown part', 'kok | 4 | cook, chef | loon: 12'],
  ])('is refused with %s', (_reason, row) => {
    expect(() => readOccupationRow(row)).toThrow(Error);
  });
});
