import type { Handlers } from '../http/handlers.ts';
import type { EmailChangeService } from './email-change.service.ts';

type EmailChangeHandlers = Pick<Handlers, 'requestEmailChange' | 'confirmEmailChange' | 'cancelEmailChange'>;

export function emailChangeHandlers(changes: EmailChangeService): EmailChangeHandlers {
  return {
    requestEmailChange: ({ session, body }) => changes.request(session, body.email),
    confirmEmailChange: ({ body }) => changes.confirm(body.token),
    cancelEmailChange: ({ body }) => changes.cancel(body.token),
  };
}
