import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, signIn } from './support/explorer.ts';
import { startOwnServer, type OwnServer } from './support/own-server.ts';

/** An employer changes his name, telephone and photo, chooses his mails and privacy, and signs out his other device. */
test.describe.configure({ mode: 'serial' });

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
  { width: 390, height: 800 },
] as const;
const home = temporaryProfile();
let server: OwnServer;
let app: RunningApp;
let otherApp: RunningApp;
let page: Page;
let other: Page;

async function openSeat(browser: Browser, name: string): Promise<readonly [RunningApp, Page]> {
  const seat = await startApp(path.join(home.directory, name), ['--server', server.url]);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  const opened = await context.newPage();
  await opened.goto(seat.url);
  await signIn(opened, { server: server.url }, 'Werkgever');
  await explorerReady(opened);
  return [seat, opened];
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  server = await startOwnServer(path.join(home.directory, 'server'), 60);
  [app, page] = await openSeat(browser, 'seat');
  [otherApp, other] = await openSeat(browser, 'other');
});

test.afterAll(async () => {
  await page?.context().close();
  await other?.context().close();
  await app?.stop();
  await otherApp?.stop();
  await server?.stop();
  home.dispose();
});

const section = async (name: string): Promise<void> => {
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
};
const value = async (sql: string): Promise<unknown> => Object.values((await server.sql(sql)).rows[0] ?? {})[0];

/** A PNG of two colours, wider than it is high. */
function picture(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x++) line.set(x < width / 2 ? [200, 60, 90] : [40, 90, 200], 1 + x * 3);
  const content = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', content), chunk('IEND', Buffer.alloc(0))]);
}

test('reaches the settings from the circle and the palette (HW-SET-01)', async () => {
  await page.getByRole('button', { name: /^Account van/ }).click();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Instellingen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Instellingen' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Persoonsgegevens' })).toBeVisible();
});

test('changes name and telephone, and the account manager is told (HW-SET-05, -08)', async () => {
  const name = page.getByLabel('Naam', { exact: true });
  await name.fill('Noor van der Meulen-Jansen');
  await page.getByLabel('Telefoonnummer').fill('0612345678');
  await section('Privacy');
  await section('Persoonsgegevens');
  await expect(name).toHaveValue('Noor van der Meulen-Jansen');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Opgeslagen')).toBeVisible();
  await expect(page.getByLabel('Telefoonnummer')).toHaveValue('06 12345678');
  // The name in the bar comes back by sync.
  await expect(page.getByRole('button', { name: 'Account van Noor van der Meulen-Jansen' })).toBeVisible();
  expect(await value(`select phone from app_user where full_name = 'Noor van der Meulen-Jansen'`)).toBe('+31612345678');
  expect(Number(await value(`select count(*) from mail_queue where kind = 'CONTACT_DATA_CHANGED'`))).toBe(1);
});

test('chooses a photo, its square by keyboard, and sees it in the bar (HW-SET-05)', async () => {
  const file = path.join(home.directory, 'foto.png');
  writeFileSync(file, picture(900, 500));
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByRole('dialog')).toBeVisible();
  const sideways = page.getByRole('slider', { name: 'Opzij' });
  await expect(sideways).toBeEnabled();
  await sideways.focus();
  await page.keyboard.press('End');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Foto opslaan' }).click();
  await expect(page.getByText('Je foto is opgeslagen.')).toBeVisible();
  await expect(page.locator('.avatar-button img')).toBeVisible();
  const drawn = await page.locator('.avatar-button img').evaluate((image: HTMLImageElement) => image.naturalWidth);
  expect(drawn).toBe(256);
});

test('every section fits every window and has nothing that axe objects to', async () => {
  for (const name of ['Persoonsgegevens', 'Privacy', 'E-mail', 'Weergave en taal', 'Waar ben je ingelogd?']) {
    await page.setViewportSize(SIZES[0]);
    await section(name);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(sticksOut, `${name} at ${size.width} px`).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    }
  }
  await page.setViewportSize(SIZES[0]);
});

test('switches an e-mail off and a privacy choice on (HW-MAIL-02, HW-PRI-02)', async () => {
  await section('E-mail');
  await page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'Herinnering bij een contactverzoek' }) })
    .getByRole('combobox')
    .selectOption('Uit');
  await expect(page.getByText('Opgeslagen')).toBeVisible();
  expect(await value(`select enabled from notification_preference where code = 'CONTACT_FOLLOW_UP'`)).toBe(false);
  await section('Privacy');
  await page.getByRole('checkbox', { name: 'Help HalloWerk te verbeteren' }).check();
  const stored = `select count(*) from setting where key = 'privacy.research' and value = 'true'`;
  await expect.poll(async () => Number(await value(stored))).toBe(1);
});

test('signs out the other device, which closes by itself (HW-SECS-06, -07)', async () => {
  await section('Waar ben je ingelogd?');
  const rows = page.getByRole('list', { name: 'Waar ben je ingelogd?' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: 'Dit apparaat' })).toHaveCount(1);
  await rows.getByRole('button', { name: /^Uitloggen op/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Uitloggen' }).click();
  await expect(rows).toHaveCount(1);
  await expect(other.getByRole('heading', { name: 'Aanmelden' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Waar ben je ingelogd?' })).toBeVisible();
});

test('signs out everywhere, here too, after being asked (HW-SECS-08)', async () => {
  await page.getByRole('button', { name: 'Overal uitloggen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Overal uitloggen' }).click();
  await expect(page.getByRole('heading', { name: 'Aanmelden' })).toBeVisible();
  expect(Number(await value(`select count(*) from session where revoked_at is null`))).toBe(0);
});
