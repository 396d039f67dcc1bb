import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { defineEndpoints } from '../common/endpoint.ts';

/** What a file of a candidate is for (HW-PROF-03, -05, -06; PP-DAT-13). */
export const FILE_PURPOSES = ['PHOTO', 'MEDIA', 'DOCUMENT'] as const;
export type FilePurpose = (typeof FILE_PURPOSES)[number];

/** Types that are shown in the program; anything else is a download without a type of its own (security §5.8). */
export const SHOWN_MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'application/pdf'] as const;
export type ShownMediaType = (typeof SHOWN_MEDIA_TYPES)[number];
export const OTHER_MEDIA_TYPE = 'application/octet-stream';

const MEGABYTE = 1024 * 1024;

/** Bytes: what the server takes in at most, by what kind of file it is. */
export const FILE_LIMITS = { photo: 5 * MEGABYTE, document: 10 * MEGABYTE, film: 100 * MEGABYTE } as const;

export const CANDIDATE_FILE_ENDPOINTS = defineEndpoints({
  getCandidateFile: {
    operationId: 'getCandidateFile',
    method: 'GET',
    path: '/candidates/{id}/files/{fileId}',
    summary: 'Foto, film of document van een kandidaat; elke opening van een document wordt vastgelegd',
    tag: 'candidates',
    access: 'session',
    params: z.object({ id: UuidSchema, fileId: UuidSchema }),
    status: 200,
    response: z.file(),
    mediaTypes: [...SHOWN_MEDIA_TYPES, OTHER_MEDIA_TYPE],
    problems: [403, 404, 416],
  },
});
