import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DATA = process.env['HALLOWERK_REFERENCE_DATA'] ?? resolve(ROOT, '../shared/data');
const RULES = join(DATA, 'api/nlgov-adr-2.2.0-rc.1-spectral.yaml');
const SPECTRAL = join(ROOT, 'node_modules/.bin/spectral');
const missing = [RULES, SPECTRAL].filter((path) => !existsSync(path));
if (missing.length > 0) console.warn('API design rules: skipped, the rules or the linter are not on this machine');

describe('description of the API', () => {
  it(
    'meets the NLGov API design rules without errors and warnings',
    { skip: missing.length > 0, timeout: 60_000 },
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'hallowerk-adr-'));
      const test = await startTestServer('pglite');
      const document = join(directory, 'openapi.json');
      writeFileSync(document, await (await fetch(`${test.server.url}/v1/openapi.json`)).text());
      await test.stop();
      const args = ['lint', '--format', 'json', '--fail-severity', 'warn', '-r', RULES, document];
      const lint = promisify(execFile)(SPECTRAL, args, { env: { ...process.env, SCARF_ANALYTICS: 'false' } });
      const output = await lint.then(
        ({ stdout }) => stdout,
        (error: { stdout?: string }) => error.stdout ?? String(error),
      );
      rmSync(directory, { recursive: true });
      expect(JSON.parse(output.slice(output.indexOf('['), output.lastIndexOf(']') + 1))).toEqual([]);
    },
  );
});
