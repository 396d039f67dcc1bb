import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { CropSchema, PersonalDataInputSchema, PersonalDataSchema, PHOTO_RULES } from './personal-data.ts';

/** Online only. */
export const PERSONAL_DATA_DESKTOP_API = {
  personalData: desktopApi.output(PersonalDataSchema),
  changePersonalData: desktopApi.input(PersonalDataInputSchema).output(PersonalDataSchema),
  /** Null when there is none. */
  photo: desktopApi.output(z.file().nullable()),
  setPhoto: desktopApi
    .input(
      z.object({
        file: z.file().max(PHOTO_RULES.maxBytes, 'Deze foto is groter dan 5 MB. Kies een kleinere.'),
        crop: CropSchema,
      }),
    )
    .output(z.void()),
  deletePhoto: desktopApi.output(z.void()),
};
