import { createPrivateKey, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { EntraApplication } from './accounts/entra-token.ts';
import type { DatabaseConfig } from './database/knex.ts';
import { leasePeriods, MAX_LEASE_DAYS, MAX_WIPE_DAYS, type LeasePeriods } from './devices/lease-periods.ts';
import type { MailSignature } from './outbox/outbound.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything the composition needs to know about its surroundings. */
export interface ServerConfig {
  readonly database: DatabaseConfig;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly demo: boolean;
  /** At least 32 characters; every key of the server is derived from it. */
  readonly serverSecret: string;
  readonly productName: string;
  readonly logLevel: LogLevel;
  readonly smsProviderUrl: string | null;
  readonly smtpUrl: string | null;
  /** Sender of the mails; `no-reply` at the domain that signs them when left out. */
  readonly mailFrom?: string | null;
  /** Mail is signed with DKIM; null or left out: it is not. */
  readonly mailSignature?: MailSignature | null;
  /** Address by which the world knows this server, https; null while nobody gave one. */
  readonly publicUrl: string | null;
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** How long devices work without contact and keep what they hold; the longest there is when left out. */
  readonly lease?: LeasePeriods;
  /** The application that was registered with Microsoft; null or left out: nobody signs in with Microsoft. */
  readonly microsoft?: EntraApplication | null;
  /** How long the link of an invited employer works; a week when left out (features §5.2). */
  readonly employerInvitationDays?: number;
  /** The signed heads of the audit trail are written there too, out of reach of who has the database; else nowhere. */
  readonly auditHeadsFile?: string | null;
  /** First fills that one node serves at the same time; 20 when left out. */
  readonly maxFills?: number;
}

const flag = z
  .enum(['0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true')
  .optional();

const listed = (value: string): string[] => value.split(',').flatMap((item) => item.trim() || []);

const ORGANISATIONS = 'https://login.microsoftonline.com/organizations';
/** One tenant or every organisation; the other names let private accounts in (HW-SEC-06). */
const AUTHORITY = /^https:\/\/[a-z0-9.-]+(:\d+)?\/(?!(common|consumers)$)[a-z0-9.-]+$/;
const AUTHORITY_RULE = 'https address that ends in /organizations or the id of a tenant';

const EnvironmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIRECTORY: z.string().min(1).default('.cache/server'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8790),
  DEMO: flag,
  SERVER_SECRET: z.string().min(32).optional(),
  PRODUCT_NAME: z.string().min(1).max(60).default('HalloWerk'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  SMS_PROVIDER_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.email().optional(),
  DKIM_DOMAIN: z.hostname().optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i)
    .optional(),
  DKIM_KEY_FILE: z.string().min(1).optional(),
  PUBLIC_URL: z.url({ protocol: /^https$/ }).optional(),
  TRUSTED_PROXIES: z.string().default('').transform(listed),
  LEASE_DAYS: z.coerce.number().int().min(1).max(MAX_LEASE_DAYS).default(MAX_LEASE_DAYS),
  EMPLOYER_INVITATION_DAYS: z.coerce.number().int().min(1).max(60).optional(),
  MAX_FILLS: z.coerce.number().int().min(1).max(1000).optional(),
  AUDIT_HEADS_FILE: z.string().min(1).optional(),
  MICROSOFT_CLIENT_ID: z.guid().toLowerCase().optional(),
  MICROSOFT_AUTHORITY: z.string().regex(AUTHORITY, AUTHORITY_RULE).default(ORGANISATIONS),
  MICROSOFT_TENANTS: z.string().default('').transform(listed).pipe(z.array(z.guid().toLowerCase())),
  WIPE_DAYS: z.coerce.number().int().min(1).max(MAX_WIPE_DAYS).default(MAX_WIPE_DAYS),
});

/** The environment cannot be used; the message names every variable that is wrong, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment. Without DATABASE_URL the embedded database in DATA_DIRECTORY is used, which is a demo and
 * development store: DEMO is then on unless it is set to 0. Its secret is made at
 * the first start and kept beside it with mode 600; with DATABASE_URL a secret must be given, because every node needs the
 * same one.
 *
 * @throws {ConfigError}
 */
export function configFromEnvironment(environment: Readonly<Record<string, string | undefined>>): ServerConfig {
  const parsed = EnvironmentSchema.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment of the server is not valid. ${faults.join('; ')}`);
  }
  const env = parsed.data;
  if (env.DATABASE_URL !== undefined && env.SERVER_SECRET === undefined) {
    throw new ConfigError('SERVER_SECRET: required (32 characters or more) together with DATABASE_URL');
  }
  if (env.WIPE_DAYS < env.LEASE_DAYS) {
    throw new ConfigError('WIPE_DAYS: not less than LEASE_DAYS, because a device locks before it wipes');
  }
  const directory = resolve(env.DATA_DIRECTORY);
  return {
    database: env.DATABASE_URL ? { kind: 'postgres', url: env.DATABASE_URL } : { kind: 'embedded', directory },
    host: env.HOST,
    port: env.PORT,
    demo: env.DEMO ?? env.DATABASE_URL === undefined,
    serverSecret: env.SERVER_SECRET ?? storedSecret(directory),
    productName: env.PRODUCT_NAME,
    logLevel: env.LOG_LEVEL,
    smsProviderUrl: env.SMS_PROVIDER_URL ?? null,
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM ?? null,
    mailSignature: signatureOf(env),
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    trustedProxies: env.TRUSTED_PROXIES,
    microsoft: microsoftOf(env),
    auditHeadsFile: env.AUDIT_HEADS_FILE === undefined ? null : resolve(env.AUDIT_HEADS_FILE),
    lease: leasePeriods(env.LEASE_DAYS, env.WIPE_DAYS),
    ...(env.EMPLOYER_INVITATION_DAYS !== undefined && { employerInvitationDays: env.EMPLOYER_INVITATION_DAYS }),
    ...(env.MAX_FILLS !== undefined && { maxFills: env.MAX_FILLS }),
  };
}

function microsoftOf(env: z.output<typeof EnvironmentSchema>): EntraApplication | null {
  if (env.MICROSOFT_CLIENT_ID === undefined) return null;
  return {
    clientId: env.MICROSOFT_CLIENT_ID,
    authority: env.MICROSOFT_AUTHORITY,
    tenants: env.MICROSOFT_TENANTS,
  };
}

/** All three or none of it, and a sender that the signature stands for. @throws {ConfigError} */
function signatureOf(env: z.infer<typeof EnvironmentSchema>): MailSignature | null {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: file, MAIL_FROM: from } = env;
  if (domain === undefined && selector === undefined && file === undefined) return null;
  if (domain === undefined || selector === undefined || file === undefined) {
    throw new ConfigError('DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE: all three are needed to sign mail');
  }
  if (from !== undefined && !`.${from.split('@')[1]}`.toLowerCase().endsWith(`.${domain.toLowerCase()}`)) {
    throw new ConfigError('MAIL_FROM: an address in DKIM_DOMAIN, or the signature is worth nothing');
  }
  return { domain, selector, privateKey: signingKey(file) };
}

const SMALLEST_RSA_BITS = 2048;

/** Read at the start: a server that cannot sign says so now and not at its first mail. @throws {ConfigError} */
function signingKey(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem);
    if (type === 'rsa' && (details?.modulusLength ?? 0) >= SMALLEST_RSA_BITS) return pem;
  } catch (cause) {
    throw new ConfigError('DKIM_KEY_FILE: cannot be read as a private key in PEM', { cause });
  }
  throw new ConfigError('DKIM_KEY_FILE: needs an RSA key of 2048 bits or more');
}

/** The secret of an embedded database: made once, mode 600. Who loses it loses second factors and device keys. */
export function storedSecret(directory: string): string {
  const path = join(directory, 'server-secret');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  chmodSync(path, 0o600);
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32) throw new ConfigError(`The secret in ${path} is damaged; restore it from a backup`);
  return secret;
}
