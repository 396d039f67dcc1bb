import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { SavedFileSchema } from '../candidates/candidate-export.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { ERASURE_DECISIONS, ErasureProofSchema, ErasureRequestSchema, PrivacyReasonSchema } from './erasure.ts';
import {
  POLICY_SCOPES,
  RetentionOverviewSchema,
  RetentionPolicyInputSchema,
  RetentionPolicySchema,
  RetentionRehearsalSchema,
} from './retention.ts';
import { SubjectFileSchema } from './subject-file.ts';

/** For administrators, online only. A subject file is kept in memory of this program until it ends, and nowhere else. */
export const PRIVACY_DESKTOP_API = {
  createSubjectFile: desktopApi
    .input(z.object({ candidateId: UuidSchema, reason: PrivacyReasonSchema }))
    .output(z.object({ id: UuidSchema, name: z.string() })),
  /** NOT_FOUND when it was made too long ago. */
  subjectFile: desktopApi.input(z.object({ id: UuidSchema })).output(SubjectFileSchema),
  /** PDF only where the program can make one itself; elsewhere the print view is printed. */
  saveSubjectFile: desktopApi
    .input(z.object({ id: UuidSchema, format: z.enum(['JSON', 'PDF']) }))
    .output(SavedFileSchema),
  erasureRequests: desktopApi.output(z.object({ items: z.array(ErasureRequestSchema) })),
  createErasureRequest: desktopApi
    .input(z.object({ id: UuidSchema, candidateId: UuidSchema, reason: PrivacyReasonSchema }))
    .output(ErasureRequestSchema),
  decideErasureRequest: desktopApi
    .input(z.object({ id: UuidSchema, decision: z.enum(ERASURE_DECISIONS), ground: z.string().max(500) }))
    .output(ErasureRequestSchema),
  erasureProof: desktopApi.input(z.object({ id: UuidSchema })).output(ErasureProofSchema),
  saveErasureProof: desktopApi.input(z.object({ id: UuidSchema })).output(SavedFileSchema),
  allowReturn: desktopApi.input(z.object({ id: UuidSchema })).output(ErasureRequestSchema),
  setCandidateService: desktopApi
    .input(z.object({ id: UuidSchema, ended: z.boolean() }))
    .output(z.object({ serviceEndedAt: InstantSchema.nullable() })),
  retention: desktopApi.output(RetentionOverviewSchema),
  setRetentionPolicy: desktopApi
    .input(z.object({ scope: z.enum(POLICY_SCOPES), policy: RetentionPolicyInputSchema }))
    .output(RetentionPolicySchema),
  rehearseRetention: desktopApi.output(RetentionRehearsalSchema),
  runRetention: desktopApi.output(RetentionOverviewSchema),
};
