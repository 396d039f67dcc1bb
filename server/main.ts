import { parseArgs } from 'node:util';
import { MAX_EPOCH } from './sync/epoch.ts';
import { runAudit, runAuditVerify, runRepair, runRestored, runSyncAudit } from './operations/run-audit.ts';
import { runJobs } from './operations/run-jobs.ts';
import { applyRegister, runErasures, runRetention } from './operations/run-privacy.ts';
import { InstallationError, inviteFirstAdministrator } from './accounts/invitation-install.ts';
import { INVITATION_PATH } from './accounts/invitation-page.ts';
import { createServer, type MunicipalityServer } from './app.ts';
import { ConfigError, configFromEnvironment } from './config.ts';
import { DatabaseInUseError } from './database/embedded-lock.ts';
import { ensureDemoRegion, ensureProductLists } from './operations/demo-region.ts';

/**
 * `node server/main.ts [--json-ready] [--demo] [--port N] [--host H] [--data-directory D] [--candidates N] [--seed N]`
 * starts the server; `… import …`, `… demo …`, `… audit [sync|verify]`, `… repair`, `… restored`, `… jobs [name]` and `… admin invite …` do one job and end.
 * Options win over the environment.
 */
const OPTIONS = {
  'json-ready': { type: 'boolean' },
  demo: { type: 'boolean' },
  port: { type: 'string' },
  host: { type: 'string' },
  'data-directory': { type: 'string' },
  candidates: { type: 'string' },
  seed: { type: 'string' },
} as const;

function line(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A number of a demo option, or its default. @throws {ConfigError} */
function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,7}$/.test(text)) throw new ConfigError(`${name}: a whole number is needed`);
  return Number(text);
}

async function main(args: readonly string[]): Promise<number> {
  const command = args[0];
  if (command === 'import') return withServer(async (server) => importCommand(args.slice(1), server));
  if (command === 'demo') return demoCommand(args.slice(1));
  if (command === 'audit') return auditCommand(args.slice(1));
  if (command === 'repair') return withServer(({ knex, auditProof }) => runRepair(knex, line, auditProof));
  if (command === 'restored') return restoredCommand(args.slice(1));
  if (command === 'admin') return adminCommand(args.slice(1));
  if (command === 'retention') return withServer((server) => runRetention(server, args.slice(1), line));
  if (command === 'erasures') return withServer((server) => runErasures(server, args.slice(1), line));
  if (command === 'jobs') return withServer((server) => runJobs(server.knex, args.slice(1), line, server.auditProof));
  return serve(args);
}

/**
 * `restored [--epoch N] [--erasures FILE]` opens the doors after a restore, when everybody who was erased since the backup
 * is gone again; N for a backup that was restored before (docs/operations.md).
 */
function restoredCommand(args: string[]): Promise<number> {
  const options = { epoch: { type: 'string' }, erasures: { type: 'string' } } as const;
  const { values } = parseArgs({ args, options, strict: true });
  const epoch = wholeNumber('--epoch', values.epoch, 0);
  if (epoch > MAX_EPOCH) throw new ConfigError(`--epoch: at most ${MAX_EPOCH}`);
  return withServer(async ({ knex, keys, auditProof }) => {
    line(await applyRegister({ knex, keys }, values.erasures));
    return runRestored(knex, line, epoch, auditProof);
  });
}

/**
 * `audit` checks synchronisation and audit trail, `audit sync` the first only; `audit verify [--tenant CODE]` proves the
 * chains of the audit trail one by one, for one municipality or all (docs/operations.md).
 */
function auditCommand(args: string[]): Promise<number> {
  const options = { tenant: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
  const [what = 'all', ...more] = positionals;
  const unknown = more.length > 0 || !['all', 'sync', 'verify'].includes(what);
  if (unknown || (values.tenant !== undefined && what !== 'verify')) {
    throw new ConfigError('audit: `audit`, `audit sync`, or `audit verify [--tenant CODE]`');
  }
  return withServer(({ knex, auditProof: proof }) => {
    if (what === 'sync') return runSyncAudit(knex, line);
    if (what === 'all') return runAudit(knex, line, proof);
    return runAuditVerify(knex, line, { proof, code: values.tenant ?? null, now: new Date() });
  });
}

/**
 * `admin invite --email E --name N --municipality-name M --region AMxx [--force]` prints the link for the first
 * administrator, once. The address is that of PUBLIC_URL, or of this machine while there is none.
 */
async function adminCommand(args: string[]): Promise<number> {
  const text = { type: 'string', default: '' } as const;
  const options = {
    email: text,
    name: text,
    'municipality-name': text,
    region: text,
    force: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
  if (positionals.join(' ') !== 'invite') throw new ConfigError('admin: the only command is `admin invite`');
  const wanted = {
    ...{ email: values.email, fullName: values.name, municipalityName: values['municipality-name'] },
    ...{ regionCode: values.region.toUpperCase(), force: values.force === true },
  };
  const { publicUrl, host, port } = configFromEnvironment(process.env);
  return withServer(async ({ knex }) => {
    const { token, expiresAt } = await inviteFirstAdministrator(knex, wanted, new Date());
    const address = publicUrl ?? `http://${host}:${port}`;
    process.stdout.write(`${address}${INVITATION_PATH}#${token}\n`);
    process.stderr.write(`This link works once, until ${expiresAt.toISOString()}. It is not shown again.\n`);
    return 0;
  });
}

/** `import …` reads official files; its own module says which. */
async function importCommand(args: string[], server: MunicipalityServer): Promise<number> {
  const { runImportCli } = await import('./import/cli.ts');
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  return runImportCli(args, { knex: server.knex, write, signal: stopSignal() });
}

/** `demo [--candidates N] [--seed N] [--data-directory D]` makes or enlarges a demo region and ends. */
async function demoCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const directory = values['data-directory'];
  const region = demoRegion(values);
  return withServer(
    async ({ knex }) => {
      const onProgress = (done: number, total: number): void =>
        void process.stdout.write(`${done} of ${total} candidates\n`);
      await ensureDemoRegion(knex, { ...region, onProgress, signal: stopSignal() });
      return 0;
    },
    { DEMO: '1', ...(directory !== undefined && { DATA_DIRECTORY: directory }) },
  );
}

/** Size and seed of the demo region, from options or environment. @throws {ConfigError} */
function demoRegion(values: { candidates?: string | undefined; seed?: string | undefined }) {
  return {
    candidates: wholeNumber('--candidates', values.candidates ?? process.env['DEMO_CANDIDATES'], 5000),
    seed: wholeNumber('--seed', values.seed ?? process.env['DEMO_SEED'], 1),
  };
}

async function withServer(
  work: (server: MunicipalityServer) => Promise<number>,
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const server = await createServer(configFromEnvironment({ LOG_LEVEL: 'warn', ...process.env, ...environment }));
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

async function serve(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  const environment = {
    ...process.env,
    ...(values.demo && { DEMO: '1' }),
    ...(values.port !== undefined && { PORT: values.port }),
    ...(values.host !== undefined && { HOST: values.host }),
    ...(values['data-directory'] !== undefined && { DATA_DIRECTORY: values['data-directory'] }),
  };
  const jsonReady = values['json-ready'] === true || process.env['JSON_READY'] === '1';
  const demo = demoRegion(values);
  const config = configFromEnvironment(environment);
  const stop = stopSignal();
  const server = await createServer(config);
  try {
    if (config.demo) {
      const onProgress = (done: number, total: number): void => {
        if (jsonReady) line({ progress: { phase: 'demo', done, total } });
      };
      await ensureDemoRegion(server.knex, { ...demo, onProgress, signal: stop });
    } else {
      await ensureProductLists(server.knex);
    }
    if (stop.aborted) return 0;
    const url = await server.listen();
    if (jsonReady) line({ ready: true, url });
    else
      process.stdout.write(
        `${config.productName}: server on ${url}${config.demo ? ` (demo, ${url}/demo/outbox)` : ''}\n`,
      );
    await new Promise<void>((resolve) => {
      if (stop.aborted) resolve();
      else stop.addEventListener('abort', () => resolve(), { once: true });
    });
    return 0;
  } catch (error) {
    if (stop.aborted) return 0;
    throw error;
  } finally {
    await server.close();
  }
}

/** Fires at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

/** The reasons a person can do something about are said in words; the rest keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseInUseError || error instanceof InstallationError) {
    return error.message;
  }
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'De poort is al in gebruik; kies een andere met --port. (The port is in use; choose another with --port.)';
  }
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
process.exit();
