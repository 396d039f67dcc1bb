import path from 'node:path';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, foundCount, openRow, results, signIn, type DemoRole } from './support/explorer.ts';
import {
  addNote,
  closeSyncPanel,
  editNote,
  noteLine,
  notesPanel,
  openNotes,
  openSyncPanel,
  sendAll,
  syncPanel,
} from './support/notes-and-sync.ts';
import { startOwnServer, type OwnServer } from './support/own-server.ts';
import { openProfileCache, readCache } from './support/readable-cache.ts';

/**
 * Synchronisation as people meet it: two devices of one account manager and a colleague who all work without a connection
 * and come together again; and a candidate who is no longer to be seen, and is gone.
 */
const CANDIDATES = 200;

interface Seat {
  readonly profile: string;
  app: RunningApp;
  context: BrowserContext;
  page: Page;
}

let home: ReturnType<typeof temporaryProfile>;
let server: OwnServer;
const seats: Seat[] = [];

test.describe.configure({ mode: 'serial' });

async function sitDown(browser: Browser, name: string): Promise<Seat> {
  const profile = path.join(home.directory, name);
  const app = await startApp(profile, ['--server', server.url]);
  const seat = { profile, app, ...(await openWindow(browser, app)) };
  seats.push(seat);
  return seat;
}

async function openWindow(browser: Browser, app: RunningApp): Promise<Pick<Seat, 'context' | 'page'>> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  const page = await context.newPage();
  await page.goto(app.url);
  return { context, page };
}

async function newSeat(browser: Browser, name: string, role: DemoRole): Promise<Seat> {
  const seat = await sitDown(browser, name);
  await signIn(seat.page, { server: server.url }, role);
  await explorerReady(seat.page);
  return seat;
}

async function leave(seat: Seat): Promise<void> {
  await seat.context.close();
  await seat.app.stop();
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  home = temporaryProfile();
  server = await startOwnServer(path.join(home.directory, 'server'), CANDIDATES);
});

test.afterAll(async () => {
  for (const seat of seats) await leave(seat);
  await server?.stop();
  home?.dispose();
});

test.describe('two devices and a colleague', () => {
  let desk: Seat;
  let laptop: Seat;
  let colleague: Seat;
  let candidate: string;
  const everybody = (): Seat[] => [desk, laptop, colleague];
  const both = (): Seat[] => [desk, laptop];

  test('see each other’s work while there is a connection', async ({ browser }) => {
    test.setTimeout(300_000);
    desk = await newSeat(browser, 'desk', 'Accountmanager');
    laptop = await newSeat(browser, 'laptop', 'Accountmanager');
    colleague = await newSeat(browser, 'colleague', 'Klantmanager');
    candidate = await openRow(desk.page, 0);
    for (const { page } of [laptop, colleague]) expect(await openRow(page, 0)).toBe(candidate);
    await addNote(desk.page, 'Afspraak maandag', 'Alleen ik');
    await openNotes(laptop.page);
    await expect(noteLine(laptop.page, 'Afspraak maandag')).toBeVisible();
    await openNotes(colleague.page);
    await expect(notesPanel(colleague.page)).not.toContainText('Afspraak maandag');
  });

  test('go on writing when the server is gone, and say what waits', async () => {
    await server.stop();
    for (const { page } of everybody()) {
      const panel = await openSyncPanel(page);
      await panel.getByRole('button', { name: 'Nu bijwerken' }).click();
      await expect(panel.getByText(/^Offline/).first()).toBeVisible({ timeout: 30_000 });
      await closeSyncPanel(page);
    }
    await editNote(desk.page, 'Afspraak maandag', 'Afspraak dinsdag, van de balie');
    await editNote(laptop.page, 'Afspraak maandag', 'Afspraak vrijdag, van de laptop');
    await addNote(desk.page, 'Belt graag na vieren', 'Mijn organisatie');
    await addNote(laptop.page, 'Alleen voor mijzelf', 'Alleen ik');
    await addNote(colleague.page, 'Heeft een fiets', 'Mijn organisatie');
    await results(desk.page)
      .getByRole('row')
      .nth(1)
      .getByRole('button', { name: /: favoriet$/ })
      .click();
    await results(laptop.page)
      .getByRole('row')
      .nth(2)
      .getByRole('button', { name: /: favoriet$/ })
      .click();

    for (const [{ page }, count] of [
      [desk, 3],
      [laptop, 3],
      [colleague, 1],
    ] as const) {
      await expect(page.getByText(new RegExp(`^${count} wacht(en)? op verzending$`)).first()).toBeVisible();
      const panel = await openSyncPanel(page);
      const waiting = panel.getByRole('region', { name: 'Wacht op verzending' });
      await expect(waiting.getByRole('listitem')).toHaveCount(count);
      await expectAccessible(page);
      await closeSyncPanel(page);
    }
  });

  test('send everything when the server is back, and show both versions of the note', async () => {
    test.setTimeout(300_000);
    await server.start();
    for (const { page } of everybody()) await sendAll(page);
    for (const { page } of both()) {
      await sendAll(page);
      await expect(syncPanel(page)).toContainText('Afspraak dinsdag, van de balie');
      await expect(syncPanel(page)).toContainText('Afspraak vrijdag, van de laptop');
      await expectAccessible(page);
      await closeSyncPanel(page);
    }
    await expect(syncPanel(colleague.page)).not.toContainText('Twee versies');
    await closeSyncPanel(colleague.page);
  });

  test('let the author choose on one device, and both show his choice', async () => {
    const panel = await openSyncPanel(desk.page);
    const conflict = panel.getByRole('listitem').filter({ hasText: 'Twee versies van je notitie' });
    const other = conflict.getByRole('region', { name: 'Andere versie' });
    const chosen = (await other.getByText(/^Afspraak/).textContent())?.trim() ?? '';
    const given = chosen.includes('balie') ? 'Afspraak vrijdag, van de laptop' : 'Afspraak dinsdag, van de balie';
    await other.getByRole('button', { name: 'Gebruik de andere versie' }).click();
    for (const { page } of both()) {
      await sendAll(page);
      await expect(syncPanel(page)).not.toContainText('Twee versies');
      await closeSyncPanel(page);
      await openNotes(page);
      await expect(noteLine(page, chosen)).toBeVisible();
      await expect(notesPanel(page)).not.toContainText(given);
    }
  });

  test('show the same favourites and notes on both devices, and to the colleague what was shared', async () => {
    const stars: string[][] = [];
    for (const { page } of both()) {
      await expect(noteLine(page, 'Belt graag na vieren')).toBeVisible();
      await expect(noteLine(page, 'Alleen voor mijzelf')).toBeVisible();
      await expect(noteLine(page, 'Heeft een fiets')).toBeVisible();
      await page.getByRole('link', { name: 'Favorieten' }).click();
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(3);
      stars.push(await page.getByRole('table').getByRole('button').allTextContents());
    }
    expect(stars[0]).toEqual(stars[1]);
    await expect(noteLine(colleague.page, 'Belt graag na vieren')).toBeVisible();
    await expect(noteLine(colleague.page, 'Heeft een fiets')).toBeVisible();
    await expect(notesPanel(colleague.page)).not.toContainText('Alleen voor mijzelf');
    await expect(notesPanel(colleague.page)).not.toContainText('Afspraak');
    for (const seat of everybody().splice(0)) await leave(seat);
    seats.length = 0;
  });
});

test.describe('a candidate who is no longer to be seen', () => {
  const WORD = 'zilvervlinderkunde';
  const NOTE = 'Kwastenmaker op de kade';
  /** Words that no other candidate has, so that finding one says who it is. */
  const NAMES = ['Quirijntje', 'Zandhaasveld'];
  const name = NAMES.join(' ');
  let seat: Seat;
  let email: string;
  let id: string;

  test('stands in list, favourites, notes and files as long as he is visible', async ({ browser }) => {
    test.setTimeout(240_000);
    seat = await newSeat(browser, 'employer', 'Werkgever');
    await openRow(seat.page, 0);
    await addNote(seat.page, NOTE, 'Alleen ik');
    await seat.page.getByRole('button', { name: 'Favoriet maken' }).click();
    await sendAll(seat.page);
    await closeSyncPanel(seat.page);
    const { rows } = await server.sql(
      'select c.id, c.email from note n join candidate c on c.id = n.candidate_id where n.text = ?',
      [NOTE],
    );
    [id, email] = [String(rows[0]?.['id']), String(rows[0]?.['email'])];
    const profile = { firstName: NAMES[0], lastName: NAMES[1], about: `Heeft gewerkt in de ${WORD}.` };
    await server.sql('update candidate set profile = profile || ?::jsonb where id = ?', [JSON.stringify(profile), id]);
    await expect(seat.page.getByRole('article', { name, exact: true })).toContainText(WORD);

    await leave(seat);
    const cache = await readCache(seat.profile);
    expect(cache.rows).toBeGreaterThan(CANDIDATES / 2);
    expect([...NAMES, NOTE, WORD].filter((text) => !cache.holds(text))).toEqual([]);
    expect(cache.indexes(WORD)).toBe(true);
  });

  test('is gone from every screen within one poke', async ({ browser }) => {
    seat.app = await startApp(seat.profile, ['--server', server.url]);
    Object.assign(seat, await openWindow(browser, seat.app));
    const { page } = seat;
    await explorerReady(page);
    const before = await foundCount(page);
    expect(await openRow(page, 0)).toBe(name);
    await openNotes(page);
    await expect(noteLine(page, NOTE)).toBeVisible();
    await expect(await openSyncPanel(page)).toContainText('Komen meteen binnen');
    await closeSyncPanel(page);

    const goneAt = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const isGone = (): boolean => document.body.textContent.includes('Dit profiel is niet meer zichtbaar');
          const look = (): void => (isGone() ? resolve(Date.now()) : void requestAnimationFrame(look));
          look();
        }),
    );
    const { committedAt } = await server.sql('update candidate set visible_to_employers = false where id = ?', [id]);
    const milliseconds = (await goneAt) - committedAt;
    console.log(`gone from the screen ${milliseconds} ms after the commit`);
    await expect.poll(() => foundCount(page)).toBe(before - 1);
    await expect(results(page)).not.toContainText(name);
    await expect(page.getByText(NOTE)).toHaveCount(0);
    await page.getByRole('link', { name: 'Favorieten' }).click();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(2);
    await expect(page.getByRole('table')).toContainText('Dit profiel is nu niet zichtbaar');
    await expect(page.getByText(name)).toHaveCount(0);
    await expectAccessible(page);
  });

  test('is gone from the decrypted files: no name, no address, no note, no word of his', async () => {
    await expect
      .poll(async () => {
        const connection = await openProfileCache(seat.profile);
        const waits = connection.prepare("select 1 from meta where k = 'purge'").get();
        connection.close();
        return waits;
      })
      .toBeUndefined();
    await leave(seat);
    seats.length = 0;
    const cache = await readCache(seat.profile);
    expect(cache.rows).toBeGreaterThan(CANDIDATES / 2);
    // His id stays, in the row of the favourite that tells there is one.
    expect([...NAMES, email, NOTE, 'kwastenmaker', WORD].filter((text) => cache.holds(text))).toEqual([]);
    expect([...NAMES, WORD, 'kwastenmaker'].filter((word) => cache.indexes(word))).toEqual([]);
  });
});
