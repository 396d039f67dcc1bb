import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder with small files, for one test. */
export interface Folder {
  readonly path: string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'hallowerk-import-'));
  return {
    path,
    write(name, content) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

const ID = (digit: number): string => `0000000${digit}-0000-4000-8000-000000000000`;

export const SMALL_ESCO = {
  'esco-1.2-isco08-groepen-nl.csv': [
    'code,niveau,label,parent,aantal_beroepen',
    '2,1,Intellectuele beroepen,,3',
    '22,2,Gezondheidszorg,2,3',
    '222,3,Verpleging,22,3',
    '2221,4,Verpleegkundigen,222,3',
  ],
  'esco-1.2-beroepen-nl.csv': [
    'id,code,label,alt_labels,isco,parent_id',
    `${ID(1)},2221.1,verpleegkundige,zuster|broeder,2221,`,
    `${ID(2)},2221.1.1,wijkverpleegkundige,,2221,${ID(1)}`,
    `${ID(3)},2221.1.2,"verpleegkundige, kinderen",kinderverpleegkundige,2221,${ID(1)}`,
  ],
  'esco-1.2-beroepen-omschrijving-nl.csv': [
    'id,omschrijving',
    `${ID(1)},"Zorgt voor mensen.`,
    'Ook in de nacht."',
    `${ID(2)},Zorgt thuis voor mensen.`,
    `${ID(3)},Zorgt voor kinderen.`,
  ],
} as const;

export const SMALL_PLACES = {
  'gemeenten-nl.csv': [
    'gemeentecode,naam,provinciecode,provincie,inwoners_2023,lat,lon',
    "GM0518,'s-Gravenhage,PV28,Zuid-Holland,562839,52.0688,4.3003",
    'GM1900,Súdwest-Fryslân,PV21,Friesland,89710,53.03,5.66',
  ],
  'plaatsen-nl.csv': [
    'woonplaatscode,naam,gemeentecode,gemeente,provincie,lat,lon,inwoners_geonames',
    "WP1245,'s-Gravenhage,GM0518,'s-Gravenhage,Zuid-Holland,52.07,4.30,474292",
    'WP1001,Oudega,GM1900,Súdwest-Fryslân,Friesland,52.99,5.54,',
    'WP1002,Oudega,GM1900,Súdwest-Fryslân,Friesland,53.12,6.00,',
  ],
  'pc4-nl.csv': [
    'pc4,plaats,gemeentecode,gemeente,provincie,lat,lon,kwaliteit',
    "2511,'s-Gravenhage,GM0518,'s-Gravenhage,Zuid-Holland,52.0799,4.3113,pc4-gemiddelde",
  ],
} as const;

/** Writes lines as the official files have them: CRLF. `change` may replace, add or drop lines of a file. */
export function writeCsv(
  folder: Folder,
  files: Readonly<Record<string, readonly string[]>>,
  change: Readonly<Record<string, (lines: string[]) => readonly string[] | null>> = {},
): string {
  for (const [name, lines] of Object.entries(files)) {
    const changed = change[name] ? change[name]([...lines]) : lines;
    if (changed !== null) folder.write(name, `${changed.join('\r\n')}\r\n`);
  }
  return folder.path;
}

export const JOBSEEKER = {
  idWerkzoekende: '9e124396395c4ab8ae88338f7d2a2a59',
  persoonlijkePresentatie: 'Ik werk graag buiten.',
  indicatieLdrRegistratie: 1,
  mobiliteit: { bemiddelingspostcode: '2511ab', maximaleReisafstand: 40 },
  arbeidsmarktkwalificatie: {
    codeWerkEnDenkniveauWerkzoekende: 4,
    rijbewijs: [{ codeSoortRijbewijs: 'B' }, { codeSoortRijbewijs: 'B' }],
    taalbeheersing: [
      { codeTaal: 'nld', codeNiveauTaalbeheersingMondeling: 3 },
      { codeTaal: 'nld', codeNiveauTaalbeheersingMondeling: 2, codeNiveauTaalbeheersingLezen: 4 },
      { codeNiveauTaalbeheersingLezen: 4 },
    ],
  },
  emailadres: ['geen adres', 'Sam@Example.com'],
  telefoonnummer: ['006-1926061', '(0691) 538499'],
} as const;

export const VACANCY = {
  idVacature: '8e4999efda5148ff8866de25be601682',
  naamVacature: 'Hovenier',
  adres: { postcode: '2511AB', straatnaam: 'Plein', huisnummer: 1 },
  sluitingsdatumVacature: '2031-07-29',
  contractvorm: [{ codeTypeArbeidscontract: 'B', codeTypeOvereenkomst: '01' }],
} as const;
