import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Ends what we started, should we be killed without a chance to do it ourselves. */
export interface Warden {
  watch(pid: number): void;
  forget(pid: number): void;
}

/**
 * A process of its own that holds the other end of a pipe: when the pipe closes without our word, whatever it watches is
 * ended. Ends by itself.
 */
export function startWarden(): Warden {
  const child = spawn(process.execPath, [fileURLToPath(new URL('warden-process.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  child.unref();
  const { stdin } = child;
  // It can only be gone when somebody ended it on purpose.
  stdin.on('error', () => undefined);
  Reflect.get(stdin, 'unref')?.call(stdin);
  return {
    watch: (pid) => void stdin.write(`+${pid}\n`),
    forget: (pid) => void stdin.write(`-${pid}\n`),
  };
}
