import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Knex } from 'knex';
import * as z from 'zod';
import { withSnapshot, withTransaction } from '../database/transaction.ts';
import { HOUR, plus } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';

/** Takes finished lines into the chain of their municipality; returns how many. */
export async function sealAudit(knex: Knex): Promise<number> {
  const result: { rows: { sealed: number }[] } = await knex.raw('select audit_seal_new() as sealed');
  return result.rows[0]?.sealed ?? 0;
}

/** The last line of a chain at some moment, with the server's signature: after that nobody can cut the end off. */
export interface SignedHead {
  readonly tenant: string;
  readonly n: number;
  /** Of line `n`, hexadecimal. */
  readonly hash: string;
  readonly signedAt: string;
  readonly signature: string;
}

const SignedHeadSchema = z.object({
  tenant: z.string(),
  n: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signedAt: z.iso.datetime(),
  signature: z.string(),
});

/** The text that is signed; its first line keeps it apart from leases and orders, which the same key signs. */
function headText({ tenant, n, hash, signedAt }: Omit<SignedHead, 'signature'>): string {
  return ['hallowerk audit head', tenant, n, hash, signedAt].join('\n');
}

const HEADS_LOCK = 7722;
/** Somebody who can change the database can change the heads in it too; the log and the file are out of his reach. */
export const SIGN_EVERY = HOUR;

/** What heads are verified with. `file`: where they are written besides the database; null: nowhere. */
export interface HeadProof {
  readonly keys: Pick<ServerKeys, 'signLease' | 'verifiesLease'>;
  readonly file: string | null;
}

/**
 * Seals, and signs the head of every chain that grew since it was signed an hour ago or longer. The heads go into
 * `audit_head`, and to `file` as JSON lines where there is one. Safe on several nodes at once; returns what it signed.
 */
export async function signHeads(knex: Knex, { keys, file }: HeadProof, now: Date): Promise<readonly SignedHead[]> {
  await sealAudit(knex);
  return withTransaction(knex, async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [HEADS_LOCK]);
    const heads = (await headsToSign(trx, now)).map(({ tenant, n, hash }) => {
      const head = { tenant, n: Number(n), hash: hash.toString('hex'), signedAt: now.toISOString() };
      return { ...head, signature: keys.signLease(headText(head)) };
    });
    if (heads.length === 0) return [];
    const rows = heads.map(({ tenant, n, hash, signedAt, signature }) => ({
      ...{ tenant, n, signature, hash: Buffer.from(hash, 'hex'), signed_at: signedAt },
    }));
    await trx('audit_head').insert(rows);
    // Before the commit: a head that only the file has is genuine as well, one that only the table has is not proven by it.
    if (file !== null)
      await appendFile(file, heads.map((head) => `${JSON.stringify(head)}\n`).join(''), { mode: 0o600 });
    return heads;
  });
}

async function headsToSign(trx: Knex, now: Date): Promise<{ tenant: string; n: string; hash: Buffer }[]> {
  const result: { rows: { tenant: string; n: string; hash: Buffer }[] } = await trx.raw(
    `select c.tenant, c.n, c.hash
     from   (select tenant, max(n) as n from audit_chain group by tenant) last
     join   audit_chain c on c.tenant = last.tenant and c.n = last.n
     left   join (select tenant, max(n) as n, max(signed_at) as signed_at from audit_head group by tenant) h
            on h.tenant = c.tenant
     where  h.tenant is null or (h.n < c.n and h.signed_at <= ?)
     order  by c.tenant`,
    [plus(now, -SIGN_EVERY)],
  );
  return result.rows.map(({ hash, ...row }) => ({ ...row, hash: Buffer.from(hash) }));
}

/**
 * What is wrong with a chain: `line` was changed or removed; `tail`: lines at the end that were signed are gone; `head`: the
 * whole chain from some line on is another one than was signed; `signature`: a head that this server did not sign.
 */
export type ChainFault = 'line' | 'tail' | 'head' | 'signature';

export interface ChainReport {
  readonly tenant: string;
  /** Sealed lines. */
  readonly lines: number;
  /** Hash of the last one, hexadecimal; null when there is none. */
  readonly head: string | null;
  /** Lines that a signed head covers. */
  readonly signedLines: number;
  readonly ok: boolean;
  /** Place in the chain of the first line that is not right; of a `signature`, the line it names. */
  readonly firstBroken: number | null;
  readonly fault: ChainFault | null;
}

/** In reports: the one chain of before there was one for each municipality. */
export const BEFORE_TENANTS = 'before-tenants';

/**
 * Verifies every chain, or the one of `tenant`, against its lines and every head that was signed, of the table and of the
 * file; without `proof` against its lines only. Seals nothing: what is not sealed yet is not part of a chain.
 *
 * @throws when there is a line in the file that is not a head, naming its number.
 */
export async function verifyChains(
  knex: Knex,
  proof: HeadProof | null,
  tenant: string | null = null,
): Promise<readonly ChainReport[]> {
  // Read first: what is signed meanwhile is in the table only, and the snapshot has every line that it names.
  const outside = typeof proof?.file === 'string' ? await headsOfFile(proof.file) : [];
  return withSnapshot(knex, async (trx) => {
    const heads = proof === null ? [] : [...(await headsOfTable(trx)), ...outside];
    const chains: { tenant: string }[] = await trx('audit_chain').distinct('tenant');
    const tenants = [...new Set([...chains, ...heads].map((row) => row.tenant))].sort();
    const wanted = tenants.filter((name) => tenant === null || name === tenant);
    const reports: ChainReport[] = [];
    for (const name of wanted) {
      const own = heads.filter((head) => head.tenant === name).sort((one, other) => one.n - other.n);
      reports.push(await verifyChain(trx, proof, name, own));
    }
    const before = tenant === null ? await verifyBefore(trx) : null;
    return before === null ? reports : [...reports, before];
  });
}

async function verifyChain(
  trx: Knex,
  proof: HeadProof | null,
  tenant: string,
  heads: readonly SignedHead[],
): Promise<ChainReport> {
  const last = await trx('audit_chain').where({ tenant }).orderBy('n', 'desc').first('n', 'hash');
  const lines = last === undefined ? 0 : Number(last.n);
  const report = {
    ...{ tenant, lines, head: last === undefined ? null : Buffer.from(last.hash).toString('hex') },
    signedLines: heads.at(-1)?.n ?? 0,
  };
  const result: { rows: { n: string | null }[] } = await trx.raw('select audit_first_broken(?) as n', [tenant]);
  const line = result.rows[0]?.n ?? null;
  if (line !== null) return { ...report, ok: false, firstBroken: Number(line), fault: 'line' };
  const broken = proof === null ? null : await firstWrongHead(trx, proof, tenant, { heads, lines });
  return { ...report, ok: broken === null, firstBroken: broken?.n ?? null, fault: broken?.fault ?? null };
}

async function firstWrongHead(
  trx: Knex,
  { keys }: HeadProof,
  tenant: string,
  { heads, lines }: { readonly heads: readonly SignedHead[]; readonly lines: number },
): Promise<{ readonly n: number; readonly fault: ChainFault } | null> {
  const forged = heads.find((head) => !keys.verifiesLease(headText(head), head.signature));
  if (forged !== undefined) return { n: forged.n, fault: 'signature' };
  if (heads.some(({ n }) => n > lines)) return { n: lines + 1, fault: 'tail' };
  const result: { rows: { n: string; hash: Buffer }[] } = await trx.raw(
    'select n, hash from audit_chain where tenant = ? and n = any(?::bigint[])',
    [tenant, heads.map(({ n }) => n)],
  );
  const hashes = new Map(result.rows.map(({ n, hash }) => [Number(n), Buffer.from(hash).toString('hex')]));
  const other = heads.find(({ n, hash }) => hashes.get(n) !== hash);
  return other === undefined ? null : { n: other.n, fault: 'head' };
}

/** Null where there never was a chain of before. */
async function verifyBefore(trx: Knex): Promise<ChainReport | null> {
  const last = await trx('audit_seal').orderBy('n', 'desc').first('n', 'hash');
  if (last === undefined) return null;
  const result: { rows: { n: string | null }[] } = await trx.raw('select audit_first_broken_before_tenants() as n');
  const broken = result.rows[0]?.n ?? null;
  return {
    ...{ tenant: BEFORE_TENANTS, lines: Number(last.n), head: Buffer.from(last.hash).toString('hex'), signedLines: 0 },
    ...{ ok: broken === null, firstBroken: broken === null ? null : Number(broken) },
    fault: broken === null ? null : 'line',
  };
}

async function headsOfTable(trx: Knex): Promise<SignedHead[]> {
  const rows: { tenant: string; n: string; hash: Buffer; signed_at: Date; signature: string }[] = await trx(
    'audit_head',
  ).select('tenant', 'n', 'hash', 'signed_at', 'signature');
  return rows.map(({ tenant, n, hash, signed_at, signature }) => ({
    ...{ tenant, n: Number(n), hash: Buffer.from(hash).toString('hex'), signature },
    signedAt: signed_at.toISOString(),
  }));
}

async function headsOfFile(file: string): Promise<SignedHead[]> {
  const heads: SignedHead[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      number += 1;
      if (line !== '') heads.push(SignedHeadSchema.parse(JSON.parse(line)));
    }
  } catch (error) {
    // Nothing was signed yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`Line ${number} of the file with heads of the audit trail cannot be read`, { cause: error });
  }
  return heads;
}

/** Keeps what a verification found, for the screen of the administrator. */
export async function keepChecks(knex: Knex, reports: readonly ChainReport[], now: Date): Promise<void> {
  const rows = reports.map(({ tenant, lines, firstBroken, fault }) => ({
    ...{ tenant, checked_at: now, lines, first_broken: firstBroken, fault },
  }));
  if (rows.length > 0) await knex('audit_check').insert(rows).onConflict('tenant').merge();
}
