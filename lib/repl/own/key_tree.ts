/**
 * Names of keys as a tree: `user:1:name` lies in `user:`, and there in `1:`. What is deeper than
 * `depth`, and what would make a level too wide to be held, is only counted.
 */

/** So many different names are held at one level below one name. */
const WIDTH_MAX = 20_000;

/** A name at some level, and what lies below it. */
export interface KeyNode {
  /** With the separator at its end if something lies below. */
  readonly name: string;
  /** What the first key below it is called from here on. */
  readonly first: string;
  /** How many keys: this one, or all below. */
  count: number;
  readonly children: Map<string, KeyNode>;
  /** Keys below that are in no child, since there were too many names. */
  others: number;
}

export class KeyTree {
  readonly root: KeyNode = nodeOf("", "");
  readonly #separator: string;
  readonly #depth: number;

  /** `depth`: how many levels are told apart, at least one. */
  constructor(separator: string, depth: number) {
    this.#separator = separator;
    this.#depth = depth;
  }

  add(key: string): void {
    let node = this.root;
    node.count++;
    for (let level = 0, start = 0; level < this.#depth && start < key.length; level++) {
      const found = key.indexOf(this.#separator, start);
      const end = found < 0 ? key.length : found + this.#separator.length;
      const name = key.slice(start, end);
      let child = node.children.get(name);
      if (child === undefined) {
        if (node.children.size >= WIDTH_MAX) {
          node.others++;
          return;
        }
        node.children.set(name, child = nodeOf(name, key.slice(start)));
      }
      child.count++;
      node = child;
      start = end;
    }
  }
}

function nodeOf(name: string, first: string): KeyNode {
  return { name, first, count: 0, children: new Map(), others: 0 };
}

const LEAF = nodeOf("", "");

export interface TreeLook {
  /** How many names are shown at one level below one name. */
  readonly width: number;
  name(text: string): string;
  mark(text: string): string;
}

/** Names with numbers in the order of the numbers. */
const BY_NAME = new Intl.Collator("en", { numeric: true });

/**
 * Lines for what lies below a node, the largest first, then by name. A name with nothing but
 * one way on is joined with it; of a single key, the whole rest is shown.
 */
export function treeLines(root: KeyNode, look: TreeLook): string[] {
  const lines: string[] = [];
  const visit = (node: KeyNode, front: string) => {
    const children = [...node.children.values()].sort((a, b) =>
      b.count - a.count || BY_NAME.compare(a.name, b.name)
    );
    const shown = children.slice(0, look.width);
    const hidden = children.slice(look.width);
    const hiddenKeys = hidden.reduce((sum, { count }) => sum + count, node.others);
    shown.forEach((child, i) => {
      const isLast = i === shown.length - 1 && hiddenKeys === 0;
      const isKey = child.count === 1;
      const [name, end] = isKey ? [child.first, LEAF] : joined(child);
      const count = isKey ? "" : look.mark(`  ${child.count.toLocaleString("en")}`);
      lines.push(`${look.mark(front + (isLast ? "└─ " : "├─ "))}${look.name(name)}${count}`);
      visit(end, front + (isLast ? "   " : "│  "));
    });
    if (hiddenKeys > 0) {
      const names = hidden.length + (node.others > 0 ? 1 : 0);
      const what = names === hidden.length ? `${names.toLocaleString("en")} more` : "more";
      lines.push(look.mark(`${front}└─ … ${what}  ${hiddenKeys.toLocaleString("en")}`));
    }
  };
  visit(root, "");
  return lines;
}

/** A node and its only children, as long as there is but one way and all keys go there. */
function joined(node: KeyNode): [name: string, end: KeyNode] {
  let name = node.name;
  let end = node;
  while (end.children.size === 1 && end.others === 0) {
    const [only] = end.children.values();
    if (only.count !== end.count) break;
    name += only.name;
    end = only;
  }
  return [name, end];
}
