import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import type { Size } from './useMapView.ts';

/** Follows the inner size of an element in pixels; nothing by nothing until it stands in the page. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<Size>> {
  const size = ref<Size>({ width: 0, height: 0 });
  const read = (): void => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = element.value ?? {};
    if (width === size.value.width && height === size.value.height) return;
    size.value = { width, height };
  };
  const observer = new ResizeObserver(read);
  onMounted(() => {
    read();
    if (element.value !== null) observer.observe(element.value);
  });
  onBeforeUnmount(() => observer.disconnect());
  return size;
}
