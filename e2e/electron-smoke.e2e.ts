import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { temporaryProfile } from './support/app.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
// Nothing listens there: the shell must come up without a server.
const NO_SERVER = 'http://127.0.0.1:9';

/** Looks at files only: loading the module `electron` where there is no binary would start a download. */
function electronBinary(): string | null {
  const folder = path.join(ROOT, 'node_modules', 'electron');
  const pathFile = path.join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = path.join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

const binary = electronBinary();
const built = existsSync(path.join(ROOT, 'out/main/main.js'));
const reason = binary === null ? 'no Electron binary on this machine' : built ? null : 'the program has not been built';
if (reason) console.log(`Electron smoke suite skipped: ${reason}`);

test.describe('the real Electron', () => {
  test.skip(reason !== null, reason ?? '');
  test.describe.configure({ mode: 'serial' });

  let profile: ReturnType<typeof temporaryProfile>;
  let args: string[];
  let app: ElectronApplication;
  let page: Page;

  test.beforeAll(async () => {
    profile = temporaryProfile();
    args = ['.', '--profile', profile.directory, '--server', NO_SERVER];
    app = await _electron.launch({ executablePath: binary!, args, cwd: ROOT });
    page = await app.firstWindow();
    await page.waitForLoadState('load');
  });
  test.afterAll(async () => {
    await app?.close();
    profile?.dispose();
  });

  test('shows the sign-in page on app://, so core answers over its port', async () => {
    expect(page.url()).toMatch(/^app:\/\/hallowerk\/index\.html/);
    await expect(page.locator('input[type="password"]')).toBeVisible();
  });

  test('gives the page no Node, no Electron and no network', async () => {
    const found = await page.evaluate(async () => {
      const reached = await fetch('https://example.com/').then(
        () => true,
        () => false,
      );
      const names = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'];
      return { reached, names: names.filter((name) => name in globalThis) };
    });
    expect(found).toEqual({ reached: false, names: [] });
  });

  test('runs no script that is not a file of ours', async () => {
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.head.append(script);
      return 'ranInline' in globalThis;
    });
    expect(ran).toBe(false);
  });

  test('has a sandboxed, isolated window of which nothing can be navigated or opened', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as Electron.WebContents & {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity };
    });
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
    await page.evaluate(() => {
      window.open('app://evil/');
      location.href = 'app://evil/';
    });
    expect(page.url()).toMatch(/^app:\/\/hallowerk\//);
    expect(app.windows()).toHaveLength(1);
  });

  test('can make a PDF of a page', async () => {
    const head = await app.evaluate(async ({ BrowserWindow }) => {
      const pdf = await BrowserWindow.getAllWindows()[0]!.webContents.printToPDF({
        pageSize: 'A4',
        generateTaggedPDF: true,
      });
      return pdf.subarray(0, 5).toString('latin1');
    });
    expect(head).toBe('%PDF-');
  });

  test('ends a second start on the same profile with a sentence', async () => {
    const second = spawn(binary!, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const [code] = (await once(second, 'exit')) as [number | null];
    expect(code).toBe(1);
    expect(said).toContain('HalloWerk is al geopend');
  });
});
