import { app } from 'electron';

export const LINK_SCHEME = 'hallowerk';

/** Dutch word in the link → route of the renderer. A page that has no line here cannot be reached by a link. */
const SECTIONS: Readonly<Record<string, string>> = {
  kandidaten: '/candidates',
  contactverzoeken: '/candidates/contact-requests',
  zoekopdrachten: '/saved-searches',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The operating system opens `hallowerk://…` with this program from now on. */
export function registerLinks(): void {
  // An unpackaged Electron must be told which program folder to start, or it opens its own welcome page.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  else app.setAsDefaultProtocolClient(LINK_SCHEME, process.execPath, [app.getAppPath()]);
}

/** The route behind the first link on a command line, or null. */
export function linkedRoute(argv: readonly string[]): string | null {
  const link = argv.find((argument) => argument.toLowerCase().startsWith(`${LINK_SCHEME}:`));
  return link === undefined ? null : routeOfLink(link);
}

/**
 * The page that a link means: `hallowerk://kandidaten` or `hallowerk://kandidaten/<uuid>`, or null for anything else.
 * A link only shows a page; it never does something (E22).
 */
export function routeOfLink(link: string): string | null {
  const match = /^hallowerk:\/\/([a-z]+)(?:\/([0-9a-f-]*))?\/?$/i.exec(link);
  const section = match && Object.hasOwn(SECTIONS, match[1]!.toLowerCase()) ? SECTIONS[match[1]!.toLowerCase()] : null;
  if (!section) return null;
  const id = match?.[2];
  if (!id) return section;
  return UUID.test(id) ? `${section}/${id.toLowerCase()}` : null;
}
