import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultProfile } from './default-profile.ts';

export interface StartOptions {
  readonly open: boolean;
  /** Port of the loopback host; 0 takes a free one. */
  readonly port: number;
  readonly profile: string;
  /** Size of the demo region. */
  readonly candidates: number;
  readonly seed: number;
  /** An existing server instead of the embedded one. */
  readonly server: string | null;
}

/** The command line cannot be used; `message` says why, for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = [
  'npm start -- [--no-open] [--port 0] [--profile MAP] [--candidates 5000] [--seed 1] [--server URL]',
  '  --no-open      open geen venster; druk alleen de JSON-regel af',
  '  --port N       poort van de browserversie; 0 neemt een vrije poort',
  '  --profile MAP  map voor alles wat deze start bewaart',
  '  --candidates N aantal kandidaten van de demoregio',
  '  --seed N       zelfde getal, zelfde demoregio',
  '  --server URL   gebruik een bestaande server in plaats van de demoserver',
].join('\n');

const DEFAULT_CANDIDATES = 5000;
const MAX_CANDIDATES = 1_000_000;

/** Reads the flags of `npm start` and `npm run dev`. Throws `UsageError`, which names the flag. */
export function readStartOptions(argv: readonly string[]): StartOptions {
  const { open, port, profile, candidates, seed, server } = parse(argv);
  return {
    open,
    port: wholeNumber('port', port, 0, 65_535),
    profile: profile === undefined ? defaultProfile() : path.resolve(profile),
    candidates: wholeNumber('candidates', candidates, 1, MAX_CANDIDATES),
    seed: wholeNumber('seed', seed, 0, 2 ** 31 - 1),
    server: server === undefined ? null : httpUrl(server),
  };
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      allowNegative: true,
      strict: true,
      options: {
        open: { type: 'boolean', default: true },
        port: { type: 'string', default: '0' },
        profile: { type: 'string' },
        candidates: { type: 'string', default: String(DEFAULT_CANDIDATES) },
        seed: { type: 'string', default: '1' },
        server: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new UsageError(`Deze opdracht klopt niet: ${reason}\n${USAGE}`);
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`--${flag} moet een geheel getal zijn van ${least} tot en met ${most}\n${USAGE}`);
  }
  return value;
}

function httpUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--server moet een adres zijn dat met http:// of https:// begint\n${USAGE}`);
  }
  return url.origin;
}
