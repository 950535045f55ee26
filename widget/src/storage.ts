/** What the browser keeps: the conversation's id, and a message that waits to be sent. Nothing else. */
const SESSION = "cap-reseaux.conversation";
const OUTBOX = "cap-reseaux.outbox";
const ID = /^[0-9a-f]{32}$/;

export interface Waiting {
  id: string;
  text: string;
}

/** Private windows may refuse localStorage: then it lasts as long as the page. */
const inMemory = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? inMemory.get(key) ?? null;
  } catch {
    return inMemory.get(key) ?? null;
  }
}

function write(key: string, value: string | null): void {
  if (value === null) inMemory.delete(key);
  else inMemory.set(key, value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Kept in memory alone.
  }
}

export const session = {
  get(): string | null {
    const kept = read(SESSION);
    return kept !== null && ID.test(kept) ? kept : null;
  },
  set(id: string | null): void {
    write(SESSION, id);
  },
};

export const outbox = {
  get(): Waiting | null {
    try {
      const kept: unknown = JSON.parse(read(OUTBOX) ?? "null");
      const { id, text } = (kept ?? {}) as Partial<Waiting>;
      return typeof id === "string" && ID.test(id) && typeof text === "string" ? { id, text } : null;
    } catch {
      return null;
    }
  },
  set(waiting: Waiting | null): void {
    write(OUTBOX, waiting && JSON.stringify(waiting));
  },
};

/** 128 random bits. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
