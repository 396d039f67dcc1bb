import type { Session } from 'electron';

/** Schemes a page of ours may load from; everything else is cancelled before it leaves (E05). */
const OWN_SCHEMES = new Set(['app:', 'blob:', 'data:', 'devtools:']);

/** Writing plain text to the clipboard, which the browser allows after a click only; never reading it. */
const COPY = 'clipboard-sanitized-write';

/**
 * Answers 'no' to every permission, device and capture question (E06), except copying a text that the user asked to copy,
 * and to every download and address outside the program. Electron's own default is to approve.
 */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(mayCopy(permission, details)),
  );
  session.setPermissionCheckHandler((_contents, permission, _origin, details) => mayCopy(permission, details));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, callback) => {
    const scheme = URL.parse(details.url)?.protocol;
    callback({ cancel: scheme === undefined || !OWN_SCHEMES.has(scheme) });
  });
}

/** Only the page itself, never a frame in it: what a frame says of its origin cannot be trusted. */
function mayCopy(
  permission: string,
  details: { readonly isMainFrame: boolean; readonly requestingUrl?: string },
): boolean {
  return permission === COPY && details.isMainFrame && URL.parse(details.requestingUrl ?? '')?.protocol === 'app:';
}
