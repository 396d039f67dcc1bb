import type { WebContents } from 'electron';
import { APP_URL, isAppUrl } from '../app-protocol.ts';
import { tell } from '../tell.ts';
import { openExternal } from './external-links.ts';

/** A route with a `print` step in it; letters, digits and hyphens only, so that nothing can hide in it. */
const PRINT_ROUTE = /^#(\/(?:[\w-]+\/)*print(?:\/[\w-]+)*)$/;

/**
 * Keeps a page on our own address (E07), opens no window from a page and no webview (E08). A link outside goes to
 * `openExternal`; a link to one of our print views becomes a window of our own through `openPrintView`.
 */
export function guardContents(contents: WebContents, openPrintView: (route: string) => void): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!isAppUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-frame-navigate', (event) => stay(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const route = printRoute(url);
    if (route) openPrintView(route);
    else if (!isAppUrl(url)) openLink(url);
    return { action: 'deny' };
  });
}

/** The route of a print view of ours (such as `/print/candidates/<id>`), or null. */
export function printRoute(address: string): string | null {
  if (!isAppUrl(address)) return null;
  return PRINT_ROUTE.exec(new URL(address).hash)?.[1] ?? null;
}

/** The full address of a print route. @throws {TypeError} when the route is not a print view. */
export function printUrl(route: string): string {
  const address = `${APP_URL}#${route}`;
  if (printRoute(address) === null) throw new TypeError('Not a print view');
  return address;
}

function openLink(url: string): void {
  openExternal(url).catch((error: Error) => tell(`A link could not be opened: ${error.name}`));
}
