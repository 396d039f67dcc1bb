import { app } from 'electron';

/**
 * Takes the lock of this profile. A second start on the same profile hands its command line to `onSecondStart` of the
 * first and gets false: two programs on one cache would damage it.
 */
export function becomeOnlyInstance(onSecondStart: (argv: readonly string[]) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => onSecondStart(argv));
  return true;
}
