import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readInterchange } from '@hallowerk/contract/vacancies/interchange.ts';
import { toVumMessage, vumFields } from '@hallowerk/contract/vacancies/vum-vacancy.ts';
import { referenceData } from '../testing/reference-data.ts';

const folder = referenceData('vum');

it.skipIf(folder === null)('reads every vacancy of the VUM examples from one file, and writes what it read', () => {
  const text = readFileSync(join(folder ?? '', 'vum-3.0-accreditatie-voorbeelden.json'), 'utf8');
  const examples = (JSON.parse(text) as { vacatures: { idVacature: string }[] }).vacatures;
  const read = readInterchange(text);
  if ('fault' in read) throw new Error(read.fault);
  expect(read.format).toBe('VUM');
  expect(read.vacancies.map(({ reference }) => reference)).toEqual(examples.map(({ idVacature }) => idVacature));
  for (const { reference: id, organizationName, fields } of read.vacancies.filter(({ broken }) => !broken)) {
    const again = vumFields(toVumMessage(fields, { id, organizationName }));
    // The description alone is longer here than the interface takes: it holds the conditions too.
    expect({ ...again, description: '' }).toEqual({ ...fields, description: '' });
    expect(fields.description.startsWith(again.description.slice(0, 1990))).toBe(true);
  }
  // A vacancy without a name cannot be taken over; everything else of the examples can.
  const faults = new Set(read.vacancies.flatMap((one) => one.faults));
  expect([...faults].filter((fault) => fault !== 'De vacature heeft geen titel.')).toEqual([]);
});
