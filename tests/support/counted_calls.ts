/**
 * Something with the shape of `inner` that does what it does and counts the calls.
 *
 * @returns It, and how often each of its methods was called; one that never was is not there.
 */
export function countCalls<T extends object>(inner: T): { counted: T; calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const counted = new Proxy(inner, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        calls.set(String(name), (calls.get(String(name)) ?? 0) + 1);
        return value.apply(target, args);
      };
    },
  });
  return { counted, calls };
}
