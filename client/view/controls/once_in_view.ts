/** Calls `seen` once an element is in view; the returned function gives up. */
export function onceInView(element: Element, seen: () => void): () => void {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    seen();
  });
  watch.observe(element);
  return () => watch.disconnect();
}
