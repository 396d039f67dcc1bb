import type { Handlers } from '../http/handlers.ts';
import { notFound } from '../http/problems.ts';
import type { InvitationAcceptance } from './invitation-acceptance.ts';
import type { InvitationJoin } from './invitation-join.ts';
import type { InvitationMicrosoft } from './invitation-microsoft.ts';
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
  | 'startInvitationJoin'
  | 'completeInvitationJoin'
  | 'createInvitationMicrosoftVisit'
  | 'setInvitationMicrosoft'
  | 'joinInvitationWithMicrosoft'
  | 'resumeInvitation'
  | 'setInvitationPassword'
  | 'startInvitationFactor'
  | 'confirmInvitationFactor'
>;

export function invitationHandlers(parts: {
  readonly invitations: InvitationsService;
  readonly acceptance: InvitationAcceptance;
  readonly setup: InvitationSetup;
  readonly join: InvitationJoin;
  /** Null where it is not set up. */
  readonly microsoft: InvitationMicrosoft | null;
}): InvitationHandlers {
  const { invitations, acceptance, setup, join } = parts;
  const microsoft = (): InvitationMicrosoft => {
    if (parts.microsoft === null) throw notFound();
    return parts.microsoft;
  };
  return {
    listInvitations: ({ session }) => invitations.list(session),
    saveInvitation: ({ session, params, body }) => invitations.save(session, params.id, body.invitation, body.send),
    decideInvitation: async ({ session, params, body }) => ({
      item: await invitations.decide(session, params.id, body.decision),
    }),
    previewInvitation: ({ session, body }) => invitations.preview(session, body),
    openInvitation: ({ body }) => acceptance.open(body.token),
    acceptInvitation: ({ body }) => acceptance.accept(body.token, body.termsVersion),
    startInvitationJoin: ({ body }) => join.start(body.token, body.password),
    completeInvitationJoin: ({ body: { token, ...input } }) => join.complete(token, input),
    createInvitationMicrosoftVisit: async ({ body }) => microsoft().visit(body.token),
    setInvitationMicrosoft: async ({ body: { ticket, ...back } }) => microsoft().setUp(ticket, back),
    joinInvitationWithMicrosoft: async ({ body: { token, termsVersion, ...back } }) =>
      microsoft().join(token, termsVersion, back),
    resumeInvitation: ({ body }) => acceptance.resume(body.token, body.password),
    setInvitationPassword: ({ body }) => setup.password(body.ticket, body.password),
    startInvitationFactor: ({ body }) => setup.startFactor(body.ticket, body),
    confirmInvitationFactor: ({ body }) => setup.confirmFactor(body.ticket, body),
  };
}
