/** The page that shows how to put the widget on another site: the code to copy, and the bubble itself. */
const DEFAULTS = { color: "#145a63", side: "right", title: "", greeting: "", legal: "" };
const form = document.getElementById("settings");
const snippet = document.getElementById("snippet");
const done = document.getElementById("done");

/** The settings that are not the usual ones, by attribute. */
function settings() {
  const chosen = Object.entries(DEFAULTS)
    .map(([name, usual]) => [name, document.getElementById(name).value.trim(), usual])
    .filter(([, value, usual]) => value !== usual)
    .map(([name, value]) => [`data-${name}`, value]);
  return document.getElementById("open").checked ? [...chosen, ["data-open", "true"]] : chosen;
}

function code() {
  const script = document.createElement("script");
  script.src = new URL("widget.js", document.baseURI).href;
  for (const [name, value] of settings()) script.setAttribute(name, value);
  script.setAttribute("defer", "");
  return script.outerHTML.replace('defer=""', "defer");
}

function show() {
  snippet.textContent = code();
  done.textContent = "";
}

form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());

document.getElementById("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(snippet.textContent);
  done.textContent = "Copié.";
});

document.getElementById("preview").addEventListener("click", () => {
  for (const widget of document.querySelectorAll("cap-reseaux")) widget.remove();
  const script = document.createElement("script");
  script.src = "widget.js";
  for (const [name, value] of settings()) script.setAttribute(name, value);
  document.head.append(script);
  done.textContent = "La bulle a ces réglages.";
});

show();
