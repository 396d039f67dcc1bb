import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OccupationSchema, ReferenceItemSchema } from '@hallowerk/contract/reference/reference.ts';
import { faultLine } from '../fault.ts';
import { SMALL_ESCO, temporaryFolder, writeCsv } from '../testing/import-fixture.ts';
import type { Folder } from '../testing/import-fixture.ts';
import { referenceData } from '../testing/reference-data.ts';
import { MAX_RELATED, RELATION_WEIGHTS, escoOccupations, escoParentId, iscoReferenceItem } from './esco-occupations.ts';
import { readEsco } from './esco-rows.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const OCCUPATIONS = 'esco-1.2-beroepen-nl.csv';
const faultsAfter = async (name: string, change: (lines: string[]) => readonly string[]): Promise<string[]> =>
  (await readEsco(writeCsv(folder, SMALL_ESCO, { [name]: change }))).faults.map(faultLine);

describe('readEsco', () => {
  it('reads occupations with names, group, parent and description', async () => {
    const { value, faults } = await readEsco(writeCsv(folder, SMALL_ESCO));
    expect(faults).toEqual([]);
    expect(value.occupations[0]).toMatchObject({
      code: '2221.1',
      alternativeLabels: ['zuster', 'broeder'],
      description: 'Zorgt voor mensen.\r\nOok in de nacht.',
      parentId: null,
    });
    expect(value.occupations[2]).toMatchObject({
      label: 'verpleegkundige, kinderen',
      parentId: value.occupations[0]?.id,
    });
  });

  it('reports every fault with its line and column', async () => {
    const faults = await faultsAfter(OCCUPATIONS, ([header = '', first = '']) => [
      header,
      first,
      'geen-uuid,22x,,naam||,99,ook-niet',
      first.replace('verpleegkundige', 'dubbel'),
    ]);
    expect(faults).toEqual(
      expect.arrayContaining([
        `${OCCUPATIONS}, regel 3, kolom id: Verwacht: een UUID.`,
        `${OCCUPATIONS}, regel 3, kolom code: Verwacht: een ESCO-code, zoals 2221.1.`,
        `${OCCUPATIONS}, regel 3, kolom label: Dit veld is leeg.`,
        `${OCCUPATIONS}, regel 3, kolom alt_labels: Een van de namen is leeg.`,
        `${OCCUPATIONS}, regel 3, kolom isco: Verwacht: een ISCO-code van 4 cijfers.`,
        `${OCCUPATIONS}, regel 3, kolom parent_id: Verwacht: een UUID.`,
        `${OCCUPATIONS}, regel 4, kolom id: Deze waarde staat ook op regel 2.`,
        `${OCCUPATIONS}, regel 4, kolom code: Deze waarde staat ook op regel 2.`,
        'esco-1.2-beroepen-omschrijving-nl.csv, regel 4, kolom id: Bij deze omschrijving is er geen beroep.',
      ]),
    );
  });

  it('reports a group or parent that does not exist, and an occupation under itself', async () => {
    const faults = await faultsAfter(OCCUPATIONS, (lines) => [
      lines[0]!,
      lines[1]!.replace('2221,', '2222,00000009-0000-4000-8000-000000000000'),
      lines[2]!.replace(/[^,]*$/, '00000002-0000-4000-8000-000000000000'),
      lines[3]!,
    ]);
    expect(faults).toEqual([
      `${OCCUPATIONS}, regel 2, kolom isco: Deze groep is er niet.`,
      `${OCCUPATIONS}, regel 2, kolom parent_id: Dit beroep is er niet.`,
      `${OCCUPATIONS}, regel 3, kolom parent_id: Dit beroep staat onder zichzelf.`,
    ]);
  });

  it('names a file that is missing', async () => {
    const directory = writeCsv(folder, SMALL_ESCO, { 'esco-1.2-isco08-groepen-nl.csv': () => null });
    expect((await readEsco(directory)).faults.map(faultLine)).toEqual([
      'esco-1.2-isco08-groepen-nl.csv: Dit bestand is er niet.',
    ]);
  });
});

const data = referenceData('esco');

describe.skipIf(data === null)('the official ESCO files', () => {
  it('become occupations and groups that the contract accepts, with bounded relations', async () => {
    const { value, faults } = await readEsco(data!);
    expect(faults).toEqual([]);
    const occupations = escoOccupations(value);
    const items = value.groups.map(iscoReferenceItem);
    expect([occupations.length, items.length]).toEqual([3039, 619]);
    expect(occupations.reduce((sum, occupation) => sum + occupation.synonyms.length, 0)).toBe(19445);
    z.array(OccupationSchema).parse(occupations);
    z.array(ReferenceItemSchema).parse(items);

    const ids = new Set(occupations.map((occupation) => occupation.id));
    const codes = new Map(items.map((item) => [item.code, item]));
    for (const occupation of occupations) {
      expect(codes.get(occupation.groupCode ?? '')?.kind).toBe('OCCUPATION_GROUP');
      const weak = occupation.related.filter((relation) => relation.weight < RELATION_WEIGHTS.child);
      if (weak.length > 0) expect(occupation.related.length).toBeLessThanOrEqual(MAX_RELATED);
      expect(new Set(occupation.related.map((relation) => relation.id)).size).toBe(occupation.related.length);
      expect(occupation.related.every(({ id }) => id !== occupation.id && ids.has(id))).toBe(true);
    }
    for (const item of items.filter(({ kind }) => kind === 'OCCUPATION_GROUP')) {
      expect(codes.has(item.parentCode ?? '')).toBe(true);
    }
  });

  it('relate a parent and its child both ways, and give the same result in any order of rows', async () => {
    const { value } = await readEsco(data!);
    const occupations = escoOccupations(value);
    const byId = new Map(occupations.map((occupation) => [occupation.id, occupation]));
    for (const occupation of occupations) {
      const parent = byId.get(escoParentId(occupation) ?? '');
      if (!parent) continue;
      expect(parent.related).toContainEqual({ id: occupation.id, weight: RELATION_WEIGHTS.child });
    }
    const reversed = escoOccupations({ ...value, occupations: value.occupations.toReversed() });
    expect(reversed.toReversed()).toEqual(occupations);
  });
});
