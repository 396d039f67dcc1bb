import type * as z from 'zod';
import type {
  Invitation,
  InvitationDecision,
  InvitationInputSchema,
  InvitationMail,
  InvitationOrganization,
} from '@hallowerk/contract/accounts/invitation.ts';
import { DesktopError } from '../desktop-error.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';

const LIST_OFFLINE = 'Uitnodigingen zie je alleen met verbinding met de server.';
const PREVIEW_OFFLINE = 'Het voorbeeld is er alleen met verbinding met de server.';
/** The answer may be what got lost, so this must not say that nothing happened. */
const CHANGE_OFFLINE =
  'Geen verbinding met de server. Het is niet zeker dat dit gelukt is. Haal de lijst op zodra je weer verbinding hebt.';
/** Saving once more under the same id sends nothing twice, so this can say what to do. */
const SAVE_OFFLINE =
  'Geen verbinding met de server. Wat je hebt ingevuld blijft staan; probeer het opnieuw zodra je weer verbinding hebt.';

type Input = z.input<typeof InvitationInputSchema>;

export interface InvitationsService {
  /** Throws `DesktopError` OFFLINE, `ServerProblem` 403 for who may not invite. */
  list(): Promise<{ items: Invitation[]; organizations: InvitationOrganization[] }>;
  /** Throws as `list`, and `ServerProblem` 400 with faults, 409, 429. */
  save(input: { readonly id: string; readonly invitation: Input; readonly send: boolean }): Promise<Invitation>;
  /** The item is null when it was removed. Throws as `list`, and `ServerProblem` 404, 409, 429. */
  decide(input: { readonly id: string; readonly decision: InvitationDecision }): Promise<{ item: Invitation | null }>;
  preview(invitation: Input): Promise<InvitationMail>;
}

/** Invitations of the municipality for who may send them: asked of the server each time, kept nowhere (HW-INV-01). */
export function createInvitationsService(
  client: Pick<ServerClient, 'listInvitations' | 'saveInvitation' | 'decideInvitation' | 'previewInvitation'>,
): InvitationsService {
  return {
    list: () => online(client.listInvitations({}), LIST_OFFLINE),
    save: ({ id, invitation, send }) =>
      online(client.saveInvitation({ params: { id }, body: { invitation, send } }), SAVE_OFFLINE),
    decide: ({ id, decision }) =>
      online(client.decideInvitation({ params: { id }, body: { decision } }), CHANGE_OFFLINE),
    preview: (invitation) => online(client.previewInvitation({ body: invitation }), PREVIEW_OFFLINE),
  };
}

async function online<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', message, { cause: error });
    throw error;
  }
}
