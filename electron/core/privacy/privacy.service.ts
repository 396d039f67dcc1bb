import type { SavedFile } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { ErasureDecision, ErasureProof, ErasureRequest } from '@hallowerk/contract/privacy/erasure.ts';
import type {
  PolicyScope,
  RetentionOverview,
  RetentionPolicy,
  RetentionPolicyInput,
  RetentionRehearsal,
} from '@hallowerk/contract/privacy/retention.ts';
import type { SubjectFile } from '@hallowerk/contract/privacy/subject-file.ts';
import { saveError } from '../save-errors.ts';
import { DesktopError } from '../desktop-error.ts';
import type { Platform, Saved } from '../platform.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';

const OFFLINE = 'Dit kan alleen met verbinding met de server.';
/** Files that can still be shown or saved; the oldest go first. */
const KEPT_FILES = 5;

export interface PrivacyServiceOptions {
  readonly client: Pick<
    ServerClient,
    | 'createSubjectFile'
    | 'listErasureRequests'
    | 'createErasureRequest'
    | 'decideErasureRequest'
    | 'getErasureProof'
    | 'allowReturn'
    | 'setCandidateService'
    | 'getRetention'
    | 'setRetentionPolicy'
    | 'rehearseRetention'
    | 'runRetention'
  >;
  readonly platform: Pick<Platform, 'canSavePdf' | 'savePdf' | 'saveFile'>;
}

/**
 * Rights of candidates about their data, and how long things are kept, for the administrator. Everything is asked of the
 * server; each call throws `DesktopError` OFFLINE without it, and `ServerProblem` for what it refuses. Nothing of a subject
 * file is written to this device but where the user saves it himself.
 */
export interface PrivacyService {
  createSubjectFile(input: { candidateId: string; reason: string }): Promise<{ id: string; name: string }>;
  /** Throws `DesktopError` NOT_FOUND for one that is not in memory (any more). */
  subjectFile(input: { id: string }): SubjectFile;
  saveSubjectFile(input: { id: string; format: 'JSON' | 'PDF' }, signal?: AbortSignal): Promise<SavedFile>;
  erasureRequests(): Promise<{ items: ErasureRequest[] }>;
  createErasureRequest(input: { id: string; candidateId: string; reason: string }): Promise<ErasureRequest>;
  decideErasureRequest(input: { id: string; decision: ErasureDecision; ground: string }): Promise<ErasureRequest>;
  erasureProof(input: { id: string }): Promise<ErasureProof>;
  saveErasureProof(input: { id: string }, signal?: AbortSignal): Promise<SavedFile>;
  allowReturn(input: { id: string }): Promise<ErasureRequest>;
  setCandidateService(input: { id: string; ended: boolean }): Promise<{ serviceEndedAt: string | null }>;
  retention(): Promise<RetentionOverview>;
  setRetentionPolicy(input: { scope: PolicyScope; policy: RetentionPolicyInput }): Promise<RetentionPolicy>;
  rehearseRetention(): Promise<RetentionRehearsal>;
  runRetention(): Promise<RetentionOverview>;
}

export function createPrivacyService({ client, platform }: PrivacyServiceOptions): PrivacyService {
  const files = new Map<string, SubjectFile>();

  function fileOf(id: string): SubjectFile {
    const file = files.get(id);
    if (file === undefined) throw new DesktopError('NOT_FOUND', 'Dit dossier is niet meer open. Maak het opnieuw.');
    return file;
  }

  async function saveJson(fileName: string, content: unknown, signal: AbortSignal | undefined): Promise<SavedFile> {
    const bytes = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
    if (!platform.canSavePdf) {
      const file = new File([new Uint8Array(bytes)], fileName, { type: 'application/json' });
      return { outcome: 'download', fileName, file };
    }
    return saving(() => platform.saveFile({ suggestedName: fileName, format: 'JSON', bytes }, signal), signal);
  }

  return {
    async createSubjectFile({ candidateId, reason }) {
      const file = await online(client.createSubjectFile({ body: { candidateId, reason } }));
      files.set(file.id, file);
      for (const old of [...files.keys()].slice(0, -KEPT_FILES)) files.delete(old);
      return { id: file.id, name: file.name };
    },
    subjectFile: ({ id }) => fileOf(id),
    async saveSubjectFile({ id, format }, signal) {
      const file = fileOf(id);
      if (format === 'JSON') return saveJson(`Inzagedossier ${file.name}.json`, file, signal);
      const request = { route: `/print/subject-files/${id}`, suggestedName: `Inzagedossier ${file.name}.pdf` };
      return saving(() => platform.savePdf(request, signal), signal);
    },
    erasureRequests: () => online(client.listErasureRequests({})),
    createErasureRequest: (body) => online(client.createErasureRequest({ body })),
    decideErasureRequest: ({ id, decision, ground }) =>
      online(client.decideErasureRequest({ params: { id }, body: { decision, ground } })),
    erasureProof: ({ id }) => online(client.getErasureProof({ params: { id } })),
    async saveErasureProof({ id }, signal) {
      const proof = await online(client.getErasureProof({ params: { id } }));
      return saveJson(`Bewijs van verwijdering ${proof.executedAt.slice(0, 10)}.json`, proof, signal);
    },
    allowReturn: ({ id }) => online(client.allowReturn({ params: { id } })),
    setCandidateService: ({ id, ended }) => online(client.setCandidateService({ params: { id }, body: { ended } })),
    retention: () => online(client.getRetention({})),
    setRetentionPolicy: ({ scope, policy }) => online(client.setRetentionPolicy({ params: { scope }, body: policy })),
    rehearseRetention: () => online(client.rehearseRetention({})),
    runRetention: () => online(client.runRetention({})),
  };
}

async function saving(save: () => Promise<Saved>, signal: AbortSignal | undefined): Promise<SavedFile> {
  try {
    const saved = await save();
    return saved.saved ? { outcome: 'saved', fileName: saved.fileName } : { outcome: 'cancelled' };
  } catch (error) {
    if (signal?.aborted === true) return { outcome: 'cancelled' };
    throw saveError(error);
  }
}

async function online<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', OFFLINE, { cause: error });
    throw error;
  }
}
