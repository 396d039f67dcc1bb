import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

/**
 * Draws `icon.svg` as `icon.png` (1024, from which electron-builder makes .ico and .icns) and `icon-512.png`.
 * Run after a change of the drawing: `CHROMIUM_PATH=/usr/bin/chromium node build/icons/render-icons.ts`.
 */
const folder = import.meta.dirname;
const svg = readFileSync(path.join(folder, 'icon.svg'), 'utf8');
const executablePath = process.env['CHROMIUM_PATH'];
const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath && { executablePath }) });
try {
  for (const [size, name] of [
    [1024, 'icon.png'],
    [512, 'icon-512.png'],
  ] as const) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body { margin: 0 } svg { width: ${size}px; height: ${size}px; display: block }</style>${svg}`,
    );
    await page.screenshot({ path: path.join(folder, name), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
