import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';

/**
 * A stand-in for the module `electron` in plain Node. It keeps the rules that a program trips over (what must come
 * before `ready`, what must come after) and records what the program did. Names are checked against Electron's own types
 * at the end of this file, signatures by the `implements` and `satisfies` on the way.
 */
export interface FakeState {
  ready: boolean;
  packaged: boolean;
  /** The folder that holds `out/`. */
  appPath: string;
  lockIsFree: boolean;
  storageBackend: ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;
  vaultIsAvailable: boolean;
  vaultIsLocked: boolean;
  vaultKeyIsOld: boolean;
  displays: Electron.Rectangle[];
  /** The file a person chooses in the save dialog; null: 'Annuleren'. */
  saveTo: string | null;
  /** The button a person presses in a message box. */
  pressedButton: number;
  /** What `executeJavaScript` answers; a promise that stays open is a page that never gets ready. */
  pageAnswer: () => Promise<unknown>;
  readonly calls: string[];
  readonly paths: Map<string, string>;
  readonly privileged: Electron.CustomScheme[];
  readonly windows: BrowserWindow[];
  readonly sessions: Map<string, FakeSession>;
  readonly processes: FakeUtilityProcess[];
  readonly opened: string[];
  readonly saveDialogs: Electron.SaveDialogOptions[];
  readonly messages: string[];
  readonly linkSchemes: string[];
  exitCode: number | null;
  menu: Electron.MenuItemConstructorOptions[];
}

export const fake: FakeState = {
  ready: false,
  packaged: false,
  appPath: path.resolve(import.meta.dirname, '../..'),
  lockIsFree: true,
  storageBackend: 'gnome_libsecret',
  vaultIsAvailable: true,
  vaultIsLocked: false,
  vaultKeyIsOld: false,
  displays: [{ x: 0, y: 0, width: 1920, height: 1080 }],
  saveTo: null,
  pressedButton: 0,
  pageAnswer: async () => true,
  calls: [],
  paths: new Map(),
  privileged: [],
  windows: [],
  sessions: new Map(),
  processes: [],
  opened: [],
  saveDialogs: [],
  messages: [],
  linkSchemes: [],
  exitCode: null,
  menu: [],
};

const readiness = Promise.withResolvers<void>();

/** What the operating system does once the program's own modules have been evaluated. */
export function becomeReady(): void {
  fake.ready = true;
  app.emit('ready');
  readiness.resolve();
}

function before(what: string): void {
  if (fake.ready) throw new Error(`${what} must be called before the app is ready`);
  fake.calls.push(what);
}

function after(what: string): void {
  if (!fake.ready) throw new Error(`${what} cannot be used before the app is ready`);
  fake.calls.push(what);
}

/** An event that can be prevented, as listeners get it. */
export class FakeEvent {
  defaultPrevented = false;
  readonly url: string;
  constructor(url = '') {
    this.url = url;
  }
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

const appMethods = {
  enableSandbox: () => before('app.enableSandbox'),
  whenReady: () => readiness.promise,
  isReady: () => fake.ready,
  getPath: (name) => fake.paths.get(name) ?? path.join(tmpdir(), 'fake-electron', name),
  setPath: (name, folder) => {
    if (!existsSync(folder)) throw new Error(`Path does not exist: ${folder}`);
    fake.calls.push(`app.setPath ${name}`);
    fake.paths.set(name, folder);
  },
  getAppPath: () => fake.appPath,
  getVersion: () => '0.1.0',
  requestSingleInstanceLock: () => {
    fake.calls.push('app.requestSingleInstanceLock');
    return fake.lockIsFree;
  },
  setAsDefaultProtocolClient: (scheme) => fake.linkSchemes.push(scheme) > 0,
  /** As Electron: first `before-quit`, which may be prevented, then the windows close, then `will-quit` and `quit`. */
  quit: () => {
    const event = new FakeEvent();
    app.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of [...fake.windows]) window.close();
    const last = new FakeEvent();
    app.emit('will-quit', last);
    if (!last.defaultPrevented) app.exit(0);
  },
  exit: (code = 0) => {
    fake.exitCode = code;
    app.emit('quit', new FakeEvent(), code);
  },
  relaunch: () => void fake.calls.push('app.relaunch'),
} satisfies Partial<Electron.App>;

export const app = Object.assign(new EventEmitter(), appMethods, {
  name: 'HalloWerk',
  get isPackaged() {
    return fake.packaged;
  },
});
// `Object.assign` reads a getter once; a test may still change its mind before the program asks.
Object.defineProperty(app, 'isPackaged', { get: () => fake.packaged });

export const protocol = {
  registerSchemesAsPrivileged: (schemes) => {
    before('protocol.registerSchemesAsPrivileged');
    fake.privileged.push(...schemes);
  },
} satisfies Partial<Electron.Protocol>;

type Answer = Response | Promise<Response>;
type PermissionRequest = Parameters<NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>>;
type BeforeRequest = NonNullable<Parameters<Electron.WebRequest['onBeforeRequest']>[0]>;

export class FakeSession extends EventEmitter {
  readonly schemes = new Map<string, (request: GlobalRequest) => Answer>();
  readonly asked = {
    permission: null as Parameters<Electron.Session['setPermissionRequestHandler']>[0],
    check: null as Parameters<Electron.Session['setPermissionCheckHandler']>[0],
    device: null as Parameters<Electron.Session['setDevicePermissionHandler']>[0],
    display: null as Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0],
    request: null as BeforeRequest | null,
  };
  readonly protocol = {
    handle: (scheme, handler) => {
      after('protocol.handle');
      this.schemes.set(scheme, handler);
    },
  } satisfies Pick<Electron.Protocol, 'handle'>;
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => void (this.asked.request = listener),
  };

  readonly setPermissionRequestHandler: Electron.Session['setPermissionRequestHandler'] = (handler) =>
    void (this.asked.permission = handler);
  readonly setPermissionCheckHandler: Electron.Session['setPermissionCheckHandler'] = (handler) =>
    void (this.asked.check = handler);
  readonly setDevicePermissionHandler: Electron.Session['setDevicePermissionHandler'] = (handler) =>
    void (this.asked.device = handler);
  readonly setDisplayMediaRequestHandler: Electron.Session['setDisplayMediaRequestHandler'] = (handler) =>
    void (this.asked.display = handler);

  /** Answers of the permission handler, as a page would get them. */
  permits(permission: PermissionRequest[1], details: object = {}): Promise<boolean> {
    return new Promise((resolve) => this.asked.permission!({} as never, permission, resolve, details as never));
  }

  /** True when a request to this address is cancelled before it leaves. */
  cancels(url: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.asked.request!({ url } as never, (answer) => resolve(answer.cancel === true));
    });
  }
}

const defaultSession = new FakeSession();
export const session = {
  get defaultSession() {
    after('session.defaultSession');
    return defaultSession;
  },
  fromPartition: (partition: string, options?: Electron.FromPartitionOptions) => {
    after('session.fromPartition');
    fake.calls.push(`cache ${options?.cache ?? true}`);
    const known = fake.sessions.get(partition) ?? new FakeSession();
    fake.sessions.set(partition, known);
    return known;
  },
};

let nextContents = 1;

export class FakeWebContents extends EventEmitter {
  readonly id = nextContents++;
  readonly posted: { channel: string; message: unknown; ports: unknown[] }[] = [];
  readonly printed: Electron.PrintToPDFOptions[] = [];
  readonly scripts: string[] = [];
  readonly session: FakeSession;
  windowOpen: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | null = null;
  url = '';
  private loads = 0;
  status = 0;
  body = '';
  destroyed = false;
  constructor(preferences: Electron.WebPreferences | undefined) {
    super();
    this.session = (preferences?.session as unknown as FakeSession | undefined) ?? new FakeSession();
  }

  readonly setWindowOpenHandler: Electron.WebContents['setWindowOpenHandler'] = (handler) =>
    void (this.windowOpen = handler);
  readonly postMessage: Electron.WebContents['postMessage'] = (channel, message, ports = []) =>
    void this.posted.push({ channel, message: structuredClone(message), ports });
  readonly executeJavaScript: Electron.WebContents['executeJavaScript'] = (code) => {
    this.scripts.push(code);
    return fake.pageAnswer();
  };
  readonly printToPDF: Electron.WebContents['printToPDF'] = async (options) => {
    this.printed.push(options);
    return Buffer.from('%PDF-1.7 fake');
  };
  readonly print: Electron.WebContents['print'] = () => void fake.calls.push(`print ${this.id}`);
  readonly getURL: Electron.WebContents['getURL'] = () => this.url;
  readonly isDestroyed = (): boolean => this.destroyed;

  /** Asks the session's own scheme handler for the page, as Electron does; a newer load ends an older one. */
  async load(url: string): Promise<void> {
    const mine = ++this.loads;
    const handler = this.session.schemes.get(new URL(url).protocol.slice(0, -1));
    const response = await handler?.(new Request(url));
    if (mine !== this.loads) throw new Error('ERR_ABORTED (-3)');
    this.url = url;
    this.status = response?.status ?? 0;
    this.body = (await response?.text()) ?? '';
    this.emit('did-finish-load');
  }

  /** A page that asks for a window gets `deny` or `allow`. */
  asksForWindow(url: string): 'deny' | 'allow' {
    return this.windowOpen!({ url } as Electron.HandlerDetails).action;
  }

  /** True when the page is kept where it is. */
  prevents(event: string, url: string): boolean {
    const details = new FakeEvent(url);
    this.emit(event, details);
    return details.defaultPrevented;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: FakeWebContents;
  visible = false;
  maximized = false;
  minimized = false;
  focused = 0;
  destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    after('new BrowserWindow');
    this.options = options;
    this.webContents = new FakeWebContents(options.webPreferences);
    fake.windows.push(this);
    app.emit('web-contents-created', new FakeEvent(), this.webContents);
  }

  static readonly getAllWindows = (): BrowserWindow[] => fake.windows.filter((window) => !window.destroyed);
  static readonly getFocusedWindow = (): BrowserWindow | null => BrowserWindow.getAllWindows()[0] ?? null;

  readonly loadURL: Electron.BrowserWindow['loadURL'] = async (url) => {
    await this.webContents.load(url);
    this.emit('ready-to-show');
  };
  readonly show = (): void => void (this.visible = true);
  readonly focus = (): void => void this.focused++;
  readonly maximize = (): void => void (this.maximized = true);
  readonly restore = (): void => void (this.minimized = false);
  readonly isMinimized = (): boolean => this.minimized;
  readonly isMaximized = (): boolean => this.maximized;
  readonly isDestroyed = (): boolean => this.destroyed;
  readonly getNormalBounds = (): Electron.Rectangle => {
    const { x = 10, y = 20, width = 800, height = 600 } = this.options;
    return { x, y, width, height };
  };
  readonly close = (): void => {
    if (this.destroyed) return;
    this.emit('close', new FakeEvent());
    this.destroy();
  };
  readonly destroy = (): void => {
    if (this.destroyed) return;
    this.destroyed = true;
    this.webContents.destroyed = true;
    this.webContents.emit('destroyed');
    fake.windows.splice(fake.windows.indexOf(this), 1);
    this.emit('closed');
    if (BrowserWindow.getAllWindows().length === 0) app.emit('window-all-closed');
  };
}
BrowserWindow satisfies { prototype: Partial<Omit<Electron.BrowserWindow, keyof EventEmitter | 'webContents'>> };

export class FakeUtilityProcess extends EventEmitter {
  readonly modulePath: string;
  readonly args: readonly string[];
  readonly options: Electron.ForkOptions;
  readonly received: { message: unknown; ports: unknown[] }[] = [];
  /** Set by a run that puts a real program behind this process. */
  deliver: ((message: unknown, ports: readonly unknown[]) => void) | null = null;
  killed = false;
  pid: number | undefined = 4242;
  constructor(modulePath: string, args: readonly string[], options: Electron.ForkOptions) {
    super();
    this.modulePath = modulePath;
    this.args = args;
    this.options = options;
  }
  readonly postMessage: Electron.UtilityProcess['postMessage'] = (message, ports = []) => {
    this.received.push({ message: structuredClone(message), ports });
    this.deliver?.(message, ports);
  };
  readonly kill: Electron.UtilityProcess['kill'] = () => {
    this.killed = true;
    this.end(0);
    return true;
  };
  /** The process is gone, by itself or by a signal. */
  end(code: number): void {
    if (this.pid === undefined) return;
    this.pid = undefined;
    this.emit('exit', code);
  }
}

export const utilityProcess = {
  fork: (modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}) => {
    after('utilityProcess.fork');
    const child = new FakeUtilityProcess(modulePath, args, options);
    fake.processes.push(child);
    return child;
  },
};

/** Real ports, so that a run with a real core can talk over them. */
export class MessageChannelMain {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = port1;
    this.port2 = port2;
  }
}

const vaultKey = randomBytes(32);

export const safeStorage = {
  isAsyncEncryptionAvailable: async () => {
    after('safeStorage.isAsyncEncryptionAvailable');
    return fake.vaultIsAvailable;
  },
  getSelectedStorageBackend: () => fake.storageBackend,
  encryptStringAsync: async (text) => {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-ctr', vaultKey, iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  },
  decryptStringAsync: async (sealed) => {
    if (fake.vaultIsLocked) throw new Error('Error while decrypting the ciphertext');
    const decipher = createDecipheriv('aes-256-ctr', vaultKey, sealed.subarray(0, 16));
    const result = Buffer.concat([decipher.update(sealed.subarray(16)), decipher.final()]).toString('utf8');
    return { shouldReEncrypt: fake.vaultKeyIsOld, result };
  },
} satisfies Partial<Electron.SafeStorage>;

export const shell = {
  openExternal: async (url) => void fake.opened.push(url),
} satisfies Partial<Electron.Shell>;

export const dialog = {
  showSaveDialog: async (...given: unknown[]) => {
    fake.saveDialogs.push(given.at(-1) as Electron.SaveDialogOptions);
    return { canceled: fake.saveTo === null, filePath: fake.saveTo ?? '' };
  },
  showMessageBox: async (...given: unknown[]) => {
    fake.messages.push((given.at(-1) as Electron.MessageBoxOptions).message);
    return { response: fake.pressedButton, checkboxChecked: false };
  },
  showErrorBox: (title, content) => void fake.messages.push(`${title}: ${content}`),
} satisfies Partial<Electron.Dialog>;

export const screen = {
  getAllDisplays: () => {
    after('screen.getAllDisplays');
    return fake.displays.map((workArea) => ({ workArea }) as Electron.Display);
  },
} satisfies Partial<Electron.Screen>;

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (template: Electron.MenuItemConstructorOptions[]) => void (fake.menu = template),
};

export const ipcRenderer = new EventEmitter();

({
  app,
  BrowserWindow,
  dialog,
  ipcRenderer,
  Menu,
  MessageChannelMain,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
}) satisfies { [K in keyof typeof Electron]?: unknown };
