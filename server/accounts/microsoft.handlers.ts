import type { Handlers } from '../http/handlers.ts';
import type { Outbound } from '../outbox/outbound.ts';
import { announceDevice } from './accounts.handlers.ts';
import type { MicrosoftService } from './microsoft.service.ts';
import type { SessionsService } from './sessions.service.ts';

type MicrosoftHandlers = Pick<
  Handlers,
  | 'getMicrosoftSettings'
  | 'createMicrosoftChallenge'
  | 'createMicrosoftSession'
  | 'listMicrosoftIdentities'
  | 'createMicrosoftLinkChallenge'
  | 'createMicrosoftIdentity'
  | 'createMicrosoftConfirmationChallenge'
  | 'createMicrosoftConfirmation'
  | 'deleteMicrosoftIdentity'
>;

export function microsoftHandlers(deps: {
  readonly microsoft: MicrosoftService;
  readonly sessions: SessionsService;
  readonly outbound: Outbound;
  readonly productName: string;
}): MicrosoftHandlers {
  const { microsoft, sessions } = deps;
  return {
    getMicrosoftSettings: async () => microsoft.settings(),
    createMicrosoftChallenge: () => microsoft.challenge(null),
    createMicrosoftSession: async ({ body: { device, ...proof }, request }) => {
      const { userId } = await microsoft.signIn(proof);
      const { session, newDevice } = await sessions.create(userId, device, { trust: false, secondStep: 'elsewhere' });
      if (newDevice) await announceDevice(deps, session.me.email, request.log);
      return session;
    },
    listMicrosoftIdentities: async ({ session }) => ({ items: [...(await microsoft.identities(session.userId))] }),
    createMicrosoftLinkChallenge: ({ session }) => microsoft.challenge(session),
    createMicrosoftIdentity: ({ session, body }) => microsoft.link(session, body),
    createMicrosoftConfirmationChallenge: ({ session }) => microsoft.confirmationChallenge(session),
    createMicrosoftConfirmation: ({ session, body }) => microsoft.confirm(session, body),
    deleteMicrosoftIdentity: ({ session, params }) => microsoft.unlink(session, params.id),
  };
}
