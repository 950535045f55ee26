/** The conversation itself, without a pixel: what was said, what is under way, and what went wrong. */
import { Api, Refusal, Unreachable, type Custom, type Message, type Verdict } from "./api.js";
import { newId, outbox, session } from "./storage.js";
import { WORDS } from "./words.js";

export const MAX_CHARACTERS = 1000;
// How long to wait before asking again whether the server is back, in milliseconds; the last one stays.
const PAUSES_MS = [1_000, 2_000, 3_000, 5_000, 10_000];

/** One bubble. `turn` is the id of the visitor's message that it is, or that it answers. */
export interface Entry {
  from: "visitor" | "assistant";
  text: string;
  custom?: Custom;
  turn?: string;
  /** The greeting is nobody's answer: there is nothing to rate. */
  greeting?: boolean;
}

export interface Problem {
  sentence: string;
  /** It is what stands in the field that is wrong. */
  ofField?: true;
  again?: { label: string; action: () => void };
}

export class Conversation {
  entries: Entry[] = [];
  suggestions: string[] = [];
  verdicts: Record<string, Verdict> = {};
  /** What is under way, in words; null when nothing is. */
  busy: string | null = null;
  problem: Problem | null = null;
  /** The last answer, for who can't see it arrive. */
  announced: Entry[] = [];

  /** Grows with each new conversation: an answer to an older one is dropped. */
  private generation = 0;

  constructor(
    private readonly api: Api,
    private readonly greeting: string,
    private readonly changed: () => void,
  ) {}

  /** Shows the conversation that this browser is in the middle of, or the greeting. */
  async open(): Promise<void> {
    const mine = this.generation;
    const sender = session.get();
    this.entries = [{ from: "assistant", text: this.greeting, greeting: true }];
    let past: Message[] = [];
    if (sender !== null) {
      this.set({ busy: WORDS.loading });
      try {
        const { messages, verdicts } = await this.api.history(sender);
        past = messages;
        this.verdicts = verdicts ?? {};
      } catch {
        this.problem = { sentence: WORDS.noHistory, again: { label: WORDS.retry, action: () => void this.reopen() } };
      }
      if (mine !== this.generation) return;
    }
    this.replay(past);
    this.set({ busy: null });
    const waiting = outbox.get();
    if (!waiting) return;
    if (past.some((message) => message.id === waiting.id) && past.at(-1)?.from !== "visitor") outbox.set(null);
    else await this.deliver(waiting.id, waiting.text, true);
  }

  /** Sends what the visitor typed. */
  async send(text: string): Promise<void> {
    if (this.busy !== null) return;
    const id = newId();
    outbox.set({ id, text });
    await this.deliver(id, text, false);
  }

  private async deliver(id: string, text: string, again: boolean): Promise<void> {
    const mine = this.generation;
    if (!this.entries.some((entry) => entry.turn === id)) this.entries.push({ from: "visitor", text, turn: id });
    this.suggestions = [];
    this.set({ busy: WORDS.typing, problem: null });
    try {
      const { messages, answered } = await this.reach(id, text, again, mine);
      if (mine !== this.generation) return;
      if (!Array.isArray(messages)) throw new Refusal(WORDS.unreadable, 200);
      if (answered) {
        outbox.set(null);
        this.announced = this.add(messages, id);
      } else {
        const sentence = messages.map((message) => message.text ?? "").join(" ");
        this.problem = this.resendable(sentence, WORDS.resend, id, text);
      }
    } catch (error) {
      if (mine !== this.generation) return;
      this.problem = this.resendable(
        error instanceof Refusal ? error.message : WORDS.unreachable,
        WORDS.retry,
        id,
        text,
      );
    }
    this.set({ busy: null });
  }

  /** The server's answer, however long the server is away: the same message id makes a second sending harmless. */
  private async reach(id: string, text: string, again: boolean, mine: number) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.api.message(await this.sender(), id, text, again || attempt > 0);
      } catch (error) {
        if (error instanceof Refusal && error.status === 410) {
          // The server no longer knows this conversation: begin another one with the same message.
          session.set(null);
          if (attempt === 0) continue;
        }
        if (!(error instanceof Unreachable) || mine !== this.generation) throw error;
        this.set({ problem: { sentence: WORDS.away } });
        await this.back(attempt, mine);
        this.set({ problem: null });
      }
    }
  }

  /** Waits until the server is there again, or the browser says that the network is. */
  private async back(attempt: number, mine: number): Promise<void> {
    for (let turn = attempt; mine === this.generation; turn += 1) {
      await pause(PAUSES_MS[Math.min(turn, PAUSES_MS.length - 1)] ?? 10_000);
      if (await this.api.isUp()) return;
    }
  }

  private async sender(): Promise<string> {
    const known = session.get();
    if (known !== null) return known;
    const made = await this.api.newSession();
    session.set(made);
    return made;
  }

  private resendable(sentence: string, label: string, id: string, text: string): Problem {
    return { sentence, again: { label, action: () => void this.deliver(id, text, true) } };
  }

  /** Shows an answer; the suggestions that older ones made give way to its own. */
  private add(messages: Message[], turn?: string): Entry[] {
    const added: Entry[] = [];
    const titles = new Set<string>();
    for (const message of messages) {
      if (typeof message.text === "string") added.push({ from: "assistant", text: message.text, turn });
      const last = added.at(-1);
      if (message.custom && last) last.custom = message.custom;
      for (const { title } of message.buttons ?? []) if (typeof title === "string") titles.add(title);
    }
    this.entries.push(...added);
    this.suggestions = [...titles];
    return added;
  }

  private replay(past: Message[]): void {
    let answer: Message[] = [];
    let turn: string | undefined;
    for (const message of past) {
      if (message.from !== "visitor") {
        answer.push(message);
        continue;
      }
      this.add(answer, turn);
      answer = [];
      turn = message.id;
      this.entries.push({ from: "visitor", text: message.text ?? "", turn });
    }
    this.add(answer, turn);
    if (past.length === 0) this.suggestions = [...WORDS.examples];
  }

  private reopen(): Promise<void> {
    this.forget();
    return this.open();
  }

  /** Begins a new conversation; the old one stays on the server. */
  async restart(): Promise<void> {
    session.set(null);
    outbox.set(null);
    await this.reopen();
    this.announced = [...this.entries];
    this.changed();
  }

  /** Erases all that the server knows of this conversation, then begins anew; tells whether it was erased. */
  async erase(): Promise<boolean> {
    const sender = session.get();
    try {
      if (sender !== null) await this.api.erase(sender);
    } catch {
      return false;
    }
    await this.restart();
    return true;
  }

  /** Keeps the visitor's opinion of an answer; tells whether the server has it. */
  async rate(turn: string, verdict: Verdict, word = ""): Promise<boolean> {
    const sender = session.get();
    if (sender === null) return false;
    try {
      await this.api.feedback(sender, turn, verdict, word);
    } catch {
      return false;
    }
    this.verdicts = { ...this.verdicts, [turn]: verdict };
    this.changed();
    return true;
  }

  private forget(): void {
    this.generation += 1;
    Object.assign(this, { entries: [], suggestions: [], verdicts: {}, problem: null, busy: null, announced: [] });
  }

  private set(values: Partial<Pick<Conversation, "busy" | "problem">>): void {
    Object.assign(this, values);
    this.changed();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
  });
}
