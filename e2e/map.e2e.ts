import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, foundCount, signIn } from './support/explorer.ts';
import { openProfileCache } from './support/readable-cache.ts';

/** An employer looks where people live, and moves the circle of the search over the map (BX-22). */
test.describe.configure({ mode: 'serial' });

const profile = temporaryProfile();
let app: RunningApp;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '600']);
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' })).newPage();
  await page.goto(app.url);
  await signIn(page, app, 'Werkgever');
  await explorerReady(page);
});

test.afterAll(async () => {
  await page?.context().close();
  await app?.stop();
  profile.dispose();
});

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const pin = (): Locator => button(/^Zoekcirkel om /);
const place = (): Locator => page.getByRole('combobox', { name: 'Plaats' });
const inDots = async (): Promise<number> => {
  const labels = await page.getByRole('group', { name: 'Plaatsen met kandidaten' }).getByRole('button').all();
  const texts = await Promise.all(labels.map((label) => label.getAttribute('aria-label')));
  return texts.reduce(
    (sum, text) => sum + Number(/: ([\d.]+) kandida/.exec(text ?? '')?.[1]?.replace('.', '') ?? 0),
    0,
  );
};

test('shows the people of the list where they live, and the circle of the search', async () => {
  await place().fill('Delft');
  await page.getByRole('option', { name: /^Delft/ }).click();
  await page.getByRole('combobox', { name: 'Straal' }).selectOption('10');
  await page.keyboard.press('Escape');
  await page.getByRole('grid', { name: 'Zoekresultaten' }).focus();
  await page.keyboard.press('k');
  await expect(pin()).toHaveAccessibleName('Zoekcirkel om Delft, straal 10 km');
  await expect.poll(inDots).toBe(await foundCount(page));
  await expectAccessible(page);
});

test('moves the circle by dragging: the list is about the new place, with the same people', async () => {
  const before = await foundCount(page);
  const from = (await pin().boundingBox())!;
  const to = (await button(/^Zoetermeer/).boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + from.height - 4);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2 - 2, { steps: 8 });
  const preview = page.getByText(/^[\d.]+ kandida.* · 10 km$/);
  await expect(preview).toBeVisible();
  await page.mouse.up();
  await expect(pin()).toHaveAccessibleName('Zoekcirkel om Zoetermeer, straal 10 km');
  await expect(place()).toHaveValue('Zoetermeer');
  await expect.poll(() => foundCount(page)).not.toBe(before);
  await expect.poll(inDots).toBe(await foundCount(page));
  const found = await foundCount(page);
  await button('Lijst').click();
  await expect(page.getByRole('grid', { name: 'Zoekresultaten' })).toBeVisible();
  expect(await foundCount(page)).toBe(found);
});

test('does the same with keys, and tells where the circle lies', async () => {
  await button('Kaart').click();
  await pin().focus();
  await page.keyboard.press('-');
  await expect(pin()).toHaveAccessibleName('Zoekcirkel om Zoetermeer, straal 5 km');
  await page.keyboard.press('ArrowLeft');
  await expect(pin()).not.toHaveAccessibleName(/Zoetermeer/);
  await expect(page.getByText(/^De zoekcirkel ligt om .*, straal: 5 km\.$/)).toBeAttached();
  await expect(pin()).toBeFocused();
  await expect.poll(inDots).toBe(await foundCount(page));
});

test('says the same in a table, where searching at a place can be done too', async () => {
  await button('Kandidaten per plaats').click();
  await expect(page.getByRole('row', { name: /Den Haag/ })).toBeVisible();
  await expectAccessible(page);
  await button('Zoek hier: Den Haag').click();
  await expect(place()).toHaveValue('Den Haag');
  await button('Op de kaart').click();
  await expectAccessible(page);
});

test('knows nobody more exactly than his place: no other coordinates are on the device', async () => {
  const cache = await openProfileCache(profile.directory);
  const coordinates = (sql: string) =>
    cache
      .prepare<unknown[]>(sql)
      .raw()
      .all()
      .map(([lat, lon]) => `${String(lat)} ${String(lon)}`);
  const ofRows = (collections: readonly number[]) =>
    coordinates(
      `select json_extract(d, '$.lat'), json_extract(d, '$.lon') from row where coll in (${collections.join()})
         and json_extract(d, '$.lat') is not null`,
    );
  const centres = new Set(ofRows([COLLECTIONS.place.number]));
  const homes = ofRows([COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number]);
  const facets = coordinates('select lat, lon from candidate_facet where lat is not null');
  cache.close();
  expect(homes.length).toBeGreaterThan(100);
  expect([...homes, ...facets].filter((home) => !centres.has(home))).toEqual([]);
});
