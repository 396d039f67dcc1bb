import type { CandidateArea, MapPoint } from '@hallowerk/contract/candidates/candidate-map.ts';
import { distanceKm } from '@hallowerk/contract/candidates/distance.ts';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ShownAreas } from '../../areas.store.ts';
import { nearestRadius, nextInDirection, nextRadius, type Arrow } from './map-steps.ts';
import type { MapViewport, ScreenPoint } from './useMapView.ts';

export interface Circle {
  readonly center: MapPoint;
  /** Kilometres; null for the whole country: a middle without a circle. */
  readonly radiusKm: number | null;
}

export interface SearchCircleOptions {
  readonly shown: () => ShownAreas | null;
  /** What is shown belongs to what is asked. */
  readonly settled: () => boolean;
  readonly view: MapViewport;
  readonly onMove: (center: MapPoint) => void;
  readonly onRadius: (radiusKm: number | null) => void;
}

/**
 * The circle as it stands or as somebody is just changing it. While he drags, who lives inside is counted from what the
 * map holds, with the distances of the list; what he lets go of is asked for, and stays until the answer is there.
 */
export function useSearchCircle({ shown, settled, view, onMove, onRadius }: SearchCircleOptions) {
  const preview = shallowRef<Circle | null>(null);
  const dragged = ref<'center' | 'edge' | null>(null);
  let grip: ScreenPoint = [0, 0];
  let hasMoved = false;

  const asked = computed<Circle | null>(() => {
    const now = shown();
    return now === null || now.center === null ? null : { center: now.center, radiusKm: now.query.radiusKm };
  });
  const circle = computed(() => preview.value ?? asked.value);
  const areas = computed<readonly CandidateArea[]>(() => {
    const all = shown()?.areas ?? [];
    return preview.value === null ? all : all.map((area) => recounted(area, preview.value as Circle));
  });

  watch([shown, settled], () => {
    if (settled() && dragged.value === null) preview.value = null;
  });

  function start(what: 'center' | 'edge', at: ScreenPoint): void {
    if (circle.value === null) return;
    const [x, y] = view.toScreen(circle.value.center);
    grip = [x - at[0], y - at[1]];
    hasMoved = false;
    dragged.value = what;
  }

  function drag(at: ScreenPoint): void {
    if (dragged.value === null || circle.value === null) return;
    hasMoved = true;
    const { center, radiusKm } = circle.value;
    if (dragged.value === 'center') {
      preview.value = { center: view.toPoint([at[0] + grip[0], at[1] + grip[1]]), radiusKm };
    } else {
      preview.value = { center, radiusKm: nearestRadius(distanceKm(center, view.toPoint(at))) };
    }
  }

  function drop(): void {
    const what = dragged.value;
    dragged.value = null;
    if (what === null || !hasMoved || preview.value === null) return;
    if (what === 'center') onMove(preview.value.center);
    else onRadius(preview.value.radiusKm);
  }

  function cancel(): void {
    dragged.value = null;
    preview.value = null;
  }

  /** To the nearest place with candidates in that direction. False when there is none. */
  function step(arrow: Arrow): boolean {
    if (circle.value === null) return false;
    const { center, radiusKm } = circle.value;
    const onScreen = (point: MapPoint) => {
      const [x, y] = view.toScreen(point);
      return { x, y };
    };
    const points = areas.value.map((area) => ({ area, ...onScreen(area) }));
    const next = nextInDirection(points, onScreen(center), arrow)?.area;
    if (next === undefined) return false;
    preview.value = { center: next, radiusKm };
    onMove(next);
    return true;
  }

  function resize(step: 1 | -1): void {
    if (circle.value === null) return;
    setRadius(nextRadius(circle.value.radiusKm, step));
  }

  function setRadius(radiusKm: number | null): void {
    if (circle.value === null || circle.value.radiusKm === radiusKm) return;
    preview.value = { center: circle.value.center, radiusKm };
    onRadius(radiusKm);
  }

  return { circle, areas, dragged, start, drag, drop, cancel, step, resize, setRadius };
}

function recounted(area: CandidateArea, { center, radiusKm }: Circle): CandidateArea {
  const isInside = radiusKm === null || distanceKm(center, area) <= radiusKm;
  return { ...area, found: isInside ? area.nearby : 0 };
}
