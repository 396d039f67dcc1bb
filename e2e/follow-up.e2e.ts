import { randomUUID } from 'node:crypto';
import type { DemoAccount } from '@hallowerk/contract/accounts/account.ts';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { newestSmsCode } from './support/demo-codes.ts';
import { explorerReady, signIn } from './support/explorer.ts';

/** An account manager finds outdated profiles, asks one to confirm, and the candidate answers from his mail (BX-07, BX-08). */
test.describe.configure({ mode: 'serial' });

/** Mails leave once a minute. */
const MAIL_MS = 100_000;
const profile = temporaryProfile();
let app: RunningApp;
let page: Page;
let name = '';

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '600']);
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' })).newPage();
  await page.goto(app.url);
  await signIn(page, app, 'Accountmanager');
  await explorerReady(page);
});

test.afterAll(async () => {
  await page?.context().close();
  await app?.stop();
  profile.dispose();
});

const rows = () => page.getByRole('table').getByRole('rowgroup').last().getByRole('row');

/** Asks for contact data as the employer of the demo does, over the API. */
async function employerAsks(candidateId: string): Promise<void> {
  const send = async <T>(path: string, body: object, token = ''): Promise<T> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${app.server}/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status, path).toBeLessThan(300);
    return (answer.status === 204 ? null : await answer.json()) as T;
  };
  const since = new Date(Date.now() - 1000);
  const accounts = (await (await fetch(`${app.server}/v1/demo-accounts`)).json()) as { items: DemoAccount[] };
  const { email, password } = accounts.items.find(({ role }) => role === 'EMPLOYER') as DemoAccount;
  const challenge = await send<{ id: string }>('/sign-in-challenges', { email, password });
  await send(`/sign-in-challenges/${challenge.id}/codes`, { method: 'SMS' });
  const code = await newestSmsCode(app.server, since);
  const device = { id: null, name: 'Laptop', platform: 'linux', appVersion: '0.1.0' };
  const body = { challengeId: challenge.id, method: 'SMS', code, device };
  const { accessToken } = await send<{ accessToken: string }>('/sessions', body);
  const request = { id: randomUUID(), vacancyId: null };
  await send(`/candidates/${candidateId}/contact-requests`, request, accessToken);
}

test('lists outdated profiles, oldest first, and asks one of them (BX-07)', async () => {
  await page.getByRole('link', { name: 'Verouderde profielen' }).click();
  await expect(rows().first()).toBeVisible();
  await page.getByRole('radio', { name: '3 maanden' }).check();
  await expect(page.getByText(/^1–\d+ van [\d.]+ profielen$/)).toBeVisible();
  await expectAccessible(page);
  const row = rows()
    .filter({ has: page.getByRole('checkbox', { disabled: false }), hasNotText: 'Niet zichtbaar' })
    .first();
  name = (await row.getByRole('rowheader').getByRole('button').textContent())?.trim() ?? '';
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Vraag om bevestiging (1)' }).click();
  await expect(page.getByText('Gevraagd aan 1 kandidaat')).toBeVisible();
  await expect(rows().filter({ hasText: name }).first()).toContainText('Gevraagd op');
  await expectAccessible(page);
});

test('says who was asked too shortly ago (BX-07)', async () => {
  await page
    .getByRole('button', { name: `Vraag om bevestiging: ${name}` })
    .first()
    .click();
  await expect(page.getByText(`${name}: minder dan 14 dagen geleden gevraagd`)).toBeVisible();
  await expectAccessible(page);
});

test('the candidate answers from his mail, once (BX-07)', async ({ browser }) => {
  test.setTimeout(MAIL_MS + 60_000);
  const link = async (): Promise<string> => {
    const outbox = await (await fetch(`${app.server}/demo/outbox`)).text();
    return /http:\/\/[^\s<]+\/profiel-bevestigen\/[\w-]{43}/.exec(outbox)?.[0] ?? '';
  };
  await expect.poll(link, { timeout: MAIL_MS }).not.toBe('');
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 780 } })).newPage();
  await phone.goto(await link());
  await expect(phone.getByRole('heading', { name: 'Klopt je profiel nog?' })).toBeVisible();
  await expectAccessible(phone);
  await phone.getByRole('button', { name: 'Ja, alles klopt' }).click();
  await expect(phone.getByRole('heading', { name: 'Bedankt, je profiel is bevestigd' })).toBeVisible();
  await expectAccessible(phone);
  await phone.goto(await link());
  await expect(phone.getByRole('heading', { name: 'Je hebt al antwoord gegeven' })).toBeVisible();
  await phone.context().close();
});

test('and the profile shows it by itself (BX-07)', async () => {
  await expect(rows().filter({ hasText: name })).toHaveCount(0, { timeout: 30_000 });
  await page
    .getByRole('link', { name: /^Kandidaten/ })
    .first()
    .click();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(name);
  await page.getByRole('option').filter({ hasText: name }).first().click();
  const today = new Intl.DateTimeFormat('nl-NL', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    // Where the people of the program are, whatever the clock of this machine says.
    timeZone: 'Europe/Amsterdam',
  });
  const [day = '', month = ''] = today.format(new Date()).replace('.', '').split(' ');
  await expect(page.getByText(new RegExp(`[Bb]evestigd op .*${day} ${month}`)).first()).toBeVisible();
});

test('sees what became of contact requests, per employer (BX-08)', async () => {
  await employerAsks(/[\da-f-]{36}/.exec(page.url())?.[0] ?? '');
  await page.getByRole('link', { name: 'Contactverzoeken' }).click();
  await page.getByRole('link', { name: 'Overzicht per werkgever' }).click();
  await expect(rows().first()).toBeVisible();
  await expect(page.getByRole('row', { name: /^Samen 1 1/ })).toBeVisible();
  await page.getByRole('button', { name: 'Gesproken' }).click();
  await expect(page.getByRole('columnheader', { name: 'Gesproken' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('radio', { name: 'Eigen periode' }).check();
  await page.getByLabel('Van', { exact: true }).fill('2026-01-01');
  await expectAccessible(page);
  await page.getByLabel('Tot en met').fill('2026-01-31');
  await expect(page.getByText('Geen contactverzoeken in deze periode')).toBeVisible();
  await expectAccessible(page);
});
