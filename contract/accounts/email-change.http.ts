import * as z from 'zod';
import { defineEndpoints } from '../common/endpoint.ts';
import { EmailChangeTokenSchema, NewEmailSchema } from './email-change.ts';

/** Another e-mail address for one's own login (HW-SET-05, HW-SET-08). */
export const EMAIL_CHANGE_ENDPOINTS = defineEndpoints({
  requestEmailChange: {
    operationId: 'requestEmailChange',
    method: 'POST',
    path: '/me/email-changes',
    summary: 'Vraag een ander e-mailadres aan; het antwoord is voor elk adres gelijk',
    tag: 'accounts',
    access: 'session',
    body: z.object({ email: NewEmailSchema }),
    status: 204,
    response: z.void(),
    problems: [409, 422],
  },
  confirmEmailChange: {
    operationId: 'confirmEmailChange',
    method: 'POST',
    path: '/email-change-confirmations',
    summary: 'Neem het nieuwe e-mailadres in gebruik, met de link uit de e-mail; werkt één keer',
    tag: 'accounts',
    access: 'public',
    body: z.object({ token: EmailChangeTokenSchema }),
    status: 204,
    response: z.void(),
    problems: [410],
  },
  cancelEmailChange: {
    operationId: 'cancelEmailChange',
    method: 'POST',
    path: '/email-change-cancellations',
    summary: 'Dit was ik niet: houd of herstel het oude e-mailadres en log overal uit',
    tag: 'accounts',
    access: 'public',
    body: z.object({ token: EmailChangeTokenSchema }),
    status: 204,
    response: z.void(),
    problems: [410],
  },
});
