/**
 * The one script of a page: `<script src="…/chat/widget.js" defer></script>`.
 *
 * It draws the launcher; the conversation itself is fetched when it is first opened. Its settings are attributes:
 * data-color (a CSS hex colour), data-side (left, right), data-title, data-greeting, data-legal (an address),
 * data-open (open on load) and data-mode="page" (the whole of the page, without a launcher).
 */
import type {} from "./chat.js";
import { WORDS } from "./words.js";

/** The name of the file that holds the conversation; the build puts it in. */
declare const CHAT_FILE: string;

const script = document.currentScript as HTMLScriptElement;
const base = new URL(".", script.src).href;
const COLOR = /^#[0-9a-f]{6}$/i;
const DEFAULT_COLOR = "#145a63";
/** Where the panel takes the whole screen: on a phone, upright or not, and at a zoom of 400 %. */
const SMALL_SCREEN = "(max-width: 30rem), (max-height: 24rem)";

/** The look of a widget with these settings. */
function style(settings: DOMStringMap): string {
  const accent = settings.color && COLOR.test(settings.color) ? settings.color : DEFAULT_COLOR;
  const side = settings.side === "left" ? "left" : "right";
  return `
  :host { --accent: ${accent}; --on-accent: ${onColor(accent)}; }
  .launcher {
    position: fixed; z-index: 2147483000; bottom: 1rem; ${side}: 1rem; width: 3.5rem; height: 3.5rem; padding: 0;
    border: 2px solid var(--on-accent); border-radius: 50%; background: var(--accent); color: var(--on-accent);
    cursor: pointer; box-shadow: 0 2px 10px rgb(0 0 0 / 35%);
  }
  /* Black and white: one of the two shows on whatever the site's ground and the owner's colour are. */
  .launcher:focus-visible { outline: 3px solid #000000; box-shadow: 0 0 0 6px #ffffff; }
  .launcher svg { width: 1.75rem; height: 1.75rem; vertical-align: middle; fill: currentColor; }
  .panel {
    position: fixed; z-index: 2147483000; bottom: 5rem; ${side}: 1rem; width: 25rem; max-width: calc(100vw - 2rem);
    height: min(42rem, calc(100dvh - 6rem)); overflow: auto; border: 1px solid #76868c; border-radius: 0.75rem;
    box-shadow: 0 6px 30px rgb(0 0 0 / 35%);
  }
  .page { position: relative; height: 100%; max-width: 56rem; margin: 0 auto; }
  .trouble {
    position: fixed; z-index: 2147483000; bottom: 5rem; ${side}: 1rem; max-width: 16rem; margin: 0;
    padding: 0.6rem 0.8rem;
    border: 1px solid #76868c; border-radius: 0.5rem; background: Canvas; color: CanvasText;
    font: 1rem/1.4 system-ui, sans-serif;
  }
  [hidden] { display: none; }
  @media ${SMALL_SCREEN} {
    .panel { inset: 0; width: auto; max-width: none; height: auto; border: 0; border-radius: 0; }
    /* The panel is the whole screen: its own button closes it. */
    .panel:not([hidden]) ~ .launcher { display: none; }
  }
  /* On paper an open conversation follows the page, instead of covering each sheet. */
  @media print {
    .launcher { display: none; }
    .panel { position: static; width: auto; max-width: none; height: auto; box-shadow: none; }
    .page { height: auto; }
  }
`;
}

/** Black or white, whichever reads better on a colour (WCAG's relative luminance). */
function onColor(hex: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((place) => {
    const part = parseInt(hex.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

class Widget extends HTMLElement {
  private readonly root = this.attachShadow({ mode: "open" });
  private chat: HTMLElement | null = null;
  private launcher: HTMLButtonElement | null = null;
  private trouble: HTMLParagraphElement | null = null;

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style(this.dataset));
    this.root.adoptedStyleSheets = [sheet];
    if (this.wholePage) {
      void this.load();
      return;
    }
    this.launcher = document.createElement("button");
    this.launcher.type = "button";
    this.launcher.className = "launcher";
    this.launcher.append(icon());
    // Fetched while the finger is still on it; whether that went well is the click's business.
    this.launcher.addEventListener("pointerdown", () => void fetchChat().catch(() => undefined));
    this.launcher.addEventListener("click", () => void this.toggle());
    this.label(false);
    this.root.append(this.launcher);
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && this.isOpen) this.close();
    });
    document.addEventListener("focusin", this.makeWay);
    const { open } = this.dataset;
    if (open !== undefined && open !== "false") void this.toggle({ focus: false });
  }

  disconnectedCallback(): void {
    document.removeEventListener("focusin", this.makeWay);
  }

  /** What has the focus must be seen: a panel that covers the whole site closes when the focus goes there. */
  private readonly makeWay = (event: FocusEvent): void => {
    if (event.target !== this && this.isOpen && matchMedia(SMALL_SCREEN).matches) this.hide();
  };

  private get isOpen(): boolean {
    return this.chat !== null && !this.chat.hidden;
  }

  private get wholePage(): boolean {
    return this.dataset.mode === "page";
  }

  private async toggle({ focus = true } = {}): Promise<void> {
    if (this.isOpen) {
      this.close();
      return;
    }
    if (this.chat) this.chat.hidden = false;
    else await this.load();
    this.label(this.chat !== null);
    if (focus) this.chat?.focus();
  }

  private close(): void {
    this.hide();
    this.launcher?.focus();
  }

  private hide(): void {
    if (this.chat) this.chat.hidden = true;
    this.label(false);
  }

  private label(open: boolean): void {
    const name = open ? WORDS.close : WORDS.open;
    this.launcher?.setAttribute("aria-label", name);
    this.launcher?.setAttribute("title", name);
    this.launcher?.setAttribute("aria-expanded", String(open));
  }

  private async load(): Promise<void> {
    this.trouble?.remove();
    try {
      await fetchChat();
    } catch {
      // Nothing was said yet, so nothing is lost; the next click tries again.
      this.trouble = document.createElement("p");
      this.trouble.className = "trouble";
      this.trouble.setAttribute("role", "alert");
      this.trouble.textContent = WORDS.notLoaded;
      this.root.append(this.trouble);
      return;
    }
    const chat = document.createElement("cap-reseaux-chat");
    chat.base = base;
    chat.closable = !this.wholePage;
    chat.heading = this.dataset.title || WORDS.title;
    chat.greeting = this.dataset.greeting || WORDS.greeting;
    chat.legal = this.dataset.legal ?? "";
    chat.className = this.wholePage ? "page" : "panel";
    // A page of its own has its <main>, and the conversation its heading.
    if (!this.wholePage) {
      chat.setAttribute("role", "dialog");
      chat.setAttribute("aria-label", chat.heading);
    }
    chat.addEventListener("close", () => this.close());
    this.root.prepend(chat);
    this.chat = chat;
  }
}

/** Fetches the conversation's code, once. In full: a script from another site has no address of its own to begin from. */
function fetchChat(): Promise<unknown> {
  return import(new URL(CHAT_FILE, base).href);
}

function icon(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 32 32");
  picture.setAttribute("width", "28");
  picture.setAttribute("height", "28");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", "M5 7h22v15H15l-7 5v-5H5z");
  picture.append(path);
  return picture;
}

function start(): void {
  if (!customElements.get("cap-reseaux")) customElements.define("cap-reseaux", Widget);
  const widget = document.createElement("cap-reseaux");
  // The settings go with the element: the class may have been defined by an earlier script of the same page.
  Object.assign(widget.dataset, script.dataset);
  // The site around it may be in another language, and read from right to left.
  widget.lang = "fr";
  widget.dir = "ltr";
  if (script.dataset.mode === "page") script.after(widget);
  else document.body.append(widget);
}

start();
