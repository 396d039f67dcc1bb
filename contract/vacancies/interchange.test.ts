import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGREEMENT_TYPES, BLANK_VACANCY, CONTRACT_TYPES, type Vacancy, type VacancyFields } from './vacancy.ts';
import { DRIVING_LICENCES, TRANSPORT_MEANS, WORKING_LEVELS } from '../candidates/candidate-codes.ts';
import { INTERCHANGE_FORMATS, MOST_INTERCHANGED, readInterchange, writeInterchange } from './interchange.ts';
import { htmlToText, textToHtml } from './plain-text.ts';
import { VacancyMessageSchema } from './vum-message.ts';

const ID = '6f6d2f9e-3c7c-4b43-8f0e-0a1b2c3d4e5f';
const OTHER_ID = '7f6d2f9e-3c7c-4b43-8f0e-0a1b2c3d4e5f';
const whole = (fields: VacancyFields, id = ID): Vacancy => ({
  ...fields,
  id,
  source: 'INTERNAL',
  vacancyNumber: '',
  organizationId: null,
  organizationName: 'Bakkerij De Korenaar',
  status: 'ACTIVE',
  visibleToCandidates: true,
  publishedAt: '2026-11-01T10:00:00.000Z',
  createdAt: '2026-10-31T10:00:00.000Z',
  createdById: null,
  createdByName: '',
  createdByRole: null,
  revisions: {},
});

const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
const dayOrNone = fc.option(day.map((date) => date.toISOString().slice(0, 10)));
const text = (max: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ maxLength: max, unit: 'binary' }),
      fc.constantFrom('', 'a & b <br> c', 'x &lt; y', '<script>alert(1)</script>', 'regel\n\n\n\nregel', '€ 3.000'),
    )
    .map((value) => value.slice(0, max));
const fieldsOf: fc.Arbitrary<VacancyFields> = fc
  .record({
    title: text(110).map((value) => `T${value}`.slice(0, 110)),
    description: fc.oneof(text(60), fc.string({ minLength: 1990, maxLength: 4000 })),
    placeId: fc.option(fc.constant(OTHER_ID)),
    city: text(80),
    postcode: fc.oneof(text(6), fc.constantFrom('2512AB', '2512ab', '2512 A')),
    occupationId: fc.option(fc.constant(OTHER_ID)),
    occupationName: text(200),
    workingLevel: fc.constantFrom(...WORKING_LEVELS.codes),
    hoursMin: fc.option(fc.integer({ min: 0, max: 99 })),
    hoursMax: fc.option(fc.integer({ min: 0, max: 99 })),
    startDate: dayOrNone,
    endDate: dayOrNone,
    closingDate: dayOrNone,
    openPositions: fc.integer({ min: 1, max: 999 }),
    vacancyCount: fc.integer({ min: 1, max: 999 }),
    contractTypes: fc.array(fc.constantFrom(...CONTRACT_TYPES.codes), { maxLength: 4 }),
    agreementTypes: fc.array(fc.constantFrom(...AGREEMENT_TYPES.codes), { maxLength: 4 }),
    salaryText: text(100),
    drivingLicences: fc.array(fc.constantFrom(...DRIVING_LICENCES.codes), { maxLength: 4 }),
    transport: fc.array(fc.constantFrom(...TRANSPORT_MEANS.codes), { maxLength: 4 }),
    languages: fc.array(fc.constantFrom('nld', 'eng', 'tur'), { maxLength: 3 }),
    skills: fc.array(fc.constantFrom('kneden', 'a - b', '<b>', 'rekenen & schrijven'), { maxLength: 4 }),
  })
  .map((some) => ({ ...BLANK_VACANCY, ...some }));

function read(file: string) {
  const found = readInterchange(file);
  if ('fault' in found) throw new Error(found.fault);
  return found;
}

describe.each(INTERCHANGE_FORMATS)('vacancies as %s', (format) => {
  it('come back from a file exactly as they went in', () => {
    fc.assert(
      fc.property(fc.array(fieldsOf, { minLength: 1, maxLength: 3 }), (all) => {
        const ids = [ID, OTHER_ID, '8f6d2f9e-3c7c-4b43-8f0e-0a1b2c3d4e5f'];
        const file = writeInterchange(
          all.map((fields, at) => whole(fields, ids[at])),
          format,
        );
        const { format: seen, vacancies } = read(file);
        expect(seen).toBe(format);
        expect(vacancies.map(({ reference }) => reference)).toEqual(ids.slice(0, all.length));
        expect(vacancies.map(({ fields }) => fields)).toEqual(all);
        expect(vacancies.flatMap(({ faults }) => faults)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a VUM file', () => {
  it('holds messages that the published interface takes', () => {
    fc.assert(
      fc.property(fieldsOf, (fields) => {
        const { vacatures } = JSON.parse(writeInterchange([whole(fields)], 'VUM')) as { vacatures: unknown[] };
        expect(VacancyMessageSchema.safeParse(vacatures[0]).success).toBe(true);
      }),
    );
  });

  it('names for each row what does not fit, and reads the others', () => {
    const good = { idVacature: 'a1', naamVacature: 'Bakker', werktijden: { aantalWerkurenPerWeekMinimaal: 24 } };
    const bad = { idVacature: 'a2', naamVacature: 'Slager', werktijden: { aantalWerkurenPerWeekMinimaal: 2400 } };
    const { vacancies } = read(JSON.stringify([good, bad]));
    expect(vacancies[0]).toMatchObject({ reference: 'a1', broken: false, fields: { title: 'Bakker', hoursMin: 24 } });
    expect(vacancies[1]).toMatchObject({ reference: 'a2', broken: true });
    expect(vacancies[1]?.faults).toEqual(['werktijden.aantalWerkurenPerWeekMinimaal: dit past niet bij VUM 3.0.']);
  });
});

describe('a JSON-LD file of somebody else', () => {
  it('gives the fields that it says, wherever the posting stands', () => {
    const posting = {
      '@type': ['JobPosting'],
      title: 'Slager',
      description: '<p>Vlees snijden</p><ul><li>vroeg op</li></ul><script>alert(1)</script>',
      validThrough: '2026-12-31T23:30:00Z',
      employmentType: ['FULL_TIME', 'TEMPORARY'],
      workHours: '32-40 uur',
      jobLocation: [{ address: { addressLocality: 'Delft', postalCode: '2611 AB' } }],
      baseSalary: { currency: 'EUR', value: { minValue: 2500, maxValue: 3000, unitText: 'MONTH' } },
      identifier: 'S-1',
    };
    const [found] = read(JSON.stringify({ '@graph': [{ '@type': 'WebPage' }, posting] })).vacancies;
    expect(found?.reference).toBe('S-1');
    expect(found?.faults).toEqual([]);
    expect(found?.fields).toEqual({
      ...BLANK_VACANCY,
      title: 'Slager',
      description: 'Vlees snijden\n\n- vroeg op\n',
      closingDate: '2027-01-01',
      contractTypes: ['B'],
      hoursMin: 32,
      hoursMax: 40,
      city: 'Delft',
      postcode: '2611AB',
      salaryText: '€ 2.500 – 3.000 per maand',
    });
  });

  it('leaves out a value that cannot be ours and names it', () => {
    const posting = { '@type': 'JobPosting', title: 'Kok', validThrough: 'ooit', totalJobOpenings: 0 };
    const [found] = read(JSON.stringify(posting)).vacancies;
    expect(found).toMatchObject({ broken: false, fields: { closingDate: null, openPositions: 1 } });
    expect(found?.faults).toEqual([
      'Sluitingsdatum: dit kunnen we niet overnemen.',
      'Aantal plaatsen: dit kunnen we niet overnemen.',
    ]);
  });

  it('takes no vacancy without a title', () => {
    const [found] = read(JSON.stringify({ '@type': 'JobPosting', title: ' ' })).vacancies;
    expect(found).toMatchObject({ broken: true, faults: ['De vacature heeft geen titel.'] });
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['{"@type":', 'Dit is geen JSON-bestand, of het is niet compleet.'],
    ['[]', 'In dit bestand staan geen vacatures volgens schema.org of VUM.'],
    ['null', 'In dit bestand staan geen vacatures volgens schema.org of VUM.'],
    [
      JSON.stringify(Array.from({ length: MOST_INTERCHANGED + 1 }, () => ({ '@type': 'JobPosting', title: 'x' }))),
      'In dit bestand staan meer dan 500 vacatures. Verdeel het over meer bestanden.',
    ],
  ])('says why: %#', (file, fault) => {
    expect(readInterchange(file)).toEqual({ fault });
  });

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (one, other) => {
        readInterchange(`{"@type":"JobPosting","title":${one},"jobLocation":${other},"workHours":${one}}`);
        readInterchange(`[{"idVacature":${one},"werktijden":${other}},${other}]`);
        readInterchange(`{"vacatures":[{"idVacature":"a","naamVacature":"b"}],"hallowerk":${one}}`);
      }),
    );
  });
});

it('keeps text that looks like markup as text', () => {
  for (const words of ['<b>', 'a & b', '&amp;', 'x < y > z', '&lt;script&gt;']) {
    expect(htmlToText(textToHtml(words))).toBe(words);
  }
});
