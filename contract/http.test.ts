import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Endpoint } from './common/endpoint.ts';
import { ENDPOINTS } from './http.ts';

const endpoints: readonly (readonly [string, Endpoint])[] = Object.entries(ENDPOINTS);

/** Nouns that are no collections, and actions that have no noun: each is a decision, so each is listed. */
const NOT_PLURAL = new Set([
  'personal-data',
  'photo',
  'security',
  'password',
  'report',
  'proof',
  'health',
  'readiness',
  'me',
  'sync',
  'pull',
  'push',
  'current',
  'verify',
]);

function segments(path: string): readonly string[] {
  return path.slice(1).split('/');
}

it('gives every endpoint an operation id of its own', () => {
  const ids = endpoints.map(([, endpoint]) => endpoint.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it.each(endpoints)('files %s under its operation id', (name, endpoint) => {
  expect(endpoint.operationId).toBe(name);
});

it('uses every combination of method and path once', () => {
  const lines = endpoints.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
  expect(new Set(lines).size).toBe(lines.length);
});

it.each(endpoints)('names the resource of %s in kebab-case plural, without a slash at the end', (_name, { path }) => {
  expect(path).toMatch(/^(\/([a-z]+(-[a-z]+)*|\{[a-z][A-Za-z]*\}))+$/);
  for (const segment of segments(path)) {
    if (segment.startsWith('{') || NOT_PLURAL.has(segment)) continue;
    expect(segment).toMatch(/s$/);
  }
});

it.each(endpoints)('describes exactly the parameters in the path of %s', (_name, { path, params }) => {
  const inPath = segments(path)
    .filter((segment) => segment.startsWith('{'))
    .map((segment) => segment.slice(1, -1));
  expect(Object.keys(params?.shape ?? {}).sort()).toEqual(inPath.toSorted());
});

it.each(endpoints)('gives %s a body only where the method carries one', (_name, { method, body }) => {
  if (body !== undefined) expect(['POST', 'PUT', 'PATCH']).toContain(method);
});

it.each(endpoints)('can be described as JSON Schema: %s', (_name, { response, body, query }) => {
  for (const schema of [body, query, response]) {
    if (schema === undefined || schema instanceof z.ZodVoid) continue;
    expect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'throw' })).toBeTypeOf('object');
  }
});

it('lets nobody without a session near anything but signing in, a forgotten password, invitations, wipe confirmations, health and the demo', () => {
  const open = endpoints.filter(([, endpoint]) => endpoint.access === 'public').map(([name]) => name);
  expect(open.sort()).toEqual(
    [
      'acceptInvitation',
      'cancelEmailChange',
      'confirmEmailChange',
      'completeInvitationJoin',
      'startInvitationJoin',
      'completePasswordReset',
      'createMicrosoftChallenge',
      'createMicrosoftSession',
      'createRecoverySession',
      'createTrustedSession',
      'getMicrosoftSettings',
      'openPasswordReset',
      'requestPasswordReset',
      'confirmInvitationFactor',
      'openInvitation',
      'resumeInvitation',
      'setInvitationMicrosoft',
      'setInvitationPassword',
      'startInvitationFactor',
      'confirmWiped',
      'createInvitationMicrosoftVisit',
      'createSession',
      'createSignInChallenge',
      'getHealth',
      'getReadiness',
      'joinInvitationWithMicrosoft',
      'listDemoAccounts',
      'listDemoMessages',
      'renewSession',
      'sendSignInCode',
    ].sort(),
  );
});

it('answers every personal resource that can be missing with 404, or 410 for a step that is over, never with a telling 403 alone', () => {
  for (const [, endpoint] of endpoints) {
    if (endpoint.access !== 'session' || endpoint.params === undefined) continue;
    expect(endpoint.problems?.some((status) => status === 404 || status === 410)).toBe(true);
  }
});
