import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { build } from 'vite';

/** The cleaning of descriptions in a real browser: the engine that parses is half of what keeps a page safe. */
const ENTRY = fileURLToPath(new URL('../renderer/vacancies/internet/clean-html.ts', import.meta.url));

async function bundle(): Promise<string> {
  const made = await build({
    ...{ configFile: false, logLevel: 'silent' },
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY, name: 'cleaning', formats: ['iife'], fileName: 'cleaning' },
    },
  });
  const [output] = Array.isArray(made) ? made : [made];
  if (output === undefined || !('output' in output)) throw new Error('nothing was built');
  return output.output[0].code;
}

async function shown(page: Page, html: string): Promise<string> {
  return page.evaluate((text) => {
    const { cleaning } = globalThis as unknown as { cleaning: { cleanHtml(html: string): DocumentFragment } };
    const box = document.createElement('div');
    box.append(cleaning.cleanHtml(text));
    document.body.replaceChildren(box);
    return box.innerHTML;
  }, html);
}

test.describe('the text of a website', () => {
  test.beforeEach(async ({ page }) => {
    await page.setContent('<!doctype html><body></body>');
    await page.addScriptTag({ content: await bundle() });
  });

  test('keeps paragraphs, lists and emphasis', async ({ page }) => {
    const kept = '<h3>Wij</h3><p>a <strong>b</strong></p><ul><li>c</li></ul>';
    expect(await shown(page, kept)).toBe(kept);
  });

  test('holds nothing that runs, loads or looks different', async ({ page }) => {
    await page.evaluate(() =>
      Object.assign(globalThis, { hits: 0, hit: () => ((globalThis as never as { hits: number }).hits += 1) }),
    );
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const [html, left] of [
      ['<script>hit()</script><p onclick="hit()" style="color:red" class="a" id="b">d</p>', '<p>d</p>'],
      ['<img src=x onerror=hit()><svg/onload=hit()><p>d</p>', '<p>d</p>'],
      ['<iframe srcdoc="<script>parent.hit()</script>"></iframe><p>d</p>', '<p>d</p>'],
      [
        '<math><mtext><table><mglyph><style><img src=x onerror=hit()></style></mglyph></table></mtext></math><p>d</p>',
        '<p>d</p>',
      ],
      ['<form action="https://x.example"><button>d</button></form>', 'd'],
    ] as const) {
      expect(await shown(page, html)).toBe(left);
    }
    expect(await page.evaluate(() => (globalThis as never as { hits: number }).hits)).toBe(0);
    expect(asked).toEqual([]);
  });

  test('opens https links outside and takes the address from every other', async ({ page }) => {
    expect(await shown(page, '<a href="https://werk.example/a">a</a>')).toBe(
      '<a href="https://werk.example/a" target="_blank" rel="noopener noreferrer nofollow">a</a>',
    );
    const others = [
      'javascript:hit()',
      ' java\nscript:hit()',
      'http://werk.example',
      'data:text/html,x',
      '//werk.example',
      'file:///x',
    ];
    for (const address of others) expect(await shown(page, `<a href="${address}">a</a>`)).not.toContain('href');
  });
});
