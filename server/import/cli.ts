import { parseArgs } from 'node:util';
import { escoImport } from './esco/esco-import.ts';
import { placesImport } from './places/places-import.ts';
import type { ImportJob } from './plan.ts';
import { runImport } from './run-import.ts';
import type { ImportDeps } from './run-import.ts';
import { vumImport } from './vum/vum-import.ts';

export interface ImportCliDeps extends ImportDeps {
  /** The moment of import; the system clock when left out. */
  readonly now?: () => Date;
}

const USAGE = [
  'Zo gebruik je het:',
  '  npm run server -- import esco MAP [--dry-run]',
  '  npm run server -- import places MAP [--dry-run]',
  '  npm run server -- import vum BESTAND [--region AM21] [--visible] [--dry-run]',
  '',
  '  --dry-run   laat per rij zien wat er zou gebeuren, en verandert niets',
  '  --region    arbeidsmarktregio van nieuwe kandidaten en vacatures; anders die van de gemeente van deze server',
  '  --visible   maak nieuwe kandidaten meteen zichtbaar voor werkgevers (alleen als zij dat goed vinden)',
];

interface Command {
  readonly job: ImportJob;
  readonly dryRun: boolean;
}

/**
 * Runs one import; `args` is what follows the word `import`. Returns 0 when it is done, 1 when faults were found and
 * nothing was imported, 2 when the arguments are wrong. A rehearsal (`--dry-run`) never writes.
 */
export async function runImportCli(args: readonly string[], deps: ImportCliDeps): Promise<number> {
  const command = readCommand(args, deps.now ?? (() => new Date()));
  if (typeof command === 'string') {
    for (const line of [command, ...USAGE]) deps.write(line);
    return 2;
  }
  return runImport(command.job, deps, command.dryRun);
}

function readCommand(args: readonly string[], now: () => Date): Command | string {
  const parsed = parse(args);
  if (parsed === null) return 'Deze opdracht klopt niet.';
  const { positionals, values } = parsed;
  const [kind, source, ...rest] = positionals;
  if (kind === undefined || source === undefined) return 'Zeg wat je importeert en waarvandaan.';
  if (rest.length > 0) return 'Er staat te veel in deze opdracht.';
  const vumOnly = values.region !== undefined || values.visible === true;
  if (vumOnly && kind !== 'vum') return '--region en --visible horen alleen bij vum.';
  const dryRun = values['dry-run'] === true;
  switch (kind) {
    case 'esco':
      return { job: escoImport(source), dryRun };
    case 'places':
      return { job: placesImport(source), dryRun };
    case 'vum': {
      const options = { regionCode: values.region ?? null, visible: values.visible === true, now };
      return { job: vumImport(source, options), dryRun };
    }
    default:
      return 'Je kunt esco, places of vum importeren.';
  }
}

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  region: { type: 'string' },
  visible: { type: 'boolean' },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, strict: true, options: OPTIONS });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('ERR_PARSE_ARGS_')) return null;
    throw error;
  }
}
