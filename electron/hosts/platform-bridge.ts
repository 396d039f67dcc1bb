import * as z from 'zod';
import type { Platform } from '#core/platform.ts';
import { EXPORT_FORMATS } from '@hallowerk/contract/candidates/candidate-export.ts';

/**
 * Platform calls between the utility process (client) and Electron's main process (server), as structured-clone
 * messages over `parentPort` / `UtilityProcess`. Every message carries `bridge: 'platform'`, so that it can share the
 * channel with others. Secrets travel as Uint8Array inside the machine's own process boundary.
 */
const BytesSchema = z.instanceof(Uint8Array);
const NameSchema = z.string().regex(/^[a-z][a-z-]{0,40}$/);

export const PlatformCallSchema = z.discriminatedUnion('call', [
  z.object({ call: z.literal('secrets.get'), name: NameSchema }),
  z.object({ call: z.literal('secrets.set'), name: NameSchema, value: BytesSchema }),
  z.object({ call: z.literal('secrets.delete'), name: NameSchema }),
  z.object({ call: z.literal('openExternal'), url: z.string().max(2048) }),
  z.object({
    call: z.literal('savePdf'),
    route: z.string().startsWith('/').max(2048),
    suggestedName: z.string().max(200),
    timeLimitMs: z.int().min(1).max(600_000).optional(),
  }),
  z.object({
    call: z.literal('saveFile'),
    suggestedName: z.string().max(200),
    format: z.enum([...EXPORT_FORMATS, 'JSON']),
    bytes: BytesSchema,
  }),
]);
export type PlatformCall = z.infer<typeof PlatformCallSchema>;

export const PlatformRequestSchema = z.object({
  bridge: z.literal('platform'),
  type: z.literal('request'),
  id: z.int(),
  request: PlatformCallSchema,
});

/** The caller is not interested any more: the call may stop, and still answers. */
export const PlatformAbortSchema = z.object({
  bridge: z.literal('platform'),
  type: z.literal('abort'),
  id: z.int(),
});

/** Codes of the operating system that core has words for. */
const ERROR_CODES = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EBUSY', 'ENOENT', 'ENOTDIR'] as const;

export const PlatformResponseSchema = z.object({
  bridge: z.literal('platform'),
  type: z.literal('response'),
  id: z.int(),
  /** The result of the call, or only that it failed: messages of the system stay on their side. */
  outcome: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: z.unknown() }),
    z.object({ ok: z.literal(false), error: z.string(), code: z.enum(ERROR_CODES).optional() }),
  ]),
});

const SavedSchema = z.discriminatedUnion('saved', [
  z.object({ saved: z.literal(false) }),
  z.object({ saved: z.literal(true), fileName: z.string() }),
]);

/** Facts of the platform that never change while the program runs; main passes them when it starts core. */
export interface PlatformFacts {
  readonly mode: 'electron';
  readonly appVersion: string;
  readonly canSavePdf: boolean;
}

/** Either end: `process.parentPort` and `UtilityProcess` differ in what their 'message' event carries. */
export interface BridgePort {
  postMessage(message: unknown): void;
  /** `listener` gets the bare message, without the event around it. */
  onMessage(listener: (message: unknown) => void): void;
}

/** The utility process's end: a `Platform` whose calls main answers. */
export function createPlatformClient(port: BridgePort, facts: PlatformFacts): Platform {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;

  port.onMessage((message) => {
    const parsed = PlatformResponseSchema.safeParse(message);
    if (!parsed.success) return;
    const { id, outcome } = parsed.data;
    const call = waiting.get(id);
    waiting.delete(id);
    if (outcome.ok) call?.resolve(outcome.value);
    else call?.reject(Object.assign(new Error(`The platform failed: ${outcome.error}`), { code: outcome.code }));
  });

  async function ask<T>(schema: z.ZodType<T>, request: PlatformCall, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    lastId += 1;
    const id = lastId;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    const abort = (): void =>
      port.postMessage({ bridge: 'platform', type: 'abort', id } satisfies z.infer<typeof PlatformAbortSchema>);
    signal?.addEventListener('abort', abort, { once: true });
    port.postMessage({ bridge: 'platform', type: 'request', id, request } satisfies z.infer<
      typeof PlatformRequestSchema
    >);
    try {
      return schema.parse(await answer);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  return {
    ...facts,
    secrets: {
      async get(name) {
        const value = await ask(BytesSchema.nullable(), { call: 'secrets.get', name });
        return value === null ? null : Buffer.from(value);
      },
      set: async (name, value) => ask(z.undefined(), { call: 'secrets.set', name, value: new Uint8Array(value) }),
      delete: (name) => ask(z.undefined(), { call: 'secrets.delete', name }),
    },
    openExternal: (url) => ask(z.undefined(), { call: 'openExternal', url }),
    savePdf: (request, signal) => ask(SavedSchema, { call: 'savePdf', ...request }, signal),
    saveFile: (request, signal) =>
      ask(SavedSchema, { call: 'saveFile', ...request, bytes: new Uint8Array(request.bytes) }, signal),
  };
}

/** Main's end: answers what the utility process asks. Messages that are none of the bridge's are left alone. */
export function servePlatform(port: BridgePort, platform: Platform): void {
  const running = new Map<number, AbortController>();

  port.onMessage((message) => {
    const aborted = PlatformAbortSchema.safeParse(message);
    if (aborted.success) running.get(aborted.data.id)?.abort();
    const parsed = PlatformRequestSchema.safeParse(message);
    if (!parsed.success) return;
    const { id, request } = parsed.data;
    const controller = new AbortController();
    running.set(id, controller);
    const answer = (outcome: z.infer<typeof PlatformResponseSchema>['outcome']): void => {
      running.delete(id);
      port.postMessage({ bridge: 'platform', type: 'response', id, outcome });
    };
    perform(platform, request, controller.signal).then(
      (value) => answer({ ok: true, value }),
      (error: unknown) => answer({ ok: false, ...describe(error) }),
    );
  });
}

/** Name and code: the text of a system error may hold a path. */
function describe(error: unknown): { readonly error: string; readonly code?: (typeof ERROR_CODES)[number] } {
  if (!(error instanceof Error)) return { error: 'Error' };
  const code = ERROR_CODES.find((known) => 'code' in error && error.code === known);
  return code === undefined ? { error: error.name } : { error: error.name, code };
}

async function perform(platform: Platform, request: PlatformCall, signal: AbortSignal): Promise<unknown> {
  switch (request.call) {
    case 'secrets.get': {
      const value = await platform.secrets.get(request.name);
      return value === null ? null : new Uint8Array(value);
    }
    case 'secrets.set':
      return platform.secrets.set(request.name, Buffer.from(request.value));
    case 'secrets.delete':
      return platform.secrets.delete(request.name);
    case 'openExternal':
      return platform.openExternal(request.url);
    case 'savePdf': {
      const { route, suggestedName, timeLimitMs } = request;
      return platform.savePdf({ route, suggestedName, ...(timeLimitMs === undefined ? {} : { timeLimitMs }) }, signal);
    }
    case 'saveFile': {
      const { suggestedName, format, bytes } = request;
      return platform.saveFile({ suggestedName, format, bytes }, signal);
    }
  }
}
