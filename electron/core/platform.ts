import type { ExportFormat } from '@hallowerk/contract/candidates/candidate-export.ts';

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
  /** How long the view may take to say that it is complete, when it is a long one. */
  readonly timeLimitMs?: number;
}

export interface SaveFileRequest {
  /** File name offered to the user, with its extension. */
  readonly suggestedName: string;
  readonly format: ExportFormat | 'JSON';
  readonly bytes: Uint8Array;
}

/** `saved` is false when the user cancelled; `fileName` is the last step of the path he chose. */
export type Saved = { readonly saved: false } | { readonly saved: true; readonly fileName: string };

/** What core needs from the program around it. Electron's shell and the loopback host each give one. */
export interface Platform {
  readonly mode: 'electron' | 'loopback';
  readonly appVersion: string;
  readonly secrets: SecretStore;
  /** There is a save dialog, for PDF and for other files; without it the browser does the printing and the keeping. */
  readonly canSavePdf: boolean;
  /** Opens an https or mailto address outside the app. */
  openExternal(url: string): Promise<void>;
  /** Asks where to save and writes the print view there. The signal stops it and leaves no file. */
  savePdf(request: SavePdfRequest, signal?: AbortSignal): Promise<Saved>;
  /** Asks where to save and writes the bytes there, whole or not at all. */
  saveFile(request: SaveFileRequest, signal?: AbortSignal): Promise<Saved>;
}
