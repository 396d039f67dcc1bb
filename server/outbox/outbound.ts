import type { Knex } from 'knex';
import nodemailer, { type Transporter } from 'nodemailer';
import type { Clock } from '../security/clock.ts';
import { uuidv7 } from '../database/uuid.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** With its angle brackets; the same for every try of the same mail. Made up by the sender when absent. */
  readonly messageId?: string;
}

export interface Sms {
  /** E.164 */
  readonly to: string;
  readonly text: string;
}

/** The ways out of the server. An undefined channel is not configured and is not offered to users. */
export interface Outbound {
  readonly sendMail?: (mail: Mail) => Promise<void>;
  readonly sendSms?: (sms: Sms) => Promise<void>;
  close(): void;
}

/** Keeps every message in the database instead of sending it, for the outbox page of a demo server. */
export function demoOutbound(knex: Knex, clock: Clock): Outbound {
  const keep = async (channel: 'MAIL' | 'SMS', recipient: string, subject: string, body: string): Promise<void> => {
    await knex('demo_message').insert({ id: uuidv7(), channel, recipient, subject, body, sent_at: clock.now() });
  };
  return {
    sendMail: ({ to, subject, text }) => keep('MAIL', to, subject, text),
    sendSms: ({ to, text }) => keep('SMS', to, '', text),
    close: () => undefined,
  };
}

const SMS_ATTEMPTS = 3;
const SMS_TIMEOUT = 10_000;

/** The provider refused or could not be reached; holds no number and no text. */
export class SmsError extends Error {
  override readonly name = 'SmsError';
}

/** With what mail is signed, so that a mailbox knows that it is from this domain (RFC 6376). */
export interface MailSignature {
  readonly domain: string;
  /** The public key stands in DNS at `<selector>._domainkey.<domain>`. */
  readonly selector: string;
  /** PEM of an RSA key of 2048 bits or more. */
  readonly privateKey: string;
}

/**
 * Production senders: SMTP through nodemailer, and SMS as `POST {to, text}` to the provider's address (a bearer token in
 * the user part of the address). A provider's 5xx, 429 or silence is tried again, at most three times.
 */
export function networkOutbound(options: {
  readonly smtpUrl: string | null;
  readonly smsProviderUrl: string | null;
  readonly from: string;
  readonly signature?: MailSignature | null;
}): Outbound {
  const transport = options.smtpUrl === null ? null : smtpTransport(options.smtpUrl, options.signature ?? null);
  const { smsProviderUrl } = options;
  return {
    ...(transport && {
      sendMail: async (mail: Mail): Promise<void> => {
        const { to, subject, text, messageId } = mail;
        await transport.sendMail({
          from: options.from,
          to,
          subject,
          text,
          ...(messageId !== undefined && { messageId }),
        });
      },
    }),
    ...(smsProviderUrl !== null && { sendSms: (sms: Sms) => postSms(new URL(smsProviderUrl), sms) }),
    close: () => transport?.close(),
  };
}

function smtpTransport(url: string, signature: MailSignature | null): Transporter {
  if (signature === null) return nodemailer.createTransport(url);
  const { domain: domainName, selector: keySelector, privateKey } = signature;
  return nodemailer.createTransport({ url, dkim: { domainName, keySelector, privateKey } });
}

async function postSms(provider: URL, sms: Sms): Promise<void> {
  const token = decodeURIComponent(provider.username);
  const url = new URL(provider);
  url.username = '';
  url.password = '';
  let failure: unknown = null;
  for (let attempt = 1; attempt <= SMS_ATTEMPTS; attempt++) {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(sms),
        signal: AbortSignal.timeout(SMS_TIMEOUT),
      });
      await answer.body?.cancel();
      if (answer.ok) return;
      failure = answer.status;
      if (answer.status < 500 && answer.status !== 429) break;
    } catch (error) {
      failure = error;
    }
  }
  throw new SmsError('The SMS provider did not accept the message', { cause: failure });
}
