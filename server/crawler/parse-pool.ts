import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DocumentOrder, ParsedDocument } from './parse-document.ts';

export interface ParseLimits {
  readonly megabytes: number;
  readonly milliseconds: number;
}

export const PARSE_LIMITS: ParseLimits = { megabytes: 64, milliseconds: 5_000 };
/** Of the memory, for what lives briefly: two halves and a new one. */
const YOUNG_HALF = 4;
const YOUNG = 3 * YOUNG_HALF;
const STARTING = 30_000;
const TOO_HEAVY: ParsedDocument = { jobs: [], reason: 'TOO_HEAVY', links: [] };

export interface DocumentParser {
  /** Never throws for what is in a document: what costs too much to read is `TOO_HEAVY`. One at a time. */
  parse(order: DocumentOrder): Promise<ParsedDocument>;
  close(): Promise<void>;
}

/**
 * Reads documents in a process of its own, with little memory and little time, that may write no file and start nothing.
 * A thread would not do: when V8 cannot get memory in the middle of `JSON.parse` it ends its whole process. A document that
 * is too heavy costs that process, never the server; the next one gets a new one.
 */
export function createDocumentParser(limits: ParseLimits = PARSE_LIMITS): DocumentParser {
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const end = (): void => {
    child?.removeAllListeners();
    child?.on('error', () => undefined).kill('SIGKILL');
    child = null;
  };
  const parseOne = async (order: DocumentOrder): Promise<ParsedDocument> => {
    child ??= await started(limits);
    const answer = await answerOf<ParsedDocument>(child, limits.milliseconds, () => child?.send(order));
    if (answer === null) end();
    return answer ?? TOO_HEAVY;
  };
  return {
    parse: (order) => {
      const turn = last.then(() => parseOne(order));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      await last;
      end();
    },
  };
}

/** @throws when the process does not come up: that is the server's fault, not that of a page */
async function started({ megabytes }: ParseLimits): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./parse-worker.ts', import.meta.url)), {
    execArgv: [
      ...[`--max-old-space-size=${megabytes - YOUNG}`, `--max-semi-space-size=${YOUNG_HALF}`],
      ...['--permission', '--allow-fs-read=*', '--no-warnings'],
    ],
    ...{ env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' },
  });
  if ((await answerOf<string>(child, STARTING, () => undefined)) === null) {
    child.kill('SIGKILL');
    throw new Error('The process that reads pages did not start');
  }
  // A server that has nothing else to do may end.
  child.unref();
  child.channel?.unref();
  return child;
}

/** The next message; null when the process ended, failed or took too long. */
function answerOf<T>(child: ChildProcess, milliseconds: number, ask: () => unknown): Promise<T | null> {
  return new Promise((resolve) => {
    const settle = (answer: T | null): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      // It may fail once more while it is being ended.
      child.on('error', () => undefined);
      resolve(answer);
    };
    const timer = setTimeout(() => settle(null), milliseconds);
    child.once('message', (answer) => settle(answer as T));
    child.once('error', () => settle(null));
    child.once('exit', () => settle(null));
    ask();
  });
}
