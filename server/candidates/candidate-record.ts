import type {
  AssessmentResult,
  CandidateDocument,
  CandidateInternal,
  CandidateProfile,
  PhysicalCapacity,
} from '@hallowerk/contract/candidates/candidate.ts';

/** Everything the municipality holds about one candidate; what leaves the server is decided by the projections. */
export interface CandidateRecord {
  readonly id: string;
  /** Code of the labour-market region that serves the candidate. */
  readonly regionCode: string;
  readonly visibleToEmployers: boolean;
  readonly email: string;
  readonly phone: string;
  readonly postcode: string;
  readonly profile: CandidateProfile;
  readonly internal: CandidateInternal;
  readonly physicalCapacity: readonly PhysicalCapacity[];
  readonly assessments: readonly AssessmentResult[];
  readonly documents: readonly CandidateDocument[];
  /** Where an imported candidate came from: kind and id at the source, with the message as received, so nothing is lost. */
  readonly origin: { readonly kind: 'VUM'; readonly reference: string; readonly document: unknown } | null;
}
