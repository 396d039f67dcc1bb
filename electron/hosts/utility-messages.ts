import * as z from 'zod';

/**
 * What Electron's main process and the utility process with core say to each other besides platform calls
 * (`platform-bridge.ts`). Main sends `start` once, then `renderer` with one MessagePortMain for every page that loaded,
 * and `stop` before it quits; core answers `ready` or `failed`, and ends by itself after `stop`.
 */
export const StartMessageSchema = z.object({
  type: z.literal('start'),
  profileDirectory: z.string().min(1),
  serverUrl: z.url(),
  productName: z.string().max(80).optional(),
  facts: z.object({ mode: z.literal('electron'), appVersion: z.string(), canSavePdf: z.boolean() }),
});
export type StartMessage = z.infer<typeof StartMessageSchema>;

export const HostMessageSchema = z.discriminatedUnion('type', [
  StartMessageSchema,
  z.object({ type: z.literal('renderer') }),
  z.object({ type: z.literal('stop') }),
]);
export type HostMessage = z.infer<typeof HostMessageSchema>;

export const CoreMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** `message` is Dutch and can be shown. */
  z.object({ type: z.literal('failed'), reason: z.enum(['profile-in-use', 'cannot-start']), message: z.string() }),
]);
export type CoreMessage = z.infer<typeof CoreMessageSchema>;
