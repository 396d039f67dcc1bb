import path from 'node:path';

export interface StartOptions {
  /** Folder of everything this start keeps; null: the platform's own folder. */
  readonly profile: string | null;
  /** Address of the municipality server; null: the one that core was set up with. */
  readonly serverUrl: string | null;
}

/** Chromium reads these itself and would open what the fuses close, so a packaged program does not start with them. */
const REFUSED_SWITCHES = [
  'allow-running-insecure-content',
  'disable-site-isolation-trials',
  'disable-web-security',
  'ignore-certificate-errors',
  'inspect',
  'inspect-brk',
  'load-extension',
  'no-sandbox',
  'proxy-pac-url',
  'proxy-server',
  'remote-debugging-pipe',
  'remote-debugging-port',
];

/**
 * Reads `--profile DIR` and `--server URL` (or `--name=value`); `HALLOWERK_SERVER_URL` counts where `--server` is absent.
 *
 * @throws {TypeError} when the server address is not http(s).
 */
export function readStartOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const profile = valueOf(argv, 'profile');
  const server = valueOf(argv, 'server') ?? env['HALLOWERK_SERVER_URL'];
  return { profile: profile ? path.resolve(profile) : null, serverUrl: server ? httpUrl(server) : null };
}

/** The switches on this command line that a packaged program refuses (E15); case and value do not matter. */
export function refusedSwitches(argv: readonly string[]): readonly string[] {
  return argv.filter((argument) => {
    const name = /^(?:--?|\/)([a-z-]+)/i.exec(argument)?.[1]?.toLowerCase();
    return name !== undefined && REFUSED_SWITCHES.includes(name);
  });
}

/** Per user and on this machine only: a roaming Windows profile would copy the cache over the network (E30). */
export function localProfile(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  productName: string,
): string | null {
  const local = platform === 'win32' ? env['LOCALAPPDATA'] : undefined;
  return local ? path.join(local, productName) : null;
}

function valueOf(argv: readonly string[], name: string): string | undefined {
  const index = argv.findIndex((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
  if (index === -1) return undefined;
  const argument = argv[index]!;
  const value = argument.includes('=') ? argument.slice(argument.indexOf('=') + 1) : argv[index + 1];
  return value && !value.startsWith('--') ? value : undefined;
}

function httpUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new TypeError('The server address must be http(s)');
  return url.href;
}
