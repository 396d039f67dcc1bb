/** A small vault for values that must survive a restart and must not lie readable on disk. Names are `[a-z-]+`. */
export interface SecretStore {
  get(name: string): Promise<Buffer | null>;
  set(name: string, value: Buffer): Promise<void>;
  delete(name: string): Promise<void>;
}

export interface SavePdfRequest {
  /** Route inside the renderer that shows the print view, starting with `/`. */
  readonly route: string;
  /** File name offered to the user, with `.pdf`. */
  readonly suggestedName: string;
}

/** What core needs from the program around it. Electron's shell and the loopback host each give one. */
export interface Platform {
  readonly mode: 'electron' | 'loopback';
  readonly appVersion: string;
  readonly secrets: SecretStore;
  readonly canSavePdf: boolean;
  /** Opens an https or mailto address outside the app. */
  openExternal(url: string): Promise<void>;
  /** Asks where to save and writes the print view there; `saved` is false when the user cancels. */
  savePdf(request: SavePdfRequest): Promise<{ saved: boolean }>;
}
