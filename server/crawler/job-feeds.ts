import type { CrawlSourceKind } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { isNode, valueOf, type DataNode } from './linked-data.ts';

export type FeedKind = Exclude<CrawlSourceKind, 'SITE'>;

/** Address that an administrator fills in, and where its public feed stands. */
const FEEDS: Readonly<
  Record<FeedKind, { readonly named: readonly RegExp[]; readonly feed: (name: string) => string }>
> = {
  GREENHOUSE: {
    named: [
      /^https:\/\/(?:job-)?boards(?:\.eu)?\.greenhouse\.io\/(?!embed\b)([\w-]+)\/?/,
      /^https:\/\/boards-api\.greenhouse\.io\/v1\/boards\/([\w-]+)\/jobs/,
    ],
    feed: (name) => `https://boards-api.greenhouse.io/v1/boards/${name}/jobs?content=true`,
  },
  RECRUITEE: {
    named: [/^https:\/\/([\w-]+)\.recruitee\.com(?:\/|$)/],
    feed: (name) => `https://${name}.recruitee.com/api/offers/`,
  },
  ASHBY: {
    named: [
      /^https:\/\/jobs\.ashbyhq\.com\/([\w.-]+)/,
      /^https:\/\/api\.ashbyhq\.com\/posting-api\/job-board\/([\w.-]+)/,
    ],
    feed: (name) => `https://api.ashbyhq.com/posting-api/job-board/${name}?includeCompensation=true`,
  },
};

/** The feed of a job board by the address of either; null when the address is not of that system. */
export function feedAddress(kind: FeedKind, url: string): string | null {
  for (const pattern of FEEDS[kind].named) {
    const name = pattern.exec(url)?.[1];
    if (name !== undefined) return FEEDS[kind].feed(name);
  }
  return null;
}

/** A feed as JobPosting nodes. Null when it is not what that system sends. */
export function feedJobs(kind: FeedKind, value: unknown): readonly DataNode[] | null {
  if (!isNode(value)) return null;
  const list = valueOf(value, kind === 'RECRUITEE' ? 'offers' : 'jobs');
  if (!Array.isArray(list)) return null;
  return list.filter(isNode).flatMap((job) => READERS[kind](job));
}

const READERS: Readonly<Record<FeedKind, (job: DataNode) => readonly DataNode[]>> = {
  GREENHOUSE: (job) => {
    const location = valueOf(job, 'location');
    return [
      {
        title: valueOf(job, 'title'),
        description: valueOf(job, 'content'),
        url: valueOf(job, 'absolute_url'),
        identifier: valueOf(job, 'id'),
        datePosted: valueOf(job, 'first_published') ?? valueOf(job, 'updated_at'),
        validThrough: valueOf(job, 'application_deadline'),
        jobLocation: isNode(location) ? valueOf(location, 'name') : undefined,
      },
    ];
  },
  RECRUITEE: (job) => {
    if (valueOf(job, 'status') !== undefined && valueOf(job, 'status') !== 'published') return [];
    return [
      {
        title: valueOf(job, 'title'),
        description: valueOf(job, 'description'),
        qualifications: valueOf(job, 'requirements'),
        url: valueOf(job, 'careers_url'),
        identifier: valueOf(job, 'id'),
        datePosted: valueOf(job, 'published_at'),
        validThrough: valueOf(job, 'close_at'),
        jobLocation: { address: { addressLocality: valueOf(job, 'city'), postalCode: valueOf(job, 'postal_code') } },
        employmentType: valueOf(job, 'employment_type_code'),
        educationRequirements: valueOf(job, 'education_code'),
        hoursMin: valueOf(job, 'min_hours'),
        hoursMax: valueOf(job, 'max_hours'),
        baseSalary: recruiteeSalary(valueOf(job, 'salary')),
      },
    ];
  },
  ASHBY: (job) => {
    if (valueOf(job, 'isListed') === false) return [];
    const compensation = valueOf(job, 'compensation');
    return [
      {
        title: valueOf(job, 'title'),
        description: valueOf(job, 'descriptionHtml') ?? valueOf(job, 'descriptionPlain'),
        url: valueOf(job, 'jobUrl'),
        identifier: valueOf(job, 'id'),
        datePosted: valueOf(job, 'publishedAt'),
        jobLocation: ashbyPlace(valueOf(job, 'address')) ?? valueOf(job, 'location'),
        // FullTime, PartTime
        employmentType: String(valueOf(job, 'employmentType') ?? '').replace(/([a-z])([A-Z])/g, '$1 $2'),
        baseSalary: isNode(compensation) ? valueOf(compensation, 'compensationTierSummary') : undefined,
      },
    ];
  },
};

function recruiteeSalary(value: unknown): DataNode | undefined {
  if (!isNode(value)) return undefined;
  const amounts = {
    minValue: valueOf(value, 'min'),
    maxValue: valueOf(value, 'max'),
    unitText: valueOf(value, 'period'),
  };
  return { currency: valueOf(value, 'currency'), value: amounts };
}

function ashbyPlace(value: unknown): DataNode | undefined {
  const address = isNode(value) ? valueOf(value, 'postalAddress') : undefined;
  return isNode(address) && typeof valueOf(address, 'addressLocality') === 'string' ? { address } : undefined;
}
