import type { ComponentType, JSX } from "preact";
import { Component } from "preact";
import { texts } from "../../i18n/texts.ts";

/** A component whose code is a file of its own. */
export interface Lazy<Props> {
  /** Renders it, once it is there. */
  readonly View: ComponentType<Props>;
  /** Loads it, if it is not there. Never rejects. */
  preload(): Promise<void>;
}

/**
 * Makes a component that loads when it is first rendered, or told to.
 *
 * @param Meanwhile What stands there until then, and when loading fails; words that say so by default.
 */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Meanwhile?: ComponentType<Props>,
): Lazy<Props> {
  let loaded: ComponentType<Props> | undefined;

  async function preload(): Promise<void> {
    try {
      loaded ??= await load();
    } catch {
      // Whoever renders it says so, and tries again.
    }
  }

  class View extends Component<Props, { hasFailed: boolean }> {
    override state = { hasFailed: false };

    override componentDidMount(): void {
      if (loaded !== undefined) return;
      void preload().then(() => this.setState({ hasFailed: loaded === undefined }));
    }

    override render(props: Props): JSX.Element {
      if (loaded !== undefined) {
        const Loaded = loaded;
        return <Loaded {...props} />;
      }
      if (Meanwhile !== undefined) return <Meanwhile {...props} />;
      return this.state.hasFailed
        ? <p class="problem" role="alert">{texts.part.failed}</p>
        : <p class="part-loading" role="status">{texts.part.loading}</p>;
    }
  }

  return { View, preload };
}
