/** The assistant's text as HTML that can hold nothing but words: paragraphs, lists, emphasis, and links to plans. */
import DOMPurify from "dompurify";
import { Marked } from "marked";
import { WORDS } from "./words.js";

// Without these two, whatever looks like HTML stays the text that it is.
const marked = new Marked({ gfm: true, tokenizer: { html: () => undefined, tag: () => undefined } });

/** The address of a plan: on the assistant's own origin alone, whatever else stands in a message. */
const PLAN = /(?:https?:\/\/[^\s/]+)?(\/plan\/[0-9a-f]{32})/g;
const ITEM = /^\s*(?:[-*]|\d+[.)])\s/;
const PLAN_PATH = /^\/plan\/[0-9a-f]{32}$/;

/** The last text that was read: an answer is shown and announced, and a slow phone has other things to do than read it twice. */
let last = { text: "", base: "", nodes: new DocumentFragment() };

/** Returns `text` as nodes. `base`: the address under which the assistant's server is. */
export function render(text: string, base: string): DocumentFragment {
  if (text !== last.text || base !== last.base) last = { text, base, nodes: read(text, base) };
  return last.nodes.cloneNode(true) as DocumentFragment;
}

function read(text: string, base: string): DocumentFragment {
  const linked = text.replace(PLAN, (_, path: string) => `[${WORDS.plan}](${path})`);
  const fragment = DOMPurify.sanitize(marked.parse(apart(linked), { async: false }), {
    ALLOWED_TAGS: ["p", "br", "ul", "ol", "li", "strong", "em", "a"],
    ALLOWED_ATTR: ["href", "start"],
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) {
    const path = link.getAttribute("href") ?? "";
    if (PLAN_PATH.test(path)) {
      link.href = new URL(path, base).href;
      link.target = "_blank";
      link.rel = "noopener";
      link.title = `${link.textContent} (${WORDS.newTab})`;
    } else {
      link.replaceWith(...link.childNodes);
    }
  }
  return fragment;
}

/** Each line is a paragraph or an item of its own, and none goes on in the next: Markdown needs blank lines for that. */
function apart(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.reduce((whole, line, index) => {
    const together = ITEM.test(line) && ITEM.test(lines[index - 1] ?? "");
    return index === 0 ? line : `${whole}${together ? "\n" : "\n\n"}${line}`;
  }, "");
}

/** Returns `text` as it is read aloud or copied: words, without marks. */
export function plain(text: string, base: string): string {
  const holder = document.createElement("div");
  holder.append(render(text, base));
  for (const item of holder.querySelectorAll("li, p, br")) item.after("\n");
  return (holder.textContent ?? "").replace(/\n{2,}/g, "\n").trim();
}
