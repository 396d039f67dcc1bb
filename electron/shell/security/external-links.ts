import { isIP } from 'node:net';
import { shell } from 'electron';

const SCHEMES = new Set(['https:', 'mailto:', 'tel:']);

/**
 * The address as it may be handed to the operating system, or null (E09): https, mailto or tel; no credentials, control
 * characters or spaces; no address literal as host; 2,048 characters at most.
 */
export function externalUrl(address: string): string | null {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
  if (address.length > 2048 || /[\u0000-\u0020\u007f-\u009f\\]/.test(address)) return null;
  const url = URL.parse(address);
  if (!url || !SCHEMES.has(url.protocol)) return null;
  if (url.username || url.password) return null;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'https:' && (host === '' || isIP(host) !== 0)) return null;
  return url.href;
}

/**
 * Opens a link in the browser, mail or telephone program of the user. The only place that does.
 *
 * @returns false when the address is not one we let out.
 */
export async function openExternal(address: string): Promise<boolean> {
  const url = externalUrl(address);
  if (!url) return false;
  await shell.openExternal(url);
  return true;
}
