import { describe, expect, it } from 'vitest';
import { CandidateInternalSchema, CandidateProfileSchema } from '@hallowerk/contract/candidates/candidate.ts';
import { generateCandidate } from './generate-candidate.ts';
import { productOccupations, productReferenceItems } from './product-lists.ts';
import { demoRegionPlan } from './seed-demo-region.ts';

const plan = demoRegionPlan(1, new Date('2026-06-01T12:00:00Z'));
const people = Array.from({ length: 400 }, (_, index) => generateCandidate(plan, index));

describe('the demo region', () => {
  it('gives the same candidate for the same seed and number, and another for another seed', () => {
    expect(generateCandidate(plan, 17)).toEqual(people[17]);
    expect(generateCandidate({ ...plan, seed: 2 }, 17)).not.toEqual(people[17]);
  });

  it('makes profiles that hold to every rule of the contract', () => {
    for (const person of people) {
      expect(CandidateProfileSchema.parse(person.profile)).toEqual(person.profile);
      expect(CandidateInternalSchema.parse(person.internal)).toEqual(person.internal);
    }
  });

  it('gives everybody an id of his own', () => {
    expect(new Set(people.map((person) => person.id)).size).toBe(people.length);
  });

  it('uses only occupations and certificates of the product lists', () => {
    const occupations = new Set(productOccupations().map((occupation) => occupation.id));
    const certificates = new Set(productReferenceItems().map((item) => item.code));
    for (const { profile } of people) {
      expect(profile.preferredOccupationIds.filter((id) => !occupations.has(id))).toEqual([]);
      expect(profile.certificates.filter((item) => item.code === null || !certificates.has(item.code))).toEqual([]);
    }
  });

  it('leaves some candidates invisible, undated, without work experience and without a licence, as in life', () => {
    const share = (test: (person: (typeof people)[number]) => boolean) => people.filter(test).length / people.length;
    expect(share((person) => !person.visibleToEmployers)).toBeGreaterThan(0.1);
    expect(share((person) => person.profile.employmentHistory.length === 0)).toBeGreaterThan(0.03);
    expect(share((person) => person.profile.drivingLicences.length === 0)).toBeGreaterThan(0.15);
    expect(share((person) => person.physicalCapacity.length === 0)).toBeGreaterThan(0.4);
  });
});
