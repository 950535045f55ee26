/** The server, as the widget calls it: JSON on one origin, the conversation's id in a header or a body. */
import { WORDS } from "./words.js";

const PATIENCE_MS = 20_000;
const SESSION_HEADER = "X-Chat-Session";

export interface Source {
  label: string;
  url: string | null;
}

export interface Figure {
  id: string;
  label: string;
  text: string;
  population: string;
  source: Source;
}

export interface Bar {
  label: string;
  text: string;
  value: number;
  yours: boolean;
}

export interface Chart {
  type: "bars";
  title: string;
  description: string;
  legend: { yours: string; not_yours: string };
  source: string;
  bars: Bar[];
}

/** The part of an answer that is for machines. */
export interface Custom {
  figures?: Figure[];
  charts?: Chart[];
}

/** A message of the assistant, or of the visitor where `from` says so; one answer is often several. */
export interface Message {
  from?: "visitor" | "assistant";
  id?: string;
  text?: string;
  buttons?: { title?: unknown }[];
  custom?: Custom;
}

export type Verdict = "up" | "down";

export interface Past {
  messages: Message[];
  verdicts: Record<string, Verdict>;
}

/** The server understood and said no, in French words of its own. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Nobody answered, or somebody other than the assistant's server did. */
export class Unreachable extends Error {}

export class Api {
  constructor(private readonly base: string) {}

  async newSession(): Promise<string> {
    return (await this.call<{ sender: string }>("sessions", { body: {} })).sender;
  }

  /** `again`: this message may have arrived before; the server then gives the answer that it gave. */
  message(sender: string, id: string, message: string, again: boolean) {
    return this.call<{ messages: Message[]; answered: boolean }>("messages", { body: { sender, id, message, again } });
  }

  history(sender: string): Promise<Past> {
    return this.call("history", { sender });
  }

  feedback(sender: string, turn: string, verdict: Verdict, word: string): Promise<object> {
    return this.call("feedback", { body: { sender, turn, verdict, word } });
  }

  erase(sender: string): Promise<object> {
    return this.call("erase", { body: { sender } });
  }

  /** Whether the assistant can answer. */
  async isUp(): Promise<boolean> {
    try {
      return (await fetch(new URL("../health", this.base), { signal: AbortSignal.timeout(5_000) })).ok;
    } catch {
      return false;
    }
  }

  private async call<T extends object>(path: string, { sender, body }: { sender?: string; body?: object }): Promise<T> {
    let answer: Response;
    let content: unknown;
    try {
      answer = await fetch(new URL(path, this.base), {
        method: body === undefined ? "GET" : "POST",
        headers: {
          ...(body && { "Content-Type": "application/json" }),
          ...(sender && { [SESSION_HEADER]: sender }),
        },
        body: body && JSON.stringify(body),
        credentials: "omit",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      content = await answer.json().catch(() => null);
    } catch {
      throw new Unreachable();
    }
    if (answer.ok && content !== null && typeof content === "object") return content as T;
    const sentence = (content as { error?: unknown } | null)?.error;
    // A proxy's 502 is no word of the assistant's.
    if (typeof sentence === "string") throw new Refusal(sentence, answer.status);
    if (answer.status >= 500) throw new Unreachable();
    throw new Refusal(answer.ok ? WORDS.unreadable : WORDS.unreachable, answer.status);
  }
}
