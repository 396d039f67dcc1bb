import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aSourceIn, brokenRules, brokenTypedRules } from './lint-text.ts';
import { REPOSITORY_ROOT } from './repository-files.ts';

/**
 * Rules in prose decay; these are lint errors, and this file proves that they still are. Each line is a small file that is
 * wrong (or right) in one way. Imported files are looked up, so that an import fails for its direction and nothing else.
 */
const FENCE = 'boundaries/dependencies';

const importing = (source: string): string => `import * as it from '${source}';\nexport const used: unknown = it;\n`;
const typing = (name: string, source: string): string =>
  `import type { ${name} } from '${source}';\nexport type Used = ${name};\n`;

const contractFile = '@hallowerk/contract/http.ts';
const dbFile = `#db/${aSourceIn('db', (file) => !file.startsWith('testing/') && file.includes('/'))}`;
const coreFile = '#core/platform.ts';
const hostsFile = `#hosts/${aSourceIn('electron/hosts', (file) => !file.includes('/'))}`;
const serverFile = `@hallowerk/server/${aSourceIn('server/database')}`;
const apiFile = aSourceIn('renderer/api');
const candidatesComponent = aSourceIn('renderer/candidates');

describe('rooms', () => {
  it.each([
    ['contract/common/wrong.ts', 'the server', serverFile],
    ['contract/common/wrong.ts', 'the cache', dbFile],
    ['db/wrong.ts', 'core', coreFile],
    ['db/wrong.ts', 'the server', serverFile],
    ['electron/core/sync/wrong.ts', 'the hosts', hostsFile],
    ['electron/core/sync/wrong.ts', 'the server', serverFile],
    ['electron/hosts/wrong.ts', 'the server', serverFile],
    ['electron/shell/wrong.ts', 'the cache', dbFile],
    ['electron/shell/wrong.ts', 'the server', serverFile],
    ['renderer/candidates/wrong.ts', 'the cache', dbFile],
    ['renderer/candidates/wrong.ts', 'core', coreFile],
    ['renderer/api/wrong.ts', 'core', coreFile],
    ['renderer/candidates/wrong.ts', 'the server', serverFile],
    ['server/candidates/wrong.ts', 'the cache', dbFile],
    ['server/candidates/wrong.ts', 'core', coreFile],
  ])('%s must not import %s', async (file, _room, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([FENCE]);
  });

  it.each([
    ['db/right.ts', contractFile],
    ['electron/core/sync/right.ts', contractFile],
    ['electron/core/sync/right.ts', dbFile],
    ['electron/hosts/right.ts', coreFile],
    ['electron/shell/right.ts', coreFile],
    ['electron/shell/right.ts', hostsFile],
    ['renderer/candidates/right.ts', contractFile],
    ['renderer/candidates/right.ts', `../api/${apiFile}`],
    ['server/candidates/right.ts', contractFile],
    ['server/candidates/right.ts', `../database/${aSourceIn('server/database')}`],
  ])('%s may import %s', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([]);
  });

  it('are guarded for types, dynamic imports and re-exports alike', async () => {
    const wrong = 'renderer/candidates/wrong.ts';
    expect(await brokenRules(wrong, typing('Platform', coreFile))).toEqual([FENCE]);
    expect(await brokenRules(wrong, `export const used: unknown = await import('${coreFile}');\n`)).toEqual([FENCE]);
    expect(await brokenRules(wrong, `export { used } from '${coreFile}';\n`)).toEqual([FENCE]);
  });

  it('are never reached by a relative path', async () => {
    const path = '../../../contract/http.ts';
    expect(await brokenRules('electron/core/sync/wrong.ts', importing(path))).toEqual([
      '@typescript-eslint/no-restricted-imports',
    ]);
  });

  it('are guarded in components too', async () => {
    const component = (source: string): string =>
      `<script setup lang="ts">\nimport * as it from '${source}';\n</script>\n\n<template>\n  <p>{{ it }}</p>\n</template>\n`;
    expect(await brokenRules('renderer/candidates/WrongPage.vue', component(coreFile))).toEqual([FENCE]);
    expect(await brokenRules('renderer/candidates/RightPage.vue', component(contractFile))).toEqual([]);
  });
});

describe('domains', () => {
  it.each([
    ['server/sync/wrong.ts', `../candidates/${aSourceIn('server/candidates')}`],
    ['electron/core/candidates/wrong.ts', `../accounts/${aSourceIn('electron/core/accounts')}`],
    ['renderer/accounts/wrong.ts', `../candidates/${candidatesComponent}`],
  ])('%s must not import another domain', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([FENCE]);
  });

  it.each([
    ['server/candidates/right.ts', `./${aSourceIn('server/candidates')}`],
    ['electron/core/accounts/right.ts', `./${aSourceIn('electron/core/accounts')}`],
    ['electron/core/accounts/right.ts', '../platform.ts'],
    ['renderer/candidates/right.ts', `./${candidatesComponent}`],
  ])('%s may import its own', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([]);
  });

  it.each([
    ['server/app.ts', `./candidates/${aSourceIn('server/candidates')}`],
    ['electron/core/compose.ts', `./accounts/${aSourceIn('electron/core/accounts')}`],
    ['renderer/app/right.ts', `../candidates/${candidatesComponent}`],
  ])('meet in the composition root %s', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([]);
  });

  it.each([
    ['server/candidates', 'server/app.ts'],
    ['electron/core/candidates', 'electron/core/compose.ts'],
    ['electron/core/app', 'electron/core/router.ts'],
  ])('%s does not know %s, which composes it', async (folder, composition) => {
    expect(existsSync(path.join(REPOSITORY_ROOT, composition))).toBe(true);
    expect(await brokenRules(`${folder}/wrong.ts`, importing(`../${path.basename(composition)}`))).toEqual([FENCE]);
  });
});

describe('tests', () => {
  it.each([
    ['server/candidates/right.pg.test.ts', '../app.ts'],
    ['server/http/right.pg.test.ts', `../candidates/${aSourceIn('server/candidates')}`],
    ['electron/core/candidates/right.test.ts', '../compose.ts'],
    ['renderer/accounts/right.dom.test.ts', `../candidates/${candidatesComponent}`],
  ])('%s may use all of its room, such as %s', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([]);
  });

  it.each([
    ['server/candidates/wrong.pg.test.ts', dbFile],
    ['electron/core/candidates/wrong.test.ts', serverFile],
    ['renderer/accounts/wrong.dom.test.ts', coreFile],
  ])('%s may not leave its room for %s', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([FENCE]);
  });

  it.each(['server/testing/test-database.ts', 'db/testing/open-test-database.ts'])(
    'lend %s to nothing but tests',
    async (tool) => {
      const folder = tool.startsWith('server') ? 'server/http' : 'db/sync';
      const source = `../${tool.split('/').slice(1).join('/')}`;
      expect(await brokenRules(`${folder}/wrong.ts`, importing(source))).toEqual([FENCE]);
      expect(await brokenRules(`${folder}/right.test.ts`, importing(source))).toEqual([]);
    },
  );
});

describe('packages', () => {
  it.each([
    ['contract/common/wrong.ts', 'node:fs'],
    ['contract/common/wrong.ts', 'knex'],
    ['db/wrong.ts', 'fastify'],
    ['db/wrong.ts', 'vue'],
    ['electron/core/sync/wrong.ts', 'knex'],
    ['electron/core/sync/wrong.ts', 'ws'],
    ['electron/hosts/wrong.ts', 'knex'],
    ['renderer/candidates/wrong.ts', 'node:fs'],
    ['renderer/candidates/wrong.ts', 'knex'],
    ['renderer/candidates/wrong.ts', 'ws'],
    ['server/candidates/wrong.ts', 'vue'],
    ['server/candidates/wrong.ts', 'ws'],
    ['server/candidates/wrong.ts', 'vitest'],
  ])('%s must not import %s', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([FENCE]);
  });

  it.each([
    ['contract/common/right.ts', 'zod'],
    ['db/right.ts', 'knex'],
    ['db/right.ts', 'node:fs'],
    ['electron/core/sync/right.ts', 'node:crypto'],
    ['electron/hosts/right.ts', 'ws'],
    ['renderer/candidates/right.ts', 'vue'],
    ['renderer/candidates/right.ts', 'vuetify/components'],
    ['server/candidates/right.ts', 'fastify'],
    ['server/candidates/right.test.ts', 'vitest'],
    ['contract/common/right.test.ts', 'node:fs'],
  ])('%s may import %s', async (file, source) => {
    expect(await brokenRules(file, importing(source))).toEqual([]);
  });
});

describe('the gateway to Electron', () => {
  it.each([
    'contract/common/wrong.ts',
    'db/wrong.ts',
    'electron/core/app/wrong.ts',
    'electron/hosts/wrong.ts',
    'electron/testing/wrong.ts',
    'renderer/app/wrong.ts',
    'server/http/wrong.ts',
  ])('is closed for %s', async (file) => {
    expect(await brokenRules(file, importing('electron'))).toEqual([FENCE]);
  });

  it.each(['electron/main.ts', 'electron/preload.ts', 'electron/shell/right.ts'])('is open for %s', async (file) => {
    expect(await brokenRules(file, importing('electron'))).toEqual([]);
  });

  it('is closed for types too, but for the fake that tests use', async () => {
    expect(await brokenRules('electron/core/app/wrong.ts', typing('App', 'electron'))).toEqual([FENCE]);
    expect(await brokenRules('electron/testing/right.ts', typing('App', 'electron'))).toEqual([]);
  });
});

describe('the gateway to the databases', () => {
  it('opens the encrypted driver in one file', async () => {
    const driver = importing('better-sqlite3-multiple-ciphers');
    expect(await brokenRules('db/cipher-client.ts', driver)).toEqual([]);
    expect(await brokenRules('db/wrong.ts', driver)).toEqual([FENCE]);
    expect(await brokenRules('electron/core/app/wrong.ts', driver)).toEqual([FENCE]);
  });

  it.each(['pg', '@electric-sql/pglite', '@electric-sql/pglite/node-postgres'])(
    'opens %s in one folder',
    async (driver) => {
      expect(await brokenRules('server/database/right.ts', importing(driver))).toEqual([]);
      expect(await brokenRules('server/testing/right.ts', importing(driver))).toEqual([]);
      expect(await brokenRules('server/candidates/wrong.ts', importing(driver))).toEqual([FENCE]);
    },
  );
});

describe('the gateway to what strangers publish', () => {
  it('is one file: nothing else of the server imports the client, or uses the global one', async () => {
    const client = importing('undici');
    expect(await brokenRules('server/crawler/safe-fetch.ts', client)).toEqual([]);
    for (const file of ['server/crawler/wrong.ts', 'server/candidates/wrong.ts', 'server/outbox/wrong.ts']) {
      expect(await brokenRules(file, client)).toContain('no-restricted-syntax');
    }
    const asking = 'export const answer = fetch(String(1));\n';
    expect(await brokenRules('server/crawler/wrong.ts', asking)).toEqual(['no-restricted-globals']);
  });

  it('lets the crawler alone read it', async () => {
    expect(await brokenRules('server/crawler/right.ts', importing('htmlparser2'))).toEqual([]);
    expect(await brokenRules('server/candidates/wrong.ts', importing('htmlparser2'))).toEqual([FENCE]);
  });
});

describe('the gateway from the renderer to core', () => {
  it('is the only place that knows the transport', async () => {
    expect(await brokenRules('renderer/api/right.ts', importing('@orpc/client/message-port'))).toEqual([]);
    expect(await brokenRules('renderer/candidates/wrong.ts', importing('@orpc/client/message-port'))).toEqual([FENCE]);
  });

  it.each([
    [`export const socket = new WebSocket('ws://127.0.0.1');\n`, 'no-restricted-globals'],
    [`export const answer = fetch('/x');\n`, 'no-restricted-globals'],
    [`window.addEventListener('message', () => undefined);\n`, 'no-restricted-syntax'],
  ])('is the only place where this stands: %s', async (source, rule) => {
    expect(await brokenRules('renderer/candidates/wrong.ts', source)).toEqual([rule]);
    expect(await brokenRules('renderer/api/right.ts', source)).toEqual([]);
  });
});

describe('habits', () => {
  it.each([
    ['a default export', 'export default 1;\n', 'no-restricted-syntax'],
    ['a barrel', `export * from '../http.ts';\n`, 'no-restricted-syntax'],
    ['console', `console.log('x');\n`, 'no-console'],
    ['any', 'export const x: any = 1;\n', '@typescript-eslint/no-explicit-any'],
    ['a loose comparison', 'export const x = Math.random() == 1;\n', 'eqeqeq'],
    ['code from text', `export const x: unknown = new Function('return 1');\n`, 'no-new-func'],
    ['HTML from text', `document.body.innerHTML = 'x';\n`, 'no-restricted-syntax'],
    ['TLS without checks', 'export const x = { rejectUnauthorized: false };\n', 'no-restricted-syntax'],
    [
      'a value import of a type',
      `import { Endpoint } from './endpoint.ts';\nexport type Used = Endpoint;\n`,
      '@typescript-eslint/consistent-type-imports',
    ],
    [
      'a function of more than 60 lines',
      `export function long(): void {\n${'  Math.random();\n'.repeat(60)}}\n`,
      'own/max-own-lines',
    ],
    ['a file of more than 400 lines', 'Math.random();\n'.repeat(401), 'max-lines'],
  ])('refuse %s', async (_what, source, rule) => {
    expect(await brokenRules('contract/common/wrong.ts', source)).toEqual([rule]);
  });

  it('refuse HTML from data in a template', async () => {
    const component = '<template>\n  <p v-html="text" />\n</template>\n';
    expect(await brokenRules('renderer/candidates/WrongText.vue', component)).toContain('vue/no-v-html');
  });

  it('let scripts speak and configuration files export their default', async () => {
    expect(await brokenRules('build/scripts/right.ts', `console.log('x');\n`)).toEqual([]);
    expect(await brokenRules('vitest.config.ts', 'export default {};\n')).toEqual([]);
  });

  it.each([
    ['a promise nobody waits for', 'export function f(): void {\n  Promise.resolve();\n}\n', 'no-floating-promises'],
    ['waiting for what is no promise', 'export async function f(): Promise<void> {\n  await 1;\n}\n', 'await-thenable'],
    [
      'a switch that forgets a case',
      `export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n`,
      'switch-exhaustiveness-check',
    ],
    ['throwing what is no error', `export function f(): never {\n  throw 'x';\n}\n`, 'only-throw-error'],
  ])('refuse %s', async (_what, source, rule) => {
    expect(await brokenTypedRules('contract/common/assert-never.ts', source)).toEqual([`@typescript-eslint/${rule}`]);
  });
});
