import type { CandidateAreas } from '@hallowerk/contract/candidates/candidate-map.ts';
import type { PlaceSuggestion } from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeApi, later, type FakeAnswers } from '../testing/fake-api.ts';
import { makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { mountWithApp } from '../testing/mount-with-app.ts';
import { useExplorerStore } from './explorer.store.ts';
import MapPane from './MapPane.vue';

const place = (n: number, name: string): PlaceSuggestion => ({ id: testId(n), name, detail: '', kind: 'PLACE' });
const UTRECHT = { lat: 52.09, lon: 5.12 };
const EDE = { lat: 52.04, lon: 5.66 };
const AREAS: CandidateAreas = {
  areas: [
    { ...UTRECHT, name: 'Utrecht', found: 12, nearby: 12 },
    { ...EDE, name: 'Ede', found: 0, nearby: 5 },
  ],
  nowhere: 0,
  center: UTRECHT,
};

let wrapper: ReturnType<typeof mountWithApp>;
/** happy-dom lays nothing out; the map needs a size. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(500);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
});
afterEach(() => wrapper.unmount());

async function mountPane(answers: FakeAnswers['candidates'] = {}, at: PlaceSuggestion | null = place(1, 'Utrecht')) {
  const api = fakeApi({
    candidates: {
      search: () => Promise.resolve(makeResult([makeSummary(1)])),
      areas: () => Promise.resolve(at === null ? { ...AREAS, center: null } : AREAS),
      ...answers,
    },
  });
  wrapper = mountWithApp(MapPane, {}, api);
  const explorer = useExplorerStore();
  await explorer.setPlace(at);
  await vi.waitFor(() => expect(wrapper.findAll('.dot').length).toBe(2));
  return explorer;
}
const dot = (name: string) => wrapper.findAll('.dot').find((one) => one.attributes('aria-label')?.startsWith(name))!;
const pin = () => wrapper.find('.pin');

describe('the map in the explorer', () => {
  it('BX-22: tells in words and in shape who is in the list and who lives outside the circle', async () => {
    await mountPane();
    expect(dot('Utrecht').attributes('aria-label')).toBe('Utrecht: 12 kandidaten');
    expect(dot('Utrecht').classes()).not.toContain('outside');
    expect(dot('Ede').attributes('aria-label')).toBe('Ede: 5 buiten de cirkel');
    expect(dot('Ede').classes()).toContain('outside');
    expect(pin().attributes('aria-label')).toBe('Zoekcirkel om Utrecht, straal 25 km');
  });

  it('BX-22: searches around the place of a dot', async () => {
    const explorer = await mountPane({ nearestPlace: () => Promise.resolve(place(2, 'Ede')) });
    await dot('Ede').trigger('click');
    await vi.waitFor(() => expect(explorer.query.placeId).toBe(testId(2)));
    expect(explorer.query.radiusKm).toBe(25);
  });

  it('BX-22: moves the circle with the arrow keys to the next place, and says where it lies', async () => {
    const nearestPlace = vi.fn(() => Promise.resolve(place(2, 'Ede')));
    const explorer = await mountPane({ nearestPlace });
    await pin().trigger('keydown', { key: 'ArrowRight' });
    await vi.waitFor(() => expect(explorer.query.placeId).toBe(testId(2)));
    expect(nearestPlace).toHaveBeenCalledWith(EDE);
    await vi.waitFor(() =>
      expect(wrapper.find('[role=status]').text()).toBe('De zoekcirkel ligt om Ede, straal: 25 km.'),
    );
    await pin().trigger('keydown', { key: 'ArrowLeft' });
    await pin().trigger('keydown', { key: 'ArrowDown' });
    await vi.waitFor(() =>
      expect(wrapper.find('[role=status]').text()).toBe('Verder die kant op wonen geen kandidaten.'),
    );
  });

  it('BX-22: changes the radius with plus, minus and the edge, along the choices of the list', async () => {
    const explorer = await mountPane();
    await pin().trigger('keydown', { key: '+' });
    expect(explorer.query.radiusKm).toBe(50);
    await pin().trigger('keydown', { key: '-' });
    await pin().trigger('keydown', { key: '-' });
    expect(explorer.query.radiusKm).toBe(15);
    const edge = wrapper.find('[role=slider]');
    expect(edge.attributes('aria-valuetext')).toBe('15 km');
    await edge.trigger('keydown', { key: 'End' });
    expect(explorer.query.radiusKm).toBe(150);
  });

  it('BX-22: counts while the circle is dragged, and asks when it is dropped', async () => {
    const answer = later<PlaceSuggestion>();
    const explorer = await mountPane({ nearestPlace: () => answer.promise });
    pin().element.setPointerCapture = () => undefined;
    const center = wrapper.find('.pin').attributes('style') ?? '';
    await pin().trigger('pointerdown', { button: 0, pointerId: 1, clientX: 0, clientY: 0 });
    await pin().trigger('pointermove', { clientX: 5000, clientY: 0 });
    expect(wrapper.find('.drag-text').text()).toBe('0 kandidaten · 25 km');
    expect(dot('Utrecht').classes()).toContain('outside');
    await pin().trigger('pointerup');
    expect(pin().attributes('style')).not.toBe(center);
    answer.resolve(place(2, 'Ede'));
    await vi.waitFor(() => expect(explorer.query.placeId).toBe(testId(2)));
  });

  it('BX-22: shows no circle without a place, and how to get one', async () => {
    await mountPane({}, null);
    expect(wrapper.find('.hint').text()).toBe('Kies een plaats of klik op de kaart.');
    expect(pin().exists()).toBe(false);
  });

  it('BX-22: has the same in a table, the same action included', async () => {
    const explorer = await mountPane({ nearestPlace: () => Promise.resolve(place(2, 'Ede')) });
    await wrapper.find('.other').trigger('click');
    const rows = wrapper.findAll('tbody tr').map((row) => row.text());
    expect(rows[0]).toContain('Utrecht');
    expect(rows[1]).toContain('buiten de cirkel');
    await wrapper.findAll('tbody button')[1]!.trigger('click');
    await vi.waitFor(() => expect(explorer.query.placeId).toBe(testId(2)));
  });
});
