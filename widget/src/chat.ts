/** The conversation as a visitor sees and hears it: <cap-reseaux-chat>. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Api, type Figure, type Verdict } from "./api.js";
import { drawChart } from "./chart.js";
import { Conversation, MAX_CHARACTERS, type Entry } from "./conversation.js";
import { COPY, THUMB } from "./icons.js";
import { plain, render } from "./markdown.js";
import { styles } from "./styles.js";
import { WORDS } from "./words.js";

@customElement("cap-reseaux-chat")
export class Chat extends LitElement {
  static override styles = styles;

  /** The address of the assistant's folder, with a slash at its end: « https://example.org/chat/ ». */
  @property() base = "";
  @property() heading: string = WORDS.title;
  @property() greeting: string = WORDS.greeting;
  /** The address of the site's legal notice; none when empty. */
  @property() legal = "";
  /** Whether it can be closed; a page of its own can't. */
  @property({ type: Boolean }) closable = false;

  @state() private showMenu = false;
  @state() private sure = false;
  @state() private said = "";
  /** The answer that is being told why it did not help. */
  @state() private why: string | null = null;

  @query("#question") private field!: HTMLTextAreaElement;
  @query("#log") private log!: HTMLElement;

  private conversation!: Conversation;
  private seen = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.conversation ??= new Conversation(new Api(this.base), this.greeting, () => this.requestUpdate());
    void this.conversation.open();
  }

  /** Puts the cursor where the visitor writes. */
  override focus(): void {
    void this.updateComplete.then(() => this.field.focus());
  }

  override render(): TemplateResult {
    const { entries, suggestions, busy, problem, announced } = this.conversation;
    return html`
      <div class="head">
        <h2 id="heading">${this.heading}</h2>
        <button type="button" aria-expanded=${this.showMenu} aria-controls="menu" @click=${this.toggleMenu}>
          ${WORDS.menu}
        </button>
        ${this.closable
          ? html`<button type="button" aria-label=${WORDS.close} @click=${this.close}>✕</button>`
          : nothing}
      </div>
      ${this.showMenu ? this.menu() : nothing}
      <!-- tabindex: a region that scrolls must be reachable with the keyboard. -->
      <div id="log" role="region" aria-label=${WORDS.conversation} tabindex="0">
        ${repeat(
          entries,
          (entry) => entry,
          (entry) => this.entry(entry),
        )}
        ${suggestions.length
          ? html`<ul class="replies" aria-label=${WORDS.suggestions}>
              ${suggestions.map(
                (title) =>
                  html`<li><button type="button" @click=${() => this.choose(title)}>${title}</button></li>`,
              )}
            </ul>`
          : nothing}
      </div>
      <!-- What a screen reader is told, once: words, and not the marks around them. -->
      <div class="unseen" id="announcement" role="log" aria-live="polite" aria-label=${WORDS.answer}>
        ${announced.map((entry) => html`<p>${WORDS.assistant}${plain(entry.text, this.base)}</p>`)}
      </div>
      <p class="unseen" role="status">${this.said}</p>
      <p id="typing" role="status">${busy ?? nothing}</p>
      <div id="error" role="alert">
        ${problem
          ? html`<p>${problem.sentence}</p>
              ${problem.again
                ? html`<button type="button" @click=${this.again}>${problem.again.label}</button>`
                : nothing}`
          : nothing}
      </div>
      <form id="form" @submit=${this.submit}>
        <label class="unseen" for="question">${WORDS.question}</label>
        <textarea
          id="question"
          rows="1"
          autocomplete="off"
          placeholder=${WORDS.placeholder}
          @keydown=${this.key}
          @input=${this.fit}
        ></textarea>
        <button type="submit" class="main" aria-disabled=${busy !== null}>${WORDS.send}</button>
      </form>
    `;
  }

  private entry(entry: Entry): TemplateResult {
    if (entry.from === "visitor") {
      return html`<div class="entry of-visitor">
        <div class="message visitor"><span class="unseen">${WORDS.visitor}</span>${entry.text}</div>
      </div>`;
    }
    return html`<div class="entry">
      <div class="message assistant">
        <span class="unseen">${WORDS.assistant}</span>${render(entry.text, this.base)}
      </div>
      ${(entry.custom?.charts ?? []).map(drawChart)} ${entry.greeting ? nothing : this.tools(entry)}
    </div>`;
  }

  private tools(entry: Entry): TemplateResult {
    const { turn } = entry;
    const verdict = turn === undefined ? undefined : this.conversation.verdicts[turn];
    const figures = entry.custom?.figures ?? [];
    return html`<div class="tools">
      ${figures.length
        ? html`<details class="sources">
            <summary>${WORDS.sources}</summary>
            <ul>
              ${figures.map((figure) => this.source(figure))}
            </ul>
          </details>`
        : nothing}
      ${"clipboard" in navigator
        ? html`<button type="button" aria-label=${WORDS.copy} title=${WORDS.copy} @click=${() => this.copy(entry)}>
            ${COPY}
          </button>`
        : nothing}
      ${turn === undefined ? nothing : [this.thumb(turn, "up", verdict), this.thumb(turn, "down", verdict)]}
      ${turn !== undefined && this.why === turn ? this.askWhy(turn) : nothing}
    </div>`;
  }

  private source(figure: Figure): TemplateResult {
    const { label, url } = figure.source;
    return html`<li>
      ${figure.text}, ${figure.label} (${figure.population}) –
      ${url && /^https:/.test(url)
        ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${label}</a>`
        : label}
    </li>`;
  }

  private thumb(turn: string, verdict: Verdict, given: Verdict | undefined): TemplateResult {
    const name = WORDS[verdict];
    return html`<button
      type="button"
      aria-label=${name}
      title=${name}
      aria-pressed=${given === verdict}
      @click=${() => this.rate(turn, verdict)}
    >
      ${THUMB[verdict]}
    </button>`;
  }

  private askWhy(turn: string): TemplateResult {
    return html`<form class="why" @submit=${(event: SubmitEvent) => this.sendWhy(event, turn)}>
      <input name="word" maxlength="300" aria-label=${WORDS.why} placeholder=${WORDS.why} autocomplete="off" />
      <button type="submit">${WORDS.sendWhy}</button>
    </form>`;
  }

  private menu(): TemplateResult {
    return html`<section id="menu" aria-label=${WORDS.menu}>
      <button type="button" @click=${this.restart}>${WORDS.newConversation}</button>
      <h3>${WORDS.data}</h3>
      ${WORDS.privacy.map((sentence) => html`<p>${sentence}</p>`)}
      ${/^(https?:|\/)/.test(this.legal)
        ? html`<p><a href=${this.legal} target="_blank" rel="noopener">${WORDS.legal}</a></p>`
        : nothing}
      ${this.sure
        ? html`<p>${WORDS.eraseSure}</p>
            <button type="button" class="main" @click=${this.erase}>${WORDS.eraseYes}</button>
            <button type="button" @click=${this.keep}>${WORDS.eraseNo}</button>`
        : html`<button type="button" @click=${this.askSure}>${WORDS.erase}</button>`}
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const count = this.conversation.entries.length;
    if (count !== this.seen) {
      this.seen = count;
      this.showLast();
    }
    if (this.conversation.problem) this.log.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  /** Brings the visitor's last message to the top, so that the answer is read from its start. */
  private showLast(): void {
    const last = [...this.log.querySelectorAll(".of-visitor")].at(-1);
    if (!last) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = this.log.scrollTop + last.getBoundingClientRect().top - this.log.getBoundingClientRect().top - 8;
    this.log.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.field.value.trim();
    if (this.conversation.busy !== null || text === "") return;
    if ([...text].length > MAX_CHARACTERS) {
      this.conversation.problem = { sentence: WORDS.tooLong };
      this.requestUpdate();
      return;
    }
    this.field.value = "";
    this.fit();
    void this.conversation.send(text);
  }

  private key(event: KeyboardEvent): void {
    // isComposing: Enter that ends an accent or a word of an input method sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.field.form?.requestSubmit();
  }

  private choose(title: string): void {
    if (this.conversation.busy !== null) return;
    this.restFocus();
    void this.conversation.send(title);
  }

  private again(): void {
    this.restFocus();
    this.conversation.problem?.again?.action();
  }

  /** Focus for a button that is about to go: not the text field where that raises a keyboard. */
  private restFocus(): void {
    (matchMedia("(hover: hover)").matches ? this.field : this.log).focus();
  }

  private fit(): void {
    this.field.rows = 1;
    while (this.field.rows < 6 && this.field.scrollHeight > this.field.clientHeight) this.field.rows += 1;
  }

  private async copy(entry: Entry): Promise<void> {
    await navigator.clipboard.writeText(plain(entry.text, this.base));
    this.said = WORDS.copied;
  }

  private async rate(turn: string, verdict: Verdict, word = ""): Promise<void> {
    const noted = await this.conversation.rate(turn, verdict, word);
    this.said = noted ? WORDS.thanks : WORDS.notNoted;
    this.why = noted && verdict === "down" && word === "" ? turn : null;
  }

  private async sendWhy(event: SubmitEvent, turn: string): Promise<void> {
    event.preventDefault();
    const word = String(new FormData(event.target as HTMLFormElement).get("word") ?? "").trim();
    this.restFocus();
    await this.rate(turn, "down", word || " ");
  }

  private restart(): void {
    this.showMenu = false;
    this.seen = 0;
    void this.conversation.restart();
    this.field.focus();
  }

  private toggleMenu(): void {
    this.showMenu = !this.showMenu;
    this.sure = false;
  }

  private askSure(): void {
    this.sure = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#menu .main")?.focus());
  }

  private keep(): void {
    this.toggleMenu();
    this.field.focus();
  }

  private async erase(): Promise<void> {
    const erased = await this.conversation.erase();
    this.said = erased ? WORDS.erased : WORDS.notErased;
    this.seen = 0;
    if (erased) this.showMenu = false;
    else this.conversation.problem = { sentence: WORDS.notErased };
    this.requestUpdate();
    this.field.focus();
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent("close"));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cap-reseaux-chat": Chat;
  }
}
