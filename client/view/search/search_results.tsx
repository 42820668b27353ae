import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { late } from "../../i18n/late_texts.ts";
import { cutAtHighlights } from "../../rooms/search_highlights.ts";
import type { FoundMessage, RoomSearch, SearchState } from "../../rooms/room_search.ts";
import { snippet } from "../../markdown/snippet.ts";
import { exactTimeText, machineTime, shortDateText } from "../../i18n/times.ts";
import { Avatar } from "../controls/avatar.tsx";
import { Icon } from "../controls/icon.tsx";

/** Characters that stand for a message without a text. */
const maxChars = 150;

interface SearchResultsProps {
  search: RoomSearch;
  /** Leads to a message. */
  onGo(seq: number): void;
  /** Tries an example of what may be searched for. */
  onExample(query: string): void;
}

/** What was found, newest first; or why there is nothing to see. */
export function SearchResults({ search, onGo, onExample }: SearchResultsProps): JSX.Element {
  const state = search.state.value;
  const { kind, results, older } = state;
  const list = useRef<HTMLOListElement>(null);
  /** How many results there were when older ones were asked for. */
  const asked = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (asked.current === undefined || results.length <= asked.current) return;
    // One reads on where the older ones begin; the button may be gone.
    list.current!.children[asked.current]?.querySelector("button")?.focus();
    asked.current = undefined;
  }, [results]);

  function loadOlder(): void {
    asked.current = results.length;
    search.loadOlder();
  }

  return (
    <>
      <p class="search-status" role="status">{statusText(state)}</p>
      {kind === "idle" && <Examples onExample={onExample} />}
      {kind === "failed" && (
        <button
          type="button"
          class="button"
          data-kind="quiet"
          onClick={() => search.retry()}
        >
          {late().search.retry}
        </button>
      )}
      {kind === "done" && results.length === 0 && (
        <div class="search-nothing">
          <Icon shape="search" />
          <p>{late().search.nothing}</p>
        </div>
      )}
      <ol ref={list} class="search-results" aria-busy={kind === "searching"}>
        {results.map((message) => (
          <li key={message.seq}>
            <Result message={message} onGo={() => onGo(message.seq)} />
          </li>
        ))}
      </ol>
      {kind === "done" && older !== "none" && (
        <button
          type="button"
          class="load-older"
          aria-disabled={older === "loading"}
          onClick={loadOlder}
        >
          {older === "loading" ? late().search.loadingMore : late().search.more}
        </button>
      )}
    </>
  );
}

function Result({ message, onGo }: { message: FoundMessage; onGo(): void }): JSX.Element {
  const { from, at, highlights } = message;
  // Who has found by author or day alone finds messages without a word.
  const words = message.snippet || snippet(message, maxChars);
  return (
    <button type="button" class="search-result" onClick={onGo}>
      <Avatar person={from} />
      <span class="byline">
        <b dir="auto">{from.name}</b>
        <time dateTime={machineTime(at)} title={exactTimeText(at)}>{shortDateText(at)}</time>
      </span>
      <span class="snippet" dir="auto">
        {cutAtHighlights(words, highlights).map(({ text, isFound }, index) =>
          isFound ? <mark key={index}>{text}</mark> : text
        )}
      </span>
    </button>
  );
}

function Examples({ onExample }: { onExample(query: string): void }): JSX.Element {
  return (
    <div class="search-examples">
      <p>{late().search.hints}</p>
      <ul class="examples">
        {late().search.examples.map(({ query, meaning }) => (
          <li key={query}>
            <button type="button" onClick={() => onExample(query)}>
              <code dir="ltr">{query}</code> <span>{meaning}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function statusText({ kind, results, older }: SearchState): string {
  switch (kind) {
    case "idle":
      return "";
    case "searching":
      return late().search.searching;
    case "failed":
      return late().search.failed;
    case "done":
      if (older === "failed") return late().search.moreFailed;
      return late().search.found(results.length, older !== "none");
    default:
      return kind satisfies never;
  }
}
