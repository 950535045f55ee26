/**
 * The chat page: sends what the visitor types, draws what the assistant answers.
 *
 * Every text gets into the page as a text node, so that no message can be anything but words.
 */
const MAX_CHARACTERS = 1000;
const PATIENCE_MS = 20_000;
const STORAGE_KEY = "cap-reseaux.conversation";
const SESSION_SHAPE = /^[0-9a-f]{32}$/;
const SESSION_HEADER = "X-Chat-Session";

// Typography as escapes, since these spaces can't be told apart on a screen: \u00a0 before a
// colon and inside guillemets, \u202f before « ; ! ? » and between thousands.
const WORDS = {
  greeting:
    "Bonjour. Je suis un robot\u00a0: posez-moi une question sur les PME et les réseaux sociaux, " +
    "je réponds avec les chiffres d’une enquête et je cite ma source.",
  examples: [
    "Combien de PME utilisent les réseaux sociaux\u202f?",
    "Pourquoi les PME vont-elles sur les réseaux sociaux\u202f?",
    "Par quoi commencer\u202f?",
  ],
  visitor: "Vous\u00a0: ",
  assistant: "Cap Réseaux\u00a0: ",
  suggestions: "Suggestions",
  loading: "Votre conversation arrive…",
  typing: "Cap Réseaux écrit…",
  tooLong:
    "Votre message dépasse 1\u202f000\u00a0caractères\u00a0: raccourcissez-le, puis envoyez-le.",
  unreachable:
    "Le service ne répond pas. Votre message est conservé\u00a0: réessayez dans un moment.",
  unreadable: "Votre message n’a pas pu être traité. Il est conservé\u00a0: réessayez.",
  noHistory: "La suite de votre conversation n’a pas pu être affichée.",
  plan: "voir le plan complet",
  retry: "Réessayer",
  resend: "Renvoyer mon message",
};

const log = document.getElementById("log");
const typing = document.getElementById("typing");
const error = document.getElementById("error");
const form = document.getElementById("form");
const question = document.getElementById("question");
const submit = form.querySelector("button");

/** Grows with each new conversation: an answer to an older one is dropped. */
let conversation = 0;
let waiting = false;

// ---------------------------------------------------------------- the session

/** The id where the browser keeps nothing (private windows may refuse localStorage). */
let sessionInMemory = null;

const session = {
  get() {
    let kept = null;
    try {
      kept = localStorage.getItem(STORAGE_KEY);
    } catch {
      // Then there is the one in memory.
    }
    return SESSION_SHAPE.test(kept ?? "") ? kept : sessionInMemory;
  },
  set(id) {
    sessionInMemory = id;
    try {
      if (id === null) localStorage.removeItem(STORAGE_KEY);
      else localStorage.setItem(STORAGE_KEY, id);
    } catch {
      // Kept in memory: the conversation lasts as long as the page.
    }
  },
};

// ---------------------------------------------------------------- the server

/** What the server refused, in its own French words. */
class Refusal extends Error {}

/** The JSON of an answer. Throws a Refusal with the server's sentence, or the network's error. */
async function call(path, { headers = {}, body } = {}) {
  const answer = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const content = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(content?.error ?? WORDS.unreachable);
  if (content === null || typeof content !== "object") throw new Refusal(WORDS.unreadable);
  return content;
}

async function currentSession() {
  if (session.get() === null) session.set((await call("sessions", { body: {} })).sender);
  return session.get();
}

// ---------------------------------------------------------------- drawing

function element(name, { text, className } = {}, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

/** The address of a plan: on this origin alone, whatever else stands in a message. */
const PLAN = /(?:https?:\/\/[^\s/]+)?(\/plan\/[0-9a-f]{32})/;

function planLink(path) {
  const link = element("a", { text: WORDS.plan });
  link.href = path;
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}

/** The words of a line, with **bold** as <strong> and the address of a plan as a link. */
function inline(line) {
  return line
    .split(/\*\*(.+?)\*\*/)
    .flatMap((part, index) => (index % 2 ? [element("strong", { text: part })] : withLinks(part)))
    .filter((part) => part !== "");
}

function withLinks(text) {
  return text.split(PLAN).map((part, index) => (index % 2 ? planLink(part) : part));
}

/** The assistant's text as paragraphs and lists: a line is a paragraph, « - » starts an item. */
function blocks(text) {
  const nodes = [];
  for (const line of text.split("\n")) {
    const item = /^\s*- (.*)$/.exec(line);
    if (item) {
      if (nodes.at(-1)?.nodeName !== "UL") nodes.push(element("ul"));
      nodes.at(-1).append(element("li", {}, ...inline(item[1])));
    } else if (line.trim() !== "") {
      nodes.push(element("p", {}, ...inline(line)));
    }
  }
  return nodes;
}

function addMessage(from, text) {
  const speaker = element("span", { className: "unseen", text: WORDS[from] });
  const content = from === "assistant" ? blocks(text) : [text];
  const bubble = element("div", { className: `message ${from}` }, speaker, ...content);
  log.append(bubble);
  return bubble;
}

function addReplies(titles) {
  if (titles.length === 0) return;
  const list = element("ul", { className: "replies" });
  list.setAttribute("aria-label", WORDS.suggestions);
  for (const title of titles) {
    const button = element("button", { text: title });
    button.type = "button";
    button.addEventListener("click", () => {
      if (waiting) return;
      restFocus();
      send(title);
    });
    list.append(element("li", {}, button));
  }
  log.append(list);
}

/** The assistant's messages; the suggestions that older ones made give way to theirs. */
function addAnswer(messages) {
  removeReplies();
  const titles = [];
  for (const message of messages) {
    if (typeof message.text === "string") addMessage("assistant", message.text);
    for (const { title } of message.buttons ?? []) {
      if (typeof title === "string" && !titles.includes(title)) titles.push(title);
    }
  }
  addReplies(titles);
}

function removeReplies() {
  for (const list of log.querySelectorAll(".replies")) list.remove();
}

function greet({ examples }) {
  addMessage("assistant", WORDS.greeting);
  if (examples) addReplies(WORDS.examples);
}

/** Brings the node to the top of the log, or as near to it as what follows it allows. */
function scrollTo(node) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const below = node.getBoundingClientRect().top - log.getBoundingClientRect().top;
  const top = log.scrollTop + below - 8;
  log.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
}

/** Shows a message that the error's own box has just covered. */
function keepInSight(node) {
  node.scrollIntoView({ block: "nearest" });
}

/** Focus for a button that is about to go: not the text field where that raises a keyboard. */
function restFocus() {
  (matchMedia("(hover: hover)").matches ? question : log).focus();
}

function fit() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight + 2}px`;
}

function setWaiting(value, words = WORDS.typing) {
  waiting = value;
  typing.textContent = value ? words : "";
  submit.setAttribute("aria-disabled", String(value));
}

function showError(sentence, again) {
  error.replaceChildren(element("p", { text: sentence }));
  if (!again) return;
  const button = element("button", { text: again.label });
  button.type = "button";
  button.addEventListener("click", () => {
    if (waiting) return;
    restFocus();
    again.action();
  });
  error.append(button);
}

function clearError() {
  error.replaceChildren();
}

// ---------------------------------------------------------------- the conversation

/** Sends a text. `bubble` is the one that already shows it, when it is sent again. */
async function send(text, bubble = null) {
  const mine = conversation;
  clearError();
  removeReplies();
  const shown = bubble ?? addMessage("visitor", text);
  setWaiting(true);
  scrollTo(shown);
  try {
    const sender = await currentSession();
    const { messages, answered } = await call("messages", { body: { sender, message: text } });
    if (mine !== conversation) return;
    if (!Array.isArray(messages)) throw new Refusal(WORDS.unreadable);
    if (answered) {
      addAnswer(messages);
      scrollTo(shown);
    } else {
      const sentence = messages.map((message) => message.text ?? "").join(" ");
      showError(sentence, { label: WORDS.resend, action: () => send(text, shown) });
      keepInSight(shown);
    }
  } catch (problem) {
    if (mine !== conversation) return;
    const sentence = problem instanceof Refusal ? problem.message : WORDS.unreachable;
    showError(sentence, { label: WORDS.retry, action: () => send(text, shown) });
    keepInSight(shown);
  } finally {
    if (mine === conversation) setWaiting(false);
  }
}

/** Shows the conversation that this browser is in the middle of, or the greeting. */
async function open() {
  const mine = conversation;
  let past = [];
  if (session.get() !== null) {
    setWaiting(true, WORDS.loading);
    try {
      past = (await call("history", { headers: { [SESSION_HEADER]: session.get() } })).messages;
    } catch {
      showError(WORDS.noHistory, { label: WORDS.retry, action: restart });
    }
  }
  if (mine !== conversation) return;
  setWaiting(false);
  // What was said before isn't read out again.
  log.setAttribute("aria-live", "off");
  greet({ examples: past.length === 0 });
  let answer = [];
  for (const message of past) {
    if (message.from === "visitor") {
      addAnswer(answer);
      answer = [];
      addMessage("visitor", message.text);
      removeReplies();
    } else {
      answer.push(message);
    }
  }
  if (past.length > 0) {
    addAnswer(answer);
    log.scrollTop = log.scrollHeight;
  }
  setTimeout(() => log.setAttribute("aria-live", "polite"));
}

function restart() {
  conversation += 1;
  setWaiting(false);
  clearError();
  log.replaceChildren();
  return open();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (waiting || text === "") return;
  if ([...text].length > MAX_CHARACTERS) {
    showError(WORDS.tooLong);
    return;
  }
  question.value = "";
  fit();
  send(text);
});

question.addEventListener("keydown", (event) => {
  // isComposing: Enter that ends an accent or a word of an input method sends nothing.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

question.addEventListener("input", fit);

document.getElementById("new-conversation").addEventListener("click", () => {
  session.set(null);
  restart();
  question.focus();
});

open();
