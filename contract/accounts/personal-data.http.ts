import * as z from 'zod';
import { defineEndpoints } from '../common/endpoint.ts';
import { CropSchema, PersonalDataInputSchema, PersonalDataSchema, PHOTO_RULES } from './personal-data.ts';

/** Base64 makes four characters of three bytes. */
const PHOTO_CHARACTERS = Math.ceil(PHOTO_RULES.maxBytes / 3) * 4;
const ROOM_FOR_THE_REST = 1024;

export const PERSONAL_DATA_ENDPOINTS = defineEndpoints({
  getPersonalData: {
    operationId: 'getPersonalData',
    method: 'GET',
    path: '/me/personal-data',
    summary: 'Je eigen persoonsgegevens',
    tag: 'accounts',
    access: 'session',
    status: 200,
    response: PersonalDataSchema,
  },
  changePersonalData: {
    operationId: 'changePersonalData',
    method: 'PUT',
    path: '/me/personal-data',
    summary: 'Wijzig je naam en telefoonnummer; van een werkgever hoort de accountmanager het per e-mail',
    tag: 'accounts',
    access: 'session',
    body: PersonalDataInputSchema,
    status: 200,
    response: PersonalDataSchema,
  },
  getOwnPhoto: {
    operationId: 'getOwnPhoto',
    method: 'GET',
    path: '/me/photo',
    summary: 'Je eigen foto',
    tag: 'accounts',
    access: 'session',
    status: 200,
    response: z.file(),
    mediaTypes: [PHOTO_RULES.keptType],
    problems: [404],
  },
  setOwnPhoto: {
    operationId: 'setOwnPhoto',
    method: 'PUT',
    path: '/me/photo',
    summary: 'Zet je eigen foto; de server tekent het gekozen vierkant opnieuw, zonder metagegevens',
    tag: 'accounts',
    access: 'session',
    body: z.object({ /** base64 */ content: z.string().min(1).max(PHOTO_CHARACTERS), crop: CropSchema }),
    bodyLimit: PHOTO_CHARACTERS + ROOM_FOR_THE_REST,
    status: 204,
    response: z.void(),
  },
  deleteOwnPhoto: {
    operationId: 'deleteOwnPhoto',
    method: 'DELETE',
    path: '/me/photo',
    summary: 'Verwijder je eigen foto',
    tag: 'accounts',
    access: 'session',
    status: 204,
    response: z.void(),
  },
});
