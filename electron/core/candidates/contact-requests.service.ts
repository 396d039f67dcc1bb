import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { ContactRequestsRepository } from '#db/candidates/contact-requests.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { ContactRequestRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { canFollow, type ContactData, type ContactOutcome } from '@hallowerk/contract/candidates/contact-request.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';
import type { ServerClient } from '../server-client/server-client.ts';

export interface ContactRequestsServiceOptions {
  readonly requests: ContactRequestsRepository;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly client: Pick<ServerClient, 'requestContactData'>;
  readonly clock: Clock;
  readonly me: () => Me;
  /** Asks for a sync round: the server has something new. */
  readonly pull: () => void;
  /** Keeps the mutation durably, shows it at once and has it sent. */
  readonly mutate: (mutation: NewMutation) => void;
}

/** Asking for contact data, and what came of it (HW-CON, BX-08). */
export interface ContactRequestsService {
  /**
   * Online only. The server records the request before it gives the data; they go to the screen and are kept nowhere. The
   * same `requestId` again is the same request. Rejects with `OfflineError`, and `DesktopError` NOT_FOUND when the candidate
   * is not visible (any more).
   */
  requestContactData(input: { candidateId: string; requestId: string }): Promise<ContactData>;
  /** The user's own, newest first; of one candidate, or of all of them. */
  contactRequests(input: { candidateId: string | null }): ContactRequestRow[];
  /**
   * Saved on this device when it returns; the note alone may change as well. Throws `DesktopError` NOT_FOUND without the
   * request, REFUSED `transition` for an outcome that cannot follow the present one.
   */
  recordContactOutcome(input: { requestId: string; outcome: ContactOutcome; note: string }): void;
}

export function createContactRequestsService(options: ContactRequestsServiceOptions): ContactRequestsService {
  const { requests, candidates, client, clock, me } = options;
  return {
    async requestContactData({ candidateId, requestId }) {
      if (candidates.get(candidateId) === null) {
        throw new DesktopError('NOT_FOUND', 'Deze kandidaat is niet (meer) zichtbaar.');
      }
      const body = { id: requestId, vacancyId: null };
      const data = await client.requestContactData({ params: { id: candidateId }, body });
      options.pull();
      return data;
    },
    contactRequests: ({ candidateId }) => requests.list(me().id, candidateId),
    recordContactOutcome({ requestId, outcome, note }) {
      const request = requests.find(requestId);
      if (request === null || request.requesterId !== me().id) {
        throw new DesktopError('NOT_FOUND', 'Deze aanvraag is er niet (meer).');
      }
      const { outcome: seen } = request;
      if (outcome === seen && note === request.note) return;
      if (outcome !== seen) requireTransition(outcome, seen);
      options.mutate(newMutation(clock, 'contact.outcome', { request: requestId, outcome, note, seen }));
    },
  };
}

function requireTransition(next: ContactOutcome, current: ContactOutcome): void {
  if (canFollow(next, current)) return;
  const message =
    next === 'OPEN'
      ? 'Er is al een uitkomst vastgelegd. De aanvraag kan niet weer open.'
      : 'Deze aanvraag is afgerond. De uitkomst kan niet meer veranderen.';
  throw new DesktopError('REFUSED', message, { reason: 'transition' });
}
