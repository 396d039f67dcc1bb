import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_ABOUT, type AboutInput, type AboutPage } from '@hallowerk/contract/about/about.ts';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { DAY } from '../security/clock.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const PATH = '/about-pages/current';

describe.each(databaseKinds())('Over HalloWerk on %s', (kind) => {
  let test: TestServer;
  let administrator: Session;
  beforeAll(async () => {
    test = await startTestServer(kind);
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    // A user gets only so many text messages a day.
    test.clock.advance(DAY);
    administrator = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
  });

  const ask = <T = AboutPage>(method: string, body?: unknown, as = administrator): Promise<Answer<T>> =>
    call<T>(test.server.url, method, PATH, { ...(body !== undefined && { body }), token: as.accessToken });
  const knex = () => test.server.knex;
  const promising = [{ name: 'Bakker', reason: 'Veel vraag in de regio', occupationId: null }];
  const about: AboutInput = { ...DEFAULT_ABOUT, filmUrl: 'https://film.example/hallowerk', promising };

  it('says what the product says until somebody changes it, and then the same to everybody of the region', async () => {
    const before = (await ask('GET')).body;
    expect(before).toMatchObject({ ...DEFAULT_ABOUT, revision: 0 });
    const changed = await ask('PUT', { seen: 0, about });
    expect(changed).toMatchObject({ status: 200, body: { ...about, revision: 1 } });
    const employer = await signIn(test, EMAILS.EMPLOYER);
    expect((await ask('GET', undefined, employer)).body).toEqual(changed.body);
    const { me } = administrator;
    const lines = await knex()('audit_event').where({ actor: me.id, action: 'CHANGE' }).whereLike('object', 'region:%');
    expect(lines.map(({ detail }) => detail)).toEqual([{ about: 'CHANGE', promising: 1 }]);
  });

  it('keeps what another administrator saved meanwhile', async () => {
    const { revision: seen } = (await ask('GET')).body;
    expect((await ask('PUT', { seen, about: { ...about, promising: [] } })).status).toBe(200);
    const late = await ask('PUT', { seen, about });
    expect(late).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    expect((await ask('GET')).body).toMatchObject({ promising: [], revision: seen + 1 });
  });

  it('names all faults beside their fields, and an occupation that is not in the list', async () => {
    const { revision: seen } = (await ask('GET')).body;
    const [first, ...others] = about.blocks;
    const wrong = { blocks: [{ ...first, title: ' ' }, ...others], filmUrl: 'http://film.example' };
    const refused = await ask<{ errors: { path: string }[] }>('PUT', {
      seen,
      about: { ...wrong, promising: [{ name: '', reason: '', occupationId: null }] },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ path }) => path).sort()).toEqual([
      'about.blocks.0.title',
      'about.filmUrl',
      'about.promising.0.name',
    ]);
    const unknown = { ...about, promising: [{ name: 'Kok', reason: '', occupationId: randomUUID() }] };
    expect((await ask('PUT', { seen, about: unknown })).status).toBe(400);
    expect((await ask('GET')).body.revision).toBe(seen);
  });

  it('shows another region its own page, and is changed by administrators only', async () => {
    const { revision: seen } = (await ask('GET')).body;
    const employer = await signIn(test, EMAILS.EMPLOYER);
    expect((await ask('PUT', { seen, about }, employer)).status).toBe(403);
    const id = randomUUID();
    const region = await knex()('region').whereNotIn('code', knex()('about_page').select('region_code')).first('code');
    await knex()('municipality').insert({ id, name: 'Elders', region_code: region.code });
    const { municipality_id: own } = await knex()('app_user').where({ id: employer.me.id }).first('municipality_id');
    await knex()('app_user').where({ id: employer.me.id }).update({ municipality_id: id });
    expect((await ask('GET', undefined, employer)).body).toMatchObject({ ...DEFAULT_ABOUT, revision: 0 });
    await knex()('app_user').where({ id: employer.me.id }).update({ municipality_id: own });
  });
});
