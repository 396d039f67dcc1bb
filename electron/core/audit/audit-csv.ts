import type { AuditLine, AuditParty } from '@hallowerk/contract/audit/audit.ts';
import { AUDIT_RESULTS } from '@hallowerk/contract/audit/audit.ts';
import { auditWords } from '@hallowerk/contract/audit/audit-words.ts';
import { csvOf } from '../csv.ts';

const HEADERS = ['Regel', 'Tijd', 'Wie', 'Wat', 'Over', 'Resultaat', 'Herkomst', 'Actie', 'Details'];
const TIME = new Intl.DateTimeFormat('nl-NL', {
  timeZone: 'Europe/Amsterdam',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** One row a line, with the names of now beside the ids; times in Europe/Amsterdam. */
export function auditCsv(lines: readonly AuditLine[]): string {
  return csvOf([
    HEADERS,
    ...lines.map((line) => [
      String(line.number),
      TIME.format(new Date(line.at)),
      partyText(line.actor),
      auditWords(line),
      line.object === null ? '' : partyText(line.object),
      AUDIT_RESULTS.label(line.result),
      line.origin === null ? '' : partyText(line.origin),
      line.action,
      Object.entries(line.detail)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ]),
  ]);
}

function partyText({ kind, id, name }: AuditParty): string {
  const key = id === null ? kind : `${kind}:${id}`;
  return name === null ? key : `${name} (${key})`;
}
