import * as z from 'zod';

/** Degrees WGS 84: the centre of a place or of a four-digit postcode area, never anything finer (BX-22). */
export const MapPointSchema = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });
export type MapPoint = z.infer<typeof MapPointSchema>;

/** Where candidates live: everybody of one place stands on the one centre of it. */
export const CandidateAreaSchema = MapPointSchema.extend({
  /** Null when no list of places here knows this centre. */
  name: z.string().nullable(),
  /** Candidates in the list: inside the circle, and meeting everything else. */
  found: z.int(),
  /** Candidates who would be in the list without the circle; at least `found`. */
  nearby: z.int(),
});
export type CandidateArea = z.infer<typeof CandidateAreaSchema>;

export const CandidateAreasSchema = z.object({
  /** The most people first; `found` of all of them with `nowhere` is the total of the list. */
  areas: z.array(CandidateAreaSchema),
  /** Candidates in the list whose place is not known; a circle holds none of them. */
  nowhere: z.int(),
  /** Centre of the place that is asked for; null without one, or when it is not known (any more). */
  center: MapPointSchema.nullable(),
});
export type CandidateAreas = z.infer<typeof CandidateAreasSchema>;
