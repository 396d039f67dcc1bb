import process from 'node:process';
import { createInterface } from 'node:readline';
import { createServer } from '../../server/app.ts';
import { configFromEnvironment } from '../../server/config.ts';
import { ensureDemoRegion } from '../../server/operations/demo-region.ts';

/**
 * The municipality server with a back door for stories: every line on stdin is `{"sql": …, "values": […]}` and is run in
 * a transaction of its own. `server-program.ts DIRECTORY PORT CANDIDATES`; ends on SIGTERM.
 */
const [directory = '', port = '0', candidates = '0'] = process.argv.slice(2);

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const server = await createServer(
  configFromEnvironment({ DEMO: '1', LOG_LEVEL: 'warn', DATA_DIRECTORY: directory, PORT: port }),
);
const stop = new AbortController();
await ensureDemoRegion(server.knex, {
  candidates: Number(candidates),
  seed: 1,
  onProgress: () => undefined,
  signal: stop.signal,
});
say({ ready: true, url: await server.listen() });

createInterface({ input: process.stdin }).on('line', (line) => {
  const { sql, values } = JSON.parse(line) as { sql: string; values: unknown[] };
  server.knex
    .transaction((trx) => trx.raw<{ rows: unknown[] }>(sql, values as never))
    .then(
      ({ rows }) => say({ rows, committedAt: Date.now() }),
      (error: unknown) => say({ error: String(error) }),
    );
});
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
