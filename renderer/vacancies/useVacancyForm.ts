import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import type { VacancyPeople } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { vacancyFaults, type VacancyFault } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import {
  BLANK_VACANCY,
  changedGroups,
  vacancyFields,
  VacancyFieldsSchema,
  type VacancyFields,
  type VacancyRevisions,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** After the first keystroke, which is kept at once, at most one write in this time. */
const KEEP_EVERY_MS = 150;

interface Opened {
  readonly fields: VacancyFields;
  readonly revisions: VacancyRevisions;
}

/** What the form holds. */
interface FormState {
  readonly organizationId: string | null;
  readonly fields: VacancyFields;
  readonly visibleToCandidates: boolean;
}

interface Source {
  /** Null for a new vacancy. */
  readonly id: string | null;
  readonly copyOf: string | null;
}

/**
 * The form of a vacancy (HW-VAD, HW-VED-02). What is typed is kept by core, encrypted, from the first keystroke; it comes
 * back when the form opens again, also after the program was killed.
 */
export function useVacancyForm({ id, copyOf }: Source) {
  const key = id ?? 'new';
  const state = shallowRef<FormState | null>(null);
  const opened = shallowRef<Opened | null>(null);
  const people = shallowRef<VacancyPeople | null>(null);
  /** Only an active vacancy must be complete. */
  const active = ref(id === null);
  /** When the draft was kept that stands in the form now, or that waits beside a copy. */
  const restored = ref<string | null>(null);
  const waiting = ref(false);
  const failure = shallowRef<ApiFailure | null>(null);
  const loading = ref(true);
  const busy = ref(false);
  /** Shown from the first attempt to save; from then on they follow what is typed. */
  const showFaults = ref(false);
  const saveFailure = shallowRef<ApiFailure | null>(null);
  const draftFailed = ref(false);
  /** Everything that was typed is kept. */
  const draftKept = ref(false);
  const keeper = createKeeper(async () => {
    if (state.value === null) return;
    const draft = { ...state.value, fields: storable(state.value.fields), opened: storableOpened(opened.value) };
    try {
      await api().vacancies.setDraft({ key, draft });
      draftFailed.value = false;
      draftKept.value = keeper.isClean();
    } catch {
      draftFailed.value = true;
    }
  });

  const faults = computed<readonly VacancyFault[]>(() => {
    if (state.value === null || !showFaults.value) return [];
    return faultsOf(state.value.fields, active.value);
  });

  function faultsOf(fields: VacancyFields, complete: boolean): readonly VacancyFault[] {
    const groups = opened.value === null ? null : changedGroups(opened.value.fields, fields);
    const all = vacancyFaults(fields, amsterdamDay(new Date()), groups);
    return complete ? all : all.filter(({ path }) => !VacancyFieldsSchema.shape[path].safeParse(fields[path]).success);
  }

  async function load(): Promise<void> {
    loading.value = true;
    try {
      const [found, draft, start] = await Promise.all([
        api().vacancies.people(),
        api().vacancies.draft({ key }),
        begin(),
      ]);
      people.value = found;
      restored.value = draft?.savedAt ?? null;
      waiting.value = draft !== null && copyOf !== null;
      opened.value = start.opened;
      active.value = start.active;
      const organizationId = start.state.organizationId ?? onlyEmployer(found);
      const contactPersonId = id === null && copyOf === null ? ownContact(found) : start.state.fields.contactPersonId;
      state.value = { ...start.state, organizationId, fields: { ...start.state.fields, contactPersonId } };
      if (draft !== null && !waiting.value) {
        state.value = draft;
        opened.value = draft.opened ?? start.opened;
      }
      failure.value = null;
    } catch (error) {
      failure.value = toApiFailure(error);
    } finally {
      loading.value = false;
    }
  }

  async function begin(): Promise<{ state: FormState; opened: Opened | null; active: boolean }> {
    if (id !== null) {
      const { vacancy } = await api().vacancies.get({ id });
      const fields = vacancyFields(vacancy);
      const { organizationId, visibleToCandidates, revisions, status } = vacancy;
      const started = { organizationId, fields, visibleToCandidates };
      return { state: started, opened: { fields, revisions }, active: status === 'ACTIVE' };
    }
    const copied = copyOf === null ? null : await api().vacancies.copy({ id: copyOf });
    const { organizationId = null, fields = BLANK_VACANCY } = copied ?? {};
    return { state: { organizationId, fields, visibleToCandidates: false }, opened: null, active: true };
  }

  function change(part: Partial<VacancyFields>): void {
    if (state.value === null) return;
    put({ ...state.value, fields: { ...state.value.fields, ...part } });
  }

  function put(next: FormState): void {
    state.value = next;
    saveFailure.value = null;
    waiting.value = false;
    draftKept.value = false;
    keeper.touch();
  }

  /** Back to how the form opens without a draft. */
  async function discard(): Promise<void> {
    await keeper.stop();
    await api().vacancies.discardDraft({ key });
    showFaults.value = false;
    saveFailure.value = null;
    await load();
  }

  /** The draft that was there before the copy. */
  async function takeWaiting(): Promise<void> {
    const draft = await api().vacancies.draft({ key });
    waiting.value = false;
    if (draft !== null) state.value = draft;
  }

  /** Gives the id of the vacancy, or null with `faults` or `saveFailure`. */
  async function save(status: 'DRAFT' | 'ACTIVE'): Promise<string | null> {
    const now = state.value;
    if (now === null || busy.value) return null;
    const complete = id === null ? status === 'ACTIVE' : active.value;
    if (id === null) active.value = complete;
    showFaults.value = true;
    saveFailure.value = null;
    if (faultsOf(now.fields, complete).length > 0 || now.organizationId === null) return null;
    busy.value = true;
    try {
      const saved = id ?? (await create(now, now.organizationId, status));
      if (id !== null && opened.value !== null) {
        await api().vacancies.save({ id, fields: now.fields, opened: storableOpened(opened.value) ?? opened.value });
      }
      await keeper.stop();
      await api().vacancies.discardDraft({ key });
      return saved;
    } catch (error) {
      saveFailure.value = toApiFailure(error);
      return null;
    } finally {
      busy.value = false;
    }
  }

  async function create(now: FormState, organizationId: string, status: 'DRAFT' | 'ACTIVE'): Promise<string> {
    const { fields, visibleToCandidates } = now;
    return (await api().vacancies.create({ organizationId, fields, status, visibleToCandidates })).id;
  }

  onScopeDispose(() => void keeper.flush());
  void load();
  return {
    ...{
      state,
      people,
      active,
      restored,
      waiting,
      failure,
      loading,
      busy,
      faults,
      showFaults,
      saveFailure,
      draftFailed,
      draftKept,
    },
    ...{ load, change, put, discard, takeWaiting, save },
  };
}

/** Writes at once, then at most every `KEEP_EVERY_MS`, and the last one always. */
function createKeeper(write: () => Promise<void>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dirty = false;
  let writing = Promise.resolve();

  function flush(): Promise<void> {
    if (dirty) {
      dirty = false;
      writing = writing.then(write);
    }
    return writing;
  }

  function touch(): void {
    dirty = true;
    if (timer !== undefined) return;
    void flush();
    timer = setTimeout(() => {
      timer = undefined;
      if (dirty) touch();
    }, KEEP_EVERY_MS);
  }

  async function stop(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    dirty = false;
    await writing;
  }

  return { touch, flush, stop, isClean: () => !dirty };
}

/** As core can keep it: a number or a date that is half typed is left out. */
function storable(fields: VacancyFields): VacancyFields {
  const names = Object.keys(BLANK_VACANCY) as (keyof VacancyFields)[];
  const entries = names.map((name) => {
    const fits = VacancyFieldsSchema.shape[name].safeParse(fields[name]).success;
    return [name, fits ? fields[name] : BLANK_VACANCY[name]] as const;
  });
  return Object.fromEntries(entries) as unknown as VacancyFields;
}

function storableOpened(opened: Opened | null): { fields: VacancyFields; revisions: VacancyRevisions } | null {
  return opened === null ? null : { fields: opened.fields, revisions: opened.revisions };
}

function onlyEmployer({ ownOrganizationId, employers, rights }: VacancyPeople): string | null {
  if (rights.side === 'EMPLOYER') return ownOrganizationId;
  return employers.length === 1 ? (employers[0]?.id ?? null) : null;
}

/** An employer's only possible contact is filled in already. */
function ownContact(found: VacancyPeople): string | null {
  const organizationId = onlyEmployer(found);
  const own = found.persons.filter((person) => person.organizationId === organizationId);
  return own.length === 1 && found.rights.side === 'EMPLOYER' ? (own[0]?.id ?? null) : null;
}
