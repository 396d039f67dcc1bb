import type { AuditParty } from '@hallowerk/contract/audit/audit.ts';

/** Last part of an id: enough to tell two apart on a page, and it is the same in an export. */
const MARK = 6;

const KNOWN = [
  'user',
  'candidate',
  'device',
  'invitation',
  'municipality',
  'audit',
  'operation',
  'network',
  'system',
  'console',
  'unknown',
  'erasure',
  'role',
] as const;

/** A person or a thing in words: its name, else what kind of thing it is with the end of its id. */
export function partyWords(party: AuditParty, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (party.name !== null && party.name !== '') return party.name;
  const kind = (KNOWN as readonly string[]).includes(party.kind) ? t(`audit.kinds.${party.kind}`) : party.kind;
  if (party.id === null || party.kind === 'operation' || party.kind === 'audit') return kind;
  return t('audit.nameless', { kind, mark: party.id.slice(-MARK) });
}
