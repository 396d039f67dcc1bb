import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStaticFile } from './static-files.ts';

describe('files of the renderer', () => {
  let base: string;
  let root: string;
  beforeAll(() => {
    base = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-static-'));
    root = path.join(base, 'renderer');
    mkdirSync(path.join(root, 'assets'), { recursive: true });
    writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
    writeFileSync(path.join(root, 'assets', 'index-abc.js'), 'export {}');
    writeFileSync(path.join(root, 'assets', '.env.json'), '{}');
    writeFileSync(path.join(base, 'geheim.txt'), 'geheim');
    symlinkSync(path.join(base, 'geheim.txt'), path.join(root, 'link.txt'));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/assets/index-abc.js', 'text/javascript; charset=utf-8'],
  ])('gives %s with its type', async (urlPath, type) => {
    await expect(readStaticFile(root, urlPath)).resolves.toMatchObject({ type });
  });

  it.each([
    '/../geheim.txt',
    '/%2e%2e/geheim.txt',
    '/assets/..%2f..%2fgeheim.txt',
    '/..\\geheim.txt',
    '/link.txt',
    '/assets/.env.json',
    '/assets',
    '/C:/geheim.txt',
    '/geheim.txt%00.js',
    '/%',
    `/${'a'.repeat(5000)}.js`,
    '/nergens.js',
  ])('gives nothing for %s', async (urlPath) => {
    await expect(readStaticFile(root, urlPath)).resolves.toBeNull();
  });

  it('never leaves its folder, however a path is written', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      'assets',
      'geheim.txt',
      '//',
      'link.txt',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const file = await readStaticFile(root, `/${pieces.join('')}`);
        expect(file?.body.toString() ?? '').not.toContain('geheim');
      }),
    );
  });
});
