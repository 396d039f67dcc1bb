import type { Session } from 'electron';

/** Schemes a page of ours may load from; everything else is cancelled before it leaves (E05). */
const OWN_SCHEMES = new Set(['app:', 'blob:', 'data:', 'devtools:']);

/**
 * Answers 'no' to every permission, device and capture question (E06) and to every download and address outside the
 * program. Electron's own default is to approve.
 */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, callback) => {
    const scheme = URL.parse(details.url)?.protocol;
    callback({ cancel: scheme === undefined || !OWN_SCHEMES.has(scheme) });
  });
}
