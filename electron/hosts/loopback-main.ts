import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createCore } from '#core/compose.ts';
import { createLogger } from '#core/logging/logger.ts';
import { lockProfile, ProfileInUseError } from './instance-lock.ts';
import { createLoopbackPlatform } from './loopback-platform.ts';
import { startLoopback } from './loopback.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The loopback host as a program: `loopback-main.ts --profile DIR --server URL [--port N] [--renderer DIR]
 * [--dev-server URL]`. Prints one JSON line `{"ready":true,"url":…,"origin":…}`; a line `ticket` on stdin prints another
 * start address. Ends on SIGINT, SIGTERM, and when stdin ends: then its starter is gone, however that died.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string' },
      server: { type: 'string' },
      port: { type: 'string', default: '0' },
      renderer: { type: 'string', default: path.join(ROOT, 'out', 'renderer') },
      'dev-server': { type: 'string' },
    },
  });
  if (values.profile === undefined || values.server === undefined)
    throw new TypeError('--profile and --server are needed');
  const profileDirectory = path.resolve(values.profile);
  const lock = lockProfile(profileDirectory);
  const logger = createLogger(path.join(profileDirectory, 'logs'));
  const appVersion = readVersion();
  const deviceSecret = process.env['HALLOWERK_DEVICE_SECRET'];
  const core = await createCore({
    platform: createLoopbackPlatform({ profileDirectory, appVersion, deviceSecret }),
    profileDirectory,
    serverUrl: values.server,
    logger,
  });
  const host = await startLoopback({
    router: core.router,
    rendererDirectory: path.resolve(values.renderer),
    port: Number(values.port),
    developmentServer: values['dev-server'],
  });

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void endInOrder([() => host.close(), () => core.close(), async () => lock.release()], logger);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdin.on('end', stop).on('error', stop);
  process.stdin.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('ticket')) say({ url: host.mintStartUrl() });
  });
  say({ ready: true, url: host.mintStartUrl(), origin: host.origin });
}

async function endInOrder(
  steps: readonly (() => Promise<void>)[],
  logger: ReturnType<typeof createLogger>,
): Promise<void> {
  for (const step of steps) {
    await step().catch((error: unknown) => logger.error({ err: error }, 'a part did not close'));
  }
  process.exit(0);
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const version: unknown = Reflect.get(manifest as object, 'version');
  return typeof version === 'string' ? version : '0.0.0';
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ProfileInUseError ? error.message : `HalloWerk kan niet starten. ${String(error)}`}\n`,
  );
  process.exit(1);
});
