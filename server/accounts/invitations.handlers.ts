import type { Handlers } from '../http/handlers.ts';
import type { InvitationAcceptance } from './invitation-acceptance.ts';
import type { InvitationSetup } from './invitation-setup.ts';
import type { InvitationsService } from './invitations.service.ts';

type InvitationHandlers = Pick<
  Handlers,
  | 'listInvitations'
  | 'saveInvitation'
  | 'decideInvitation'
  | 'previewInvitation'
  | 'openInvitation'
  | 'acceptInvitation'
  | 'resumeInvitation'
  | 'setInvitationPassword'
  | 'startInvitationFactor'
  | 'confirmInvitationFactor'
>;

export function invitationHandlers(parts: {
  readonly invitations: InvitationsService;
  readonly acceptance: InvitationAcceptance;
  readonly setup: InvitationSetup;
}): InvitationHandlers {
  const { invitations, acceptance, setup } = parts;
  return {
    listInvitations: ({ session }) => invitations.list(session),
    saveInvitation: ({ session, params, body }) => invitations.save(session, params.id, body.invitation, body.send),
    decideInvitation: async ({ session, params, body }) => ({
      item: await invitations.decide(session, params.id, body.decision),
    }),
    previewInvitation: ({ session, body }) => invitations.preview(session, body),
    openInvitation: ({ body }) => acceptance.open(body.token),
    acceptInvitation: ({ body }) => acceptance.accept(body.token, body.termsVersion),
    resumeInvitation: ({ body }) => acceptance.resume(body.token, body.password),
    setInvitationPassword: ({ body }) => setup.password(body.ticket, body.password),
    startInvitationFactor: ({ body }) => setup.startFactor(body.ticket, body),
    confirmInvitationFactor: ({ body }) => setup.confirmFactor(body.ticket, body),
  };
}
