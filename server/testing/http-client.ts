import type { Session, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import type { Problem } from '@hallowerk/contract/common/problem.ts';
import { DEMO_PASSWORD } from '../accounts/demo-accounts.ts';
import type { TestServer } from './test-server.ts';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T & Partial<Problem>;
  readonly text: string;
}

/** One request to `/v1`; the body is JSON unless it is text. */
export async function call<T = unknown>(
  base: string,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly token?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const { body, token, headers } = options;
  const answer = await fetch(`${base}/v1${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : null, text };
}

export const EMAILS = {
  EMPLOYER: 'werkgever@demo.hallowerk.example',
  ACCOUNT_MANAGER: 'accountmanager@demo.hallowerk.example',
  CASE_MANAGER: 'klantmanager@demo.hallowerk.example',
  MUNICIPAL_ADMINISTRATOR: 'beheerder@demo.hallowerk.example',
} as const;

export const TEST_DEVICE = { id: null, name: 'Laptop', platform: 'linux', appVersion: '0.1.0' } as const;

export function startChallenge(test: TestServer, email: string): Promise<Answer<SignInChallenge>> {
  return call(test.server.url, 'POST', '/sign-in-challenges', { body: { email, password: DEMO_PASSWORD } });
}

/** Password, code by SMS, session: everything a person does, over HTTP. */
export async function signIn(
  test: TestServer,
  email: string,
  device: {
    readonly id: string | null;
    readonly name: string;
    readonly platform: string;
    readonly appVersion: string;
  } = TEST_DEVICE,
): Promise<Session> {
  const challenge = await startChallenge(test, email);
  if (challenge.status !== 201) throw new Error(`Challenge refused: ${challenge.text}`);
  const id = challenge.body.id;
  await call(test.server.url, 'POST', `/sign-in-challenges/${id}/codes`, { body: { method: 'SMS' } });
  const body = { challengeId: id, method: 'SMS', code: test.outbound.lastCode(), device };
  const session = await call<Session>(test.server.url, 'POST', '/sessions', { body });
  if (session.status !== 201) throw new Error(`Session refused: ${session.text}`);
  return session.body;
}
