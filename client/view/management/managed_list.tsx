import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { late } from "../../i18n/late_texts.ts";
import type { LoadedList } from "../../management/loaded_list.ts";

interface ManagedListProps<T> {
  list: LoadedList<T>;
  /** What it is called. */
  label: string;
  /** What stands in its place while nothing is on it. */
  empty: string;
  /** Orders what is loaded; as the server does unless given. */
  order?(one: T, other: T): number;
  row(item: T): JSX.Element;
}

/** A list of the server's, read anew when it is shown; says how that goes. */
export function ManagedList<T extends { readonly id: string }>(
  { list, label, empty, order, row }: ManagedListProps<T>,
): JSX.Element {
  const { items, status, hasMore } = list.state.value;
  const element = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  const words = late().management;
  useEffect(() => void list.load(), [list]);
  useLayoutEffect(() => {
    // What had the focus is gone with its row.
    if (hadFocus.current && document.activeElement === document.body) element.current?.focus();
  }, [items]);
  return (
    <div
      class="managed"
      ref={element}
      role="group"
      aria-label={label}
      tabIndex={-1}
      onFocusIn={() => hadFocus.current = true}
      onFocusOut={({ relatedTarget }) => hadFocus.current = relatedTarget === null}
    >
      {status === "loading" && (
        <div class="list-skeleton" role="status">
          <span class="visually-hidden">{words.loading}</span>
          <div />
          <div />
        </div>
      )}
      {status === "failed" && (
        <p class="problem" role="alert">
          {words.failed}{" "}
          <button type="button" class="link" onClick={() => void list.load()}>{words.retry}</button>
        </p>
      )}
      <ul class="managed-list">
        {(order === undefined ? items : items.toSorted(order)).map((item) => (
          <li key={item.id}>{row(item)}</li>
        ))}
      </ul>
      {status === "loaded" && items.length === 0 && <p class="remark">{empty}</p>}
      {hasMore && (
        <button type="button" class="link" onClick={() => void list.more()}>{words.more}</button>
      )}
    </div>
  );
}
