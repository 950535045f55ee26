/** The conversation as a visitor sees and hears it: <cap-reseaux-chat>. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { Api, type Figure, type Verdict } from "./api.js";
import { drawChart } from "./chart.js";
import { Conversation, MAX_CHARACTERS, type Entry, type Problem } from "./conversation.js";
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
  /** What was done, in words for everybody; each is a new object, so that the same words are announced again. */
  @state() private said = { words: "" };
  /** The answer that is being told why it did not help. */
  @state() private why: Entry | null = null;

  @query("#question") private field!: HTMLTextAreaElement;
  @query("#log") private log!: HTMLElement;
  @query("#error") private error!: HTMLElement;

  private conversation!: Conversation;
  private seen = 0;
  private seenProblem: Problem | null = null;

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
        <button
          type="button"
          aria-expanded=${this.showMenu}
          aria-controls=${this.showMenu ? "menu" : nothing}
          @click=${this.toggleMenu}
        >
          ${WORDS.menu}
        </button>
        ${this.closable
          ? html`<button type="button" aria-label=${WORDS.close} title=${WORDS.close} @click=${this.close}>✕</button>`
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
          ? html`<ul class="replies" role="list" aria-label=${WORDS.suggestions}>
              ${suggestions.map(
                (title) =>
                  html`<li><button type="button" @click=${() => this.choose(title)}>${title}</button></li>`,
              )}
            </ul>`
          : nothing}
      </div>
      <!-- What a screen reader is told, once: words, and not the marks around them. -->
      <div class="unseen" id="announcement" role="log" aria-live="polite" aria-label=${WORDS.answer}>
        ${guard([announced], () =>
          announced.map((entry) => html`<p>${WORDS.assistant}${plain(entry.text, this.base)}</p>`),
        )}
      </div>
      <p id="said" role="status">${keyed(this.said, html`<span>${this.said.words}</span>`)}</p>
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
          title=${WORDS.questionHelp}
          placeholder=${WORDS.placeholder}
          aria-invalid=${problem?.ofField ? "true" : nothing}
          aria-describedby=${problem?.ofField ? "error" : nothing}
          @keydown=${this.key}
          @input=${this.fit}
        ></textarea>
        <button type="submit" class="main" aria-disabled=${busy !== null}>${WORDS.send}</button>
      </form>
    `;
  }

  /** What was said stays as it was drawn: only what may change is looked at again. */
  private entry(entry: Entry): TemplateResult {
    if (entry.from === "visitor") {
      return html`<div class="entry of-visitor">
        <div class="message visitor"><span class="unseen">${WORDS.visitor}</span>${entry.text}</div>
      </div>`;
    }
    return html`<div class="entry">
      <div class="message assistant">
        <span class="unseen">${WORDS.assistant}</span>${guard([entry], () => render(entry.text, this.base))}
      </div>
      ${guard([entry], () => (entry.custom?.charts ?? []).map(drawChart))} ${entry.greeting ? nothing : this.tools(entry)}
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
      ${turn === undefined ? nothing : [this.thumb(entry, "up", verdict), this.thumb(entry, "down", verdict)]}
      ${this.why === entry ? this.askWhy(entry) : nothing}
    </div>`;
  }

  private source(figure: Figure): TemplateResult {
    const { label, url } = figure.source;
    return html`<li>
      ${figure.text}, ${figure.label} (${figure.population}) –
      ${url && /^https:/.test(url)
        ? html`<a href=${url} target="_blank" rel="noopener noreferrer" title=${newTab(label)}>${label}</a>`
        : label}
    </li>`;
  }

  private thumb(entry: Entry, verdict: Verdict, given: Verdict | undefined): TemplateResult {
    const name = WORDS[verdict];
    return html`<button
      type="button"
      aria-label=${name}
      title=${name}
      aria-pressed=${given === verdict}
      @click=${() => this.rate(entry, verdict)}
    >
      ${THUMB[verdict]}
    </button>`;
  }

  private askWhy(entry: Entry): TemplateResult {
    return html`<form class="why" @submit=${(event: SubmitEvent) => this.sendWhy(event, entry)}>
      <label for="why">${WORDS.why}</label>
      <input id="why" name="word" maxlength="300" autocomplete="off" />
      <button type="submit">${WORDS.sendWhy}</button>
    </form>`;
  }

  private menu(): TemplateResult {
    return html`<section id="menu" aria-label=${WORDS.menu}>
      <button type="button" @click=${this.restart}>${WORDS.newConversation}</button>
      <h3>${WORDS.data}</h3>
      ${WORDS.privacy.map((sentence) => html`<p>${sentence}</p>`)}
      ${/^(https?:|\/)/.test(this.legal)
        ? html`<p>
            <a href=${this.legal} target="_blank" rel="noopener" title=${newTab(WORDS.legal)}>${WORDS.legal}</a>
          </p>`
        : nothing}
      ${this.sure
        ? html`<p id="sure">${WORDS.eraseSure}</p>
            <button type="button" class="main" aria-describedby="sure" @click=${this.erase}>${WORDS.eraseYes}</button>
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
    const { problem } = this.conversation;
    if (problem !== this.seenProblem) {
      this.seenProblem = problem;
      if (problem) [this.log.lastElementChild, this.error].forEach((part) => part?.scrollIntoView({ block: "nearest" }));
    }
  }

  /** Brings the visitor's last message to the top, so that the answer is read from its start: at once, nobody waits. */
  private showLast(): void {
    const last = [...this.log.querySelectorAll(".of-visitor")].at(-1);
    if (!last) return;
    this.log.scrollTop += last.getBoundingClientRect().top - this.log.getBoundingClientRect().top - 8;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.field.value.trim();
    if (this.conversation.busy !== null || text === "") return;
    if ([...text].length > MAX_CHARACTERS) {
      this.conversation.problem = { sentence: WORDS.tooLong, ofField: true };
      this.requestUpdate();
      return;
    }
    this.field.value = "";
    this.fit();
    this.say("");
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
    this.say("");
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
    this.say(WORDS.copied);
  }

  private say(words: string): void {
    this.said = { words };
  }

  private async rate(entry: Entry, verdict: Verdict, word = ""): Promise<void> {
    const noted = await this.conversation.rate(entry.turn ?? "", verdict, word);
    this.say(noted ? WORDS.thanks : WORDS.notNoted);
    this.why = noted && verdict === "down" && word === "" ? entry : null;
  }

  private async sendWhy(event: SubmitEvent, entry: Entry): Promise<void> {
    event.preventDefault();
    const word = String(new FormData(event.target as HTMLFormElement).get("word") ?? "").trim();
    this.restFocus();
    await this.rate(entry, "down", word || " ");
  }

  private restart(): void {
    this.showMenu = false;
    this.seen = 0;
    this.say("");
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
    this.say(erased ? WORDS.erased : "");
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

function newTab(name: string): string {
  return `${name} (${WORDS.newTab})`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cap-reseaux-chat": Chat;
  }
}
