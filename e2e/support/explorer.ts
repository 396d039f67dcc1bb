import { expect, type Locator, type Page } from '@playwright/test';
import type { Ready } from './app.ts';
import { newestSmsCode } from './demo-codes.ts';

export type DemoRole = 'Werkgever' | 'Accountmanager' | 'Klantmanager';

/** Signs in with a demo button and the code that was sent, up to the first screen after it. */
export async function signIn(page: Page, app: Pick<Ready, 'server'>, role: DemoRole): Promise<void> {
  const since = new Date(Date.now() - 1000);
  await page.getByRole('button', { name: new RegExp(`^${role}`) }).click();
  await expect(page.getByRole('heading', { name: 'Tweede stap' })).toBeVisible();
  const sms = page.getByRole('radio', { name: 'Sms-code' });
  if (await sms.isVisible()) await sms.check();
  const code = await newestSmsCode(app.server, since);
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
}

/** From Home on to the explorer, once the first fill is complete; stays where it is when somebody stood in the explorer. */
export async function openExplorer(page: Page): Promise<void> {
  await homeReady(page);
  const home = page.getByRole('heading', { level: 1, name: 'Home' });
  if (await home.isVisible()) await page.evaluate(() => (location.hash = '#/candidates'));
}

/** As `openExplorer`, and waits until it shows its list and everything is fetched. */
export async function explorerReady(page: Page): Promise<void> {
  await openExplorer(page);
  await expect(results(page)).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(/^Bijgewerkt om/).first()).toBeVisible({ timeout: 120_000 });
}

/** Waits until the first fill is complete: Home, or the explorer where somebody stood before. */
export async function homeReady(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: /^(Home|Kandidaten verkenner)$/ })).toBeVisible({
    timeout: 120_000,
  });
}

export const results = (page: Page): Locator => page.getByRole('grid', { name: 'Zoekresultaten' });

/** The number in 'n kandidaten' above the list. */
export async function foundCount(page: Page): Promise<number> {
  const text = await page
    .getByText(/^[\d.]+ kandidaa?te?n?$/)
    .first()
    .textContent();
  return Number((text ?? '').replace(/\D/g, ''));
}

/** Opens row `index` of the list and gives the candidate's name, once the profile really is his. */
export async function openRow(page: Page, index: number): Promise<string> {
  const row = results(page).getByRole('row').nth(index);
  const star = await row.getByRole('button', { name: /: favoriet$/ }).getAttribute('aria-label');
  const name = (star ?? '').replace(/: favoriet$/, '');
  await row.click();
  await expect(page.getByRole('article', { name, exact: true })).toBeVisible();
  return name;
}
