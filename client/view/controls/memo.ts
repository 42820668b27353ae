import { Component } from "preact";
import type { ComponentChildren, ComponentType } from "preact";

/**
 * Makes a component that renders again only when its props have changed.
 *
 * @param same Whether two sets of props give the same picture; by default, whether each prop is
 *   the same value.
 */
export function memo<Props extends object>(
  render: (props: Props) => ComponentChildren,
  same: (before: Props, after: Props) => boolean = areSame,
): ComponentType<Props> {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !same(this.props, next);
    }

    override render(): ComponentChildren {
      return render(this.props);
    }
  };
}

function areSame<Props extends object>(before: Props, after: Props): boolean {
  const keys = Object.keys(after) as (keyof Props)[];
  return keys.length === Object.keys(before).length &&
    keys.every((key) => before[key] === after[key]);
}
