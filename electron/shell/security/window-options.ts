import type { BrowserWindowConstructorOptions, Session, WebPreferences } from 'electron';

export interface WindowKind {
  readonly session: Session;
  readonly preload: string;
  /** A packaged program has no developer tools. */
  readonly devTools: boolean;
  /** Window without a place of its own, such as the one that prints. */
  readonly hidden?: boolean;
}

/** Every preference that keeps a page in its box (E01), written out even where it is Electron's default. */
export function webPreferences(kind: WindowKind): WebPreferences {
  return {
    session: kind.session,
    preload: kind.preload,
    devTools: kind.devTools,
    backgroundThrottling: !kind.hidden,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

/** Options of a window of ours; what `layout` says about preferences does not count. */
export function windowOptions(
  kind: WindowKind,
  layout: Omit<BrowserWindowConstructorOptions, 'webPreferences'>,
): BrowserWindowConstructorOptions {
  return { ...layout, show: false, webPreferences: webPreferences(kind) };
}
