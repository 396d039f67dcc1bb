import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CandidateProfileSchema } from '@hallowerk/contract/candidates/candidate.ts';
import { ImportedVacancySchema } from '@hallowerk/contract/vacancies/vacancy.ts';
import { VacancyMessageSchema } from '@hallowerk/contract/vacancies/vum-message.ts';
import { clip, transportCodes } from '@hallowerk/contract/vacancies/vum-parts.ts';
import { faultLine } from '../fault.ts';
import { JOBSEEKER, VACANCY, temporaryFolder } from '../testing/import-fixture.ts';
import type { Folder } from '../testing/import-fixture.ts';
import { referenceData } from '../testing/reference-data.ts';
import { firstEmail, firstName, toE164 } from './contact-data.ts';
import { JOBSEEKER_FIELDS, VACANCY_FIELDS } from './field-map.ts';
import type { FieldTarget } from './field-map.ts';
import { NO_TOWN } from './town.ts';
import { candidateFromMessage } from './vum-candidate.ts';
import { readVumFile } from './vum-file.ts';
import { JobseekerMessageSchema } from './vum-message.ts';
import type { JobseekerMessage } from './vum-message.ts';
import { vacancyFromMessage } from './vum-vacancy.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const now = new Date('2026-01-31T10:00:00Z');
const context = { regionCode: 'AM21', visibleToEmployers: false, town: NO_TOWN, now, existing: null };
const toCandidate = (message: unknown): ReturnType<typeof candidateFromMessage> =>
  candidateFromMessage(JobseekerMessageSchema.parse(message), context);

describe('a VUM profile', () => {
  it('becomes an anonymous, hidden candidate with what the message says', () => {
    const record = toCandidate(JOBSEEKER);
    expect(record).toMatchObject({
      id: '9e124396-395c-4ab8-ae88-338f7d2a2a59',
      visibleToEmployers: false,
      email: 'Sam@example.com',
      phone: '+31691538499',
      postcode: '2511AB',
      origin: { kind: 'VUM', reference: JOBSEEKER.idWerkzoekende, document: JOBSEEKER },
      profile: {
        firstName: '',
        lastName: '',
        about: 'Ik werk graag buiten.',
        workingLevel: '4',
        drivingLicences: ['B'],
        targetGroups: ['GUARANTEED_JOB'],
        contactRoute: 'VIA_ACCOUNT_MANAGER',
        lastModifiedAt: now.toISOString(),
      },
    });
  });

  it('names a language once, with the best known level of each skill', () => {
    expect(toCandidate(JOBSEEKER).profile.languages).toEqual([
      { language: 'nld', spoken: '3', written: '0', reading: '4', listening: '0' },
    ]);
  });

  it('keeps what was added here when a newer message comes in', () => {
    const first = toCandidate(JOBSEEKER);
    const existing = {
      ...first,
      visibleToEmployers: true,
      regionCode: 'AM01',
      profile: { ...first.profile, oneLiner: 'Groene vingers', targetGroups: ['WORK_STUDY' as const] },
    };
    const newer: JobseekerMessage = { ...JobseekerMessageSchema.parse(JOBSEEKER), persoonlijkePresentatie: 'Nieuw.' };
    expect(candidateFromMessage(newer, { ...context, existing })).toMatchObject({
      visibleToEmployers: true,
      regionCode: 'AM01',
      profile: { oneLiner: 'Groene vingers', about: 'Nieuw.', targetGroups: ['WORK_STUDY', 'GUARANTEED_JOB'] },
    });
  });

  it('shortens a job title to its first sentence and keeps the whole text', () => {
    const toelichtingWerkervaring = `Ik was kok. ${'Daarna deed ik veel. '.repeat(20)}`;
    const message = { ...JOBSEEKER, arbeidsmarktkwalificatie: { werkervaring: [{ toelichtingWerkervaring }] } };
    expect(toCandidate(message).profile.employmentHistory[0]).toMatchObject({
      title: 'Ik was kok.',
      description: toelichtingWerkervaring,
    });
  });
});

describe('contact data', () => {
  it.each([
    ['(0691) 538499', '+31691538499'],
    ['+31(0)53 2116864', '+31532116864'],
    ['0031 6 12345678', '+31612345678'],
    ['06-12345678', '+31612345678'],
    ['+32 470 12 34 56', '+32470123456'],
    ['006-1926061', ''],
    ['+3107-1679388', ''],
    ['12345', ''],
    ['onbekend', ''],
    ['', ''],
  ])('reads telephone number %s as %s', (written, expected) => {
    expect(toE164(written)).toBe(expected);
  });

  it('takes the first e-mail address and name that are one', () => {
    expect(firstEmail(['x', ' a@b.nl ', 'c@d.nl'])).toBe('a@b.nl');
    expect(firstEmail([])).toBe('');
    expect(firstName(['+31648-252475', 'a@b.nl', ' Team Werk ', 'Ander'])).toBe('Team Werk');
  });
});

describe('shared parts', () => {
  it('leaves transport out only when it is available for neither use', () => {
    expect(
      transportCodes([
        { codeVervoermiddel: 1, indicatieBeschikbaarVoorWoonWerkverkeer: 2, indicatieBeschikbaarVoorUitvoeringWerk: 2 },
        { codeVervoermiddel: 3, indicatieBeschikbaarVoorWoonWerkverkeer: 2 },
        { codeVervoermiddel: 3 },
        { indicatieBeschikbaarVoorWoonWerkverkeer: 1 },
      ]),
    ).toEqual(['3']);
  });

  it('never cuts a character in two', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clip('abc', 3)).toBe('abc');
  });
});

describe('readVumFile', () => {
  const read = (content: unknown): ReturnType<typeof readVumFile> =>
    readVumFile(folder.write('vum.json', JSON.stringify(content)));
  const faults = async (content: unknown): Promise<string[]> => (await read(content)).faults.map(faultLine);

  it('reads an object with both lists, and a bare list of either', async () => {
    const both = await read({ bron: 'test', werkzoekenden: [JOBSEEKER], vacatures: [VACANCY] });
    expect([both.faults, both.value.jobseekers.length, both.value.vacancies.length]).toEqual([[], 1, 1]);
    expect((await read([JOBSEEKER])).value.jobseekers[0]?.message).toEqual(JOBSEEKER);
    expect((await read([VACANCY])).value.vacancies[0]?.message).toEqual(VACANCY);
  });

  it('reports every broken rule by row and field, without the value', async () => {
    const bad = {
      idWerkzoekende: 'zonder/slash',
      persoonlijkePresentatie: 'x'.repeat(2001),
      mobiliteit: { bemiddelingspostcode: 'Jansen', maximaleReisafstand: -1 },
      arbeidsmarktkwalificatie: {
        codeWerkEnDenkniveauWerkzoekende: '4',
        rijbewijs: [{ codeSoortRijbewijs: 'Z' }],
        cursus: [{ datumCertificaat: '2026-02-30', naamCursus: 'a\0b' }],
        werkervaring: {},
      },
      leeftijd: 40,
    };
    const lines = await faults([JOBSEEKER, bad]);
    const at = 'vum.json, werkzoekenden[1], kolom';
    expect(lines.toSorted()).toEqual(
      [
        `${at} idWerkzoekende: Gebruik alleen letters, cijfers, punt, streepje en laag streepje.`,
        `${at} persoonlijkePresentatie: Dit veld is langer dan 2000 tekens.`,
        `${at} mobiliteit.bemiddelingspostcode: Verwacht: een postcode, zoals 1234AB.`,
        `${at} mobiliteit.maximaleReisafstand: Dit getal is lager dan 0.`,
        `${at} arbeidsmarktkwalificatie.codeWerkEnDenkniveauWerkzoekende: Deze code bestaat niet. Kies uit: 0, 1, 2, 3, 4, 5, 6, 7.`,
        `${at} arbeidsmarktkwalificatie.rijbewijs[0].codeSoortRijbewijs: Deze code bestaat niet. Kies uit: AM, A, A1, A2, B, B+, BE, C, C1, CE, C1E, D, D1, DE, D1E, T.`,
        `${at} arbeidsmarktkwalificatie.cursus[0].datumCertificaat: Dit is geen datum, zoals 2026-01-31.`,
        `${at} arbeidsmarktkwalificatie.cursus[0].naamCursus: Dit veld bevat een teken dat niet mag.`,
        `${at} arbeidsmarktkwalificatie.werkervaring: Verwacht: een lijst.`,
        `${at} leeftijd: Dit veld bestaat niet in VUM 3.0.`,
      ].toSorted(),
    );
    expect(lines.join()).not.toContain('Jansen');
  });

  it('accepts the same message twice and refuses one id with two contents', async () => {
    const twice = await read([JOBSEEKER, JOBSEEKER]);
    expect([twice.faults, twice.value.jobseekers[1]?.repeats]).toEqual([[], 0]);
    expect(await faults([JOBSEEKER, { ...JOBSEEKER, indicatieLdrRegistratie: 2 }])).toEqual([
      'vum.json, werkzoekenden[1], kolom idWerkzoekende: Dit nummer staat ook in werkzoekenden[0], met een andere inhoud.',
    ]);
  });

  it.each([
    [null, 'Verwacht: een lijst, of een object met werkzoekenden of vacatures.'],
    [{}, 'Dit bestand bevat geen werkzoekenden en geen vacatures.'],
    [{ vacatures: [] }, 'Dit bestand bevat geen werkzoekenden en geen vacatures.'],
    [{ vacatures: VACANCY }, 'Verwacht: werkzoekenden en vacatures als lijst.'],
    [[1], 'Dit bestand bevat geen werkzoekenden en geen vacatures.'],
    [[JOBSEEKER, VACANCY], 'Zet werkzoekenden en vacatures elk in een eigen lijst.'],
  ])('refuses a file of another form (%#)', async (content, message) => {
    expect(await faults(content)).toEqual([`vum.json: ${message}`]);
  });

  it('reports a row without id and a row that is no message', async () => {
    const { idWerkzoekende: _, ...nameless } = JOBSEEKER;
    expect(await faults({ werkzoekenden: [nameless, 'tekst', null] })).toEqual([
      'vum.json, werkzoekenden[0], kolom idWerkzoekende: Dit veld is verplicht.',
      'vum.json, werkzoekenden[1]: Verwacht: een object.',
      'vum.json, werkzoekenden[2]: Verwacht: een object.',
    ]);
  });
});

/** Every value of a message with its path, indexes left out: `rijbewijs[].codeSoortRijbewijs`. */
function leaves(value: unknown, path = ''): (readonly [path: string, value: unknown])[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path === '' ? key : `${path}.${key}`));
}

/** Does a value of the message stand in ours? Codes may be numbers there and text here; text may be cut or joined. */
function arrives(source: unknown, ours: readonly unknown[]): boolean {
  return ours.some((value) => {
    if (String(value) === String(source) || String(value) === String(source).toUpperCase()) return true;
    if (typeof value !== 'string' || typeof source !== 'string') return false;
    return value.includes(source) || (value.endsWith('…') && source.startsWith(value.slice(0, -1)));
  });
}

/** Paths whose value need not be found itself: a better level of the same language, or transport that is not there. */
const MAY_DIFFER = /codeNiveauTaalbeheersing|codeVervoermiddel$/;

function check<R>(message: unknown, record: R, table: Readonly<Record<string, FieldTarget<R>>>): string[] {
  return leaves(message).flatMap(([path, value]) => {
    const target = table[path];
    if (target === undefined) return [`${path} is not in the table`];
    if ('documentOnly' in target || arrives(value, target.read(record)) || MAY_DIFFER.test(path)) return [];
    return [`${path} does not arrive in ${target.field}`];
  });
}

const data = referenceData('vum');
const EXAMPLES = 'vum-3.0-accreditatie-voorbeelden.json';

describe.skipIf(data === null)('the 60 VUM example messages', () => {
  const source = (): { werkzoekenden: unknown[]; vacatures: unknown[] } =>
    JSON.parse(readFileSync(join(data!, EXAMPLES), 'utf8'));

  it('satisfy the VUM rules without one fault', async () => {
    const { value, faults } = await readVumFile(join(data!, EXAMPLES));
    expect(faults).toEqual([]);
    expect([value.jobseekers.length, value.vacancies.length]).toEqual([30, 30]);
  });

  it('lose nothing: the message is kept whole, and every attribute is accounted for', () => {
    for (const message of source().werkzoekenden) {
      const record = toCandidate(message);
      expect(record.origin?.document).toEqual(message);
      expect(check(message, record, JOBSEEKER_FIELDS)).toEqual([]);
      CandidateProfileSchema.parse(record.profile);
    }
    for (const message of source().vacatures) {
      const record = vacancyFromMessage(VacancyMessageSchema.parse(message), { ...context, city: '' });
      expect(record.origin?.document).toEqual(message);
      expect(check(message, record, VACANCY_FIELDS)).toEqual([]);
      ImportedVacancySchema.parse(record.vacancy);
    }
  });

  it('keep the best level of every named language and every means of transport that is available', () => {
    for (const message of source().werkzoekenden.map((item) => JobseekerMessageSchema.parse(item))) {
      const { profile } = toCandidate(message);
      for (const entry of message.arbeidsmarktkwalificatie?.taalbeheersing ?? []) {
        if (entry.codeTaal === undefined) continue;
        const skill = profile.languages.find(({ language }) => language === entry.codeTaal);
        const level = entry.codeNiveauTaalbeheersingMondeling ?? 0;
        if (level >= 1 && level <= 4) expect(Number(skill?.spoken)).toBeGreaterThanOrEqual(level);
        else expect(skill?.spoken).toMatch(level === 8 ? /[1-48]/ : /[0-48]/);
      }
      for (const entry of message.vervoermiddel ?? []) {
        const uses = [entry.indicatieBeschikbaarVoorUitvoeringWerk, entry.indicatieBeschikbaarVoorWoonWerkverkeer];
        if (entry.codeVervoermiddel === undefined || uses.every((use) => use === 2)) continue;
        expect(profile.transport).toContain(String(entry.codeVervoermiddel));
      }
    }
  });
});
