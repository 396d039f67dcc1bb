import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Warden } from './warden.ts';

const STOP_LIMIT_MS = 10_000;

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Every line that it prints on stdout. */
  readonly onLine?: (line: string) => void;
  /** `inherit` shows its stderr to the user; `ignore` drops it. */
  readonly stderr: 'inherit' | 'ignore';
  /** It ends by itself when its stdin ends. */
  readonly endsWithStdin: boolean;
}

export interface Child {
  readonly pid: number;
  /** Exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  send(line: string): void;
  /** Asks it to end; insists after ten seconds. */
  stop(): Promise<void>;
}

/**
 * Starts a program whose life is tied to ours: its stdin ends with us, and the warden ends it should we be killed.
 * Rejects when it cannot be started.
 */
export async function startChild(options: ChildOptions, warden: Warden): Promise<Child> {
  const child = spawn(options.command, [...options.args], {
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', options.stderr],
    // An own group, so that Ctrl-C in the terminal reaches us first and we end everything in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const { pid, stdin, stdout } = child;
  if (pid === undefined) throw new Error(`${options.command} has no process id`);
  warden.watch(pid);
  void exited.then(() => warden.forget(pid));
  // A child that ended takes its pipe along; its exit is what counts.
  stdin.on('error', () => undefined);
  createInterface({ input: stdout }).on('line', (line) => options.onLine?.(line));
  return {
    pid,
    exited,
    send: (line) => void stdin.write(`${line}\n`),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (options.endsWithStdin) stdin.end();
      else terminate(child, pid);
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    },
  };
}

function terminate(child: ChildProcess, pid: number): void {
  if (process.platform !== 'win32') child.kill('SIGTERM');
  // Without /f this is the same as closing its windows.
  else execFile('taskkill', ['/pid', String(pid), '/t'], () => undefined);
}
