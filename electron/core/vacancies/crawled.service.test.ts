import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCrawledRepository } from '#db/vacancies/crawled.repository.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import type { Me, Role } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { CrawledListQuery } from '@hallowerk/contract/vacancies/crawled.desktop.ts';
import { CrawledVacancySchema, type CrawledVacancy } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { createCrawledService } from './crawled.service.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const [ORGANIZATION, BAKER, COOK, PLACE] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const ALL: CrawledListQuery = {
  ...{ text: '', fields: [], levels: [], fractions: [], contractTypes: [] },
  ...{ offset: 0, limit: 20 },
};

let test: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.directory.remove());

function makeCrawled(change: Partial<CrawledVacancy> = {}): CrawledVacancy {
  return CrawledVacancySchema.parse({
    ...{ id: randomUUID(), organizationId: ORGANIZATION, organizationName: 'Bakkerij', title: 'Bakker', cleanedBy: 1 },
    ...{ descriptionHtml: '<p>Brood &amp; banket</p><ul><li>vroeg op</li></ul>', placeId: PLACE, city: 'Delft' },
    ...{ postcode: '', hoursMin: 24, hoursMax: 32, employmentFractions: ['PART_TIME'], contractTypes: ['O'] },
    ...{ agreementTypes: [], workingLevel: '4', education: '', salaryText: '', occupationId: BAKER },
    ...{ occupationName: 'Bakker', occupationCertainty: 80, datePosted: null, closingDate: '2026-12-31' },
    ...{ sourceUrl: 'https://werk.example/1', sourceName: 'werk.example', foundAt: '2026-11-20T02:00:00.000Z' },
    ...{ lastSeenAt: '2026-11-20T02:00:00.000Z', goneAt: null, linkedVacancyId: null, ...change },
  });
}

function store(...rows: readonly CrawledVacancy[]): void {
  const { number } = COLLECTIONS.crawledVacancy;
  test.database.write(() => {
    const insert = test.database.connection.prepare('insert into row (coll, id, rev, d) values (?, ?, 1, ?)');
    for (const row of rows) insert.run(number, row.id, JSON.stringify(row));
  });
  test.database.changes.emit({ collections: [number], candidates: [] });
}

function desk(role: Role, held: readonly string[] = []) {
  const names = { organizationName: 'Bakkerij', municipalityName: 'Den Haag', regionCodes: ['AM21'] };
  const rights = [...DEFAULT_RIGHTS[role]];
  const user: Me = { id: randomUUID(), fullName: 'Wil', email: '', role, roleName: null, rights, ...names };
  const groups: Readonly<Record<string, string>> = { [BAKER]: 'BAK', [COOK]: 'KOK' };
  const reference = {
    occupation: (id: string) => ({ groupCode: groups[id] ?? null }) as never,
    referenceItems: (kind: string) =>
      (kind === 'OCCUPATION_FIELD'
        ? [{ code: 'FOOD', name: 'Voeding' }]
        : [
            { code: 'BAK', name: 'Bakkers', parentCode: 'FOOD' },
            { code: 'KOK', name: 'Koks', parentCode: 'HOR' },
          ]) as never,
    nameOf: (_: string, code: string) => (code === 'FOOD' ? 'Voeding' : 'Bakkers'),
  };
  return createCrawledService({
    crawled: createCrawledRepository(test.database, reference),
    vacancies: { find: (id) => (held.includes(id) ? ({} as never) : null) },
    ...{ reference, clock: { now: () => NOW }, me: () => user },
  });
}

describe('vacancies from the internet', () => {
  it('lists those that are online, the newest first, also after a change', () => {
    const service = desk('ACCOUNT_MANAGER');
    expect(service.list(ALL)).toMatchObject({ total: 0, fields: [{ code: 'FOOD', name: 'Voeding' }] });
    const older = makeCrawled({ foundAt: '2026-11-01T02:00:00.000Z' });
    const newer = makeCrawled({});
    store(older, newer, makeCrawled({ goneAt: '2026-11-21T02:00:00.000Z' }));
    expect(service.list(ALL).items.map(({ id }) => id)).toEqual([newer.id, older.id]);
    expect(service.list({ ...ALL, offset: 1 })).toMatchObject({ total: 2, items: [{ id: older.id }] });
  });

  it('finds by words without diacritics, and by each of the four filters (HW-VIN-02, HW-VIN-03)', () => {
    const cafe = makeCrawled({
      ...{ title: 'Kok in een café', occupationId: COOK, workingLevel: '3' },
      ...{ employmentFractions: ['FULL_TIME'], contractTypes: ['B'] },
    });
    const baker = makeCrawled();
    const unknown = makeCrawled({
      ...{ title: 'Iets', occupationId: null, occupationName: '', occupationCertainty: null, workingLevel: '7' },
      ...{ employmentFractions: [], contractTypes: [] },
    });
    store(cafe, baker, unknown);
    const service = desk('EMPLOYER');
    const found = (part: Partial<CrawledListQuery>) => service.list({ ...ALL, ...part }).items.map(({ id }) => id);
    expect(found({ text: 'CAFE delft' })).toEqual([cafe.id]);
    expect(found({ fields: ['FOOD'] })).toEqual([baker.id]);
    expect(found({ levels: ['3'] })).toEqual([cafe.id]);
    expect(found({ fractions: ['PART_TIME'] })).toEqual([baker.id]);
    expect(found({ contractTypes: ['B'] })).toEqual([cafe.id]);
    expect(found({ fields: ['FOOD'], contractTypes: ['B'] })).toEqual([]);
  });

  it('makes the query for candidates, and the contents of a new vacancy for account managers (HW-VIN-05)', () => {
    const vacancy = makeCrawled();
    const closed = makeCrawled({ closingDate: '2026-11-01' });
    store(vacancy, closed);
    const manager = desk('ACCOUNT_MANAGER');
    expect(manager.get(vacancy)).toMatchObject({ vacancy, field: 'Voeding', mayAdopt: true });
    expect(manager.searchFor(vacancy)).toMatchObject({
      terms: [{ code: BAKER }, { code: 'BAK' }],
      ...{ placeId: PLACE, filters: { workingLevel: ['4'] } },
    });
    expect(manager.adopt(vacancy)).toMatchObject({
      organizationId: ORGANIZATION,
      fields: { title: 'Bakker', description: 'Brood & banket\n\n- vroeg op', closingDate: '2026-12-31', hoursMin: 24 },
    });
    expect(manager.adopt(closed).fields.closingDate).toBeNull();
    expect(desk('EMPLOYER').get(vacancy).mayAdopt).toBe(false);
    expect(() => desk('EMPLOYER').adopt(vacancy)).toThrow('of je mag geen vacatures toevoegen');
  });

  it('makes no second one of a vacancy that is in HalloWerk already', () => {
    const linked = makeCrawled({ linkedVacancyId: randomUUID() });
    store(linked);
    expect(desk('ACCOUNT_MANAGER', [linked.linkedVacancyId ?? '']).get(linked).mayAdopt).toBe(false);
    expect(() => desk('ACCOUNT_MANAGER').get({ id: randomUUID() })).toThrow('Deze vacature is er niet');
  });
});
