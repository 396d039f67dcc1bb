import { isDeepStrictEqual } from 'node:util';
import type { Trx } from '../../database/transaction.ts';
import { upsertPlaces } from '../../reference/reference.repository.ts';
import { printable } from '../fault.ts';
import type { ImportFault } from '../fault.ts';
import { actionFor, inSlices, rowKey } from '../plan.ts';
import type { ImportJob, ImportPlan, PlannedRow } from '../plan.ts';
import { existingPlaces } from '../reference-row.ts';
import { identifyPlaces } from './place-identity.ts';
import { readPlaces } from './place-rows.ts';
import type { OfficialPlace } from './place-rows.ts';

const ROWS_PER_SLICE = 1000;

/** Municipalities, places and four-digit postcodes, from the three CSV files of a folder. */
export function placesImport(directory: string): ImportJob {
  return {
    title: 'Plaatsen',
    plan: async (trx) => {
      const { value, faults } = await readPlaces(directory);
      return planPlaces(trx, value, faults);
    },
  };
}

async function planPlaces(
  trx: Trx,
  official: readonly OfficialPlace[],
  faults: readonly ImportFault[],
): Promise<ImportPlan> {
  const faulty = new Set(faults.map(rowKey));
  const known = await existingPlaces(trx);
  const compared = identifyPlaces(official, known).map(({ place, existing }, index) => {
    const { file, line } = official[index]!.row;
    const at = { file, section: '', row: line };
    const action = faulty.has(rowKey(at)) ? 'fout' : actionFor(existing, isDeepStrictEqual(existing, place));
    const replaced = existing !== undefined && existing.code !== place.code;
    const key = printable(`${place.code} ${place.name}`);
    const note = replaced ? { note: `vervangt ${existing.code}` } : {};
    const planned: PlannedRow = { ...at, key, action, ...note };
    return { place, planned };
  });
  const changes = compared.filter(({ planned }) => planned.action === 'nieuw' || planned.action === 'gewijzigd');
  const ids = new Set(compared.map(({ place }) => place.id));
  const other = known.filter((place) => !ids.has(place.id)).length;
  return {
    rows: compared.map(({ planned }) => planned),
    faults,
    remarks: other === 0 ? [] : [`${other} plaatsen op de server staan niet in de bestanden. Ze blijven bestaan.`],
    writes: inSlices(
      changes.map(({ place }) => place),
      ROWS_PER_SLICE,
      upsertPlaces,
    ),
  };
}
