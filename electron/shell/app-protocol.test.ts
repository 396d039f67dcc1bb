import { symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtApplication } from '../testing/built-renderer.ts';
import { appResponder, contentSecurityPolicy, isAppUrl } from './app-protocol.ts';

function responder(prepare: (root: string) => void = () => undefined) {
  const root = builtApplication();
  prepare(root);
  const answer = appResponder(path.join(root, 'out', 'renderer'));
  return (url: string, method = 'GET') => answer({ url, method });
}

describe('app://', () => {
  it('serves the built files with their types', async () => {
    const get = responder();
    for (const [url, type] of [
      ['app://hallowerk/', 'text/html; charset=utf-8'],
      ['app://hallowerk/index.html', 'text/html; charset=utf-8'],
      ['app://hallowerk/index.html?x=1#/candidates', 'text/html; charset=utf-8'],
      ['app://hallowerk/assets/index-1a2b.js', 'text/javascript; charset=utf-8'],
      ['app://hallowerk/assets/een%20spatie.css', 'text/css; charset=utf-8'],
    ] as const) {
      const response = await get(url);
      expect([url, response.status, response.headers.get('content-type')]).toEqual([url, 200, type]);
    }
  });

  it('gives every page a nonce of its own, the same in the header and in the text', async () => {
    const get = responder();
    const nonces = new Set<string>();
    for (let time = 0; time < 5; time++) {
      const response = await get('app://hallowerk/index.html');
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy')!)![1]!;
      const text = await response.text();
      expect(text.split(nonce)).toHaveLength(3);
      expect(text).not.toContain('__CSP_NONCE__');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it('sends the policy and the other security headers with every answer, refusals included', async () => {
    const get = responder();
    for (const url of ['app://hallowerk/index.html', 'app://hallowerk/none.js', 'app://evil/']) {
      const { headers } = await get(url);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it.each([
    'app://hallowerk/../secret.json',
    'app://hallowerk/%2e%2e/secret.json',
    'app://hallowerk/%2e%2e%2fsecret.json',
    'app://hallowerk/..%5csecret.json',
    'app://hallowerk/assets/..%2f..%2fsecret.json',
    'app://hallowerk//etc/passwd',
    'app://hallowerk/%00index.html',
    'app://hallowerk/index.html%00.js',
    'app://hallowerk/INDEX.HTML',
    'app://hallowerk/assets',
    'app://hallowerk/assets/',
    'app://hallowerk/assets/index-1a2b.js.map',
    'app://hallowerk/%zz',
    `app://hallowerk/${'a'.repeat(5000)}`,
  ])('answers 404 to %s', async (url) => {
    expect((await responder()(url)).status).toBe(404);
  });

  it.each([
    'app://evil/index.html',
    'app://hallowerk.evil/index.html',
    'app://a@hallowerk/',
    'app://hallowerk:80/',
    'x',
  ])('answers 403 to %s, which is not our address', async (url) => {
    expect((await responder()(url)).status).toBe(403);
  });

  it('answers 405 to anything but reading', async () => {
    const get = responder();
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await get('app://hallowerk/', method)).status).toBe(405);
    expect(await (await get('app://hallowerk/', 'HEAD')).text()).toBe('');
  });

  it('does not follow links that point outside', async () => {
    const get = responder((root) => {
      symlinkSync(path.join(root, 'out', 'secret.json'), path.join(root, 'out', 'renderer', 'link.json'));
      symlinkSync(path.join(root, 'out'), path.join(root, 'out', 'renderer', 'up'));
    });
    expect((await get('app://hallowerk/link.json')).status).toBe(404);
    expect((await get('app://hallowerk/up/secret.json')).status).toBe(404);
  });

  it('never serves the file beside its folder, however the path is written', async () => {
    const get = responder();
    const step = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '/',
      '%2f',
      '\\',
      '%5c',
      '%00',
      'assets',
      'secret.json',
      'out',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const response = await get(`app://hallowerk/${steps.join('')}`);
        expect(await response.text()).not.toContain('"secret"');
      }),
    );
  });
});

describe('the content security policy', () => {
  it('allows our own scripts and styles, no network, and nothing unsafe', () => {
    const directives = new Map(
      contentSecurityPolicy('abc')
        .split('; ')
        .map((line) => [line.split(' ')[0], line.split(' ').slice(1).join(' ')]),
    );
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'nonce-abc'",
      'img-src': "'self' data: blob:",
      'media-src': 'blob:',
      'font-src': "'self'",
      'connect-src': "'none'",
      'frame-src': "'none'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(contentSecurityPolicy('abc')).not.toContain('unsafe');
  });
});

describe('isAppUrl', () => {
  it('is true for our own pages only', () => {
    expect(['app://hallowerk/', 'app://hallowerk/index.html#/candidates'].every(isAppUrl)).toBe(true);
    const others = [
      'app://hallowerk.evil/',
      'app://user@hallowerk/',
      'app://hallowerk:1/',
      'https://hallowerk/',
      'file:///index.html',
      'javascript:alert(1)',
      'data:text/html,x',
      'view-source:app://hallowerk/',
      'about:blank',
      '',
    ];
    expect(others.filter(isAppUrl)).toEqual([]);
  });
});
