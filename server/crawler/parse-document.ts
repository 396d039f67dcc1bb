import type { CrawlReason, CrawlSourceKind } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { feedJobs } from './job-feeds.ts';
import { parseJob, type ParsedJob } from './job-posting.ts';
import { CUT, findNodes, readBlock, valueOf, type DataNode } from './linked-data.ts';
import { pageItems } from './page-items.ts';
import { pageText } from './page-text.ts';

export interface DocumentOrder {
  /** `SITE`: a web page; otherwise the feed of that system. */
  readonly kind: CrawlSourceKind;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** Jobs, or why there are none: one of the two is always there. */
export interface ParsedDocument {
  readonly jobs: readonly ParsedJob[];
  readonly reason: CrawlReason | null;
  readonly links: readonly string[];
}

const MOST_JOBS = 1000;

/** Reads what a stranger sent. Runs in a process that may be ended at any moment (`parse-pool.ts`). */
export function parseDocument({ kind, bytes, contentType }: DocumentOrder): ParsedDocument {
  const text = pageText(bytes, contentType);
  if (kind === 'SITE') return parsePage(text);
  const nodes = feedJobs(kind, readBlock(text));
  return nodes === null ? nothing('BROKEN') : withJobs(nodes, [], 'NO_JOB');
}

function parsePage(html: string): ParsedDocument {
  const { blocks, items, links, noIndex, cut } = pageItems(html);
  if (noIndex) return nothing('NO_INDEX', links);
  const values = blocks.map(readBlock);
  const isBroken = values.some((value, index) => value === undefined && blocks[index]!.trim() !== '');
  // A page often says the same in two notations; the block says it best.
  const fromBlocks = findNodes(values, 'JobPosting');
  const nodes = fromBlocks.length > 0 ? fromBlocks : findNodes(items, 'JobPosting');
  const whole = nodes.filter((node) => valueOf(node, CUT) === undefined);
  const isCut = cut || whole.length < nodes.length;
  return withJobs(whole, links, isCut ? 'TRUNCATED' : isBroken ? 'BROKEN' : 'NO_JOB');
}

/** @param otherwise what it is called when there is not one node */
function withJobs(nodes: readonly DataNode[], links: readonly string[], otherwise: CrawlReason): ParsedDocument {
  if (nodes.length === 0) return nothing(otherwise, links);
  const jobs = nodes.slice(0, MOST_JOBS).flatMap((node) => parseJob(node) ?? []);
  return jobs.length === 0 ? nothing('INCOMPLETE', links) : { jobs, reason: null, links };
}

function nothing(reason: CrawlReason, links: readonly string[] = []): ParsedDocument {
  return { jobs: [], reason, links };
}
