// Builds the widget into channels/page/: widget.js (the loader) and the conversation in a file named after its content,
// which index.html asks for in advance.
// The built files are committed: whoever runs the assistant needs no Node. `--check` compares instead of writing.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "..", "channels", "page");
const BUILT = /^(?:widget\.js|chat-[0-9a-f]{12}\.js|index\.html|NOTICES\.txt)$/;
const COMMON = {
  absWorkingDir: HERE,
  bundle: true,
  minify: true,
  write: false,
  charset: "utf8",
  target: ["chrome110", "firefox115", "safari16.4"],
  legalComments: "none",
};

const chat = await build({ ...COMMON, entryPoints: ["src/chat.ts"], format: "esm" });
const code = chat.outputFiles[0].text;
const name = `chat-${createHash("sha256").update(code).digest("hex").slice(0, 12)}.js`;
const loader = await build({
  ...COMMON,
  entryPoints: ["src/loader.ts"],
  format: "iife",
  define: { CHAT_FILE: JSON.stringify(name) },
});
const files = {
  "widget.js": loader.outputFiles[0].text,
  [name]: code,
  "index.html": (await readFile(join(OUT, "index.html"), "utf8")).replace(/chat-[0-9a-f]{12}\.js/, name),
  "NOTICES.txt": await notices(["lit", "@lit/reactive-element", "lit-html", "lit-element", "dompurify", "marked"]),
};

async function notices(packages) {
  const texts = packages.map(async (packageName) => {
    const folder = join(HERE, "node_modules", packageName);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const license = (await readdir(folder)).find((file) => /^licen[sc]e/i.test(file));
    return `${packageName} ${version}\n\n${await readFile(join(folder, license), "utf8")}`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

const there = (await readdir(OUT)).filter((file) => BUILT.test(file));
if (process.argv.includes("--check")) {
  const wanted = Object.keys(files).sort().join();
  const same = await Promise.all(
    there.map(async (file) => (await readFile(join(OUT, file), "utf8")) === files[file]),
  );
  if (there.sort().join() !== wanted || same.includes(false)) {
    console.error("The built widget is not what widget/src makes: run `make widget` and commit channels/page/.");
    process.exit(1);
  }
} else {
  await Promise.all(there.map((file) => rm(join(OUT, file))));
  await Promise.all(Object.entries(files).map(([file, text]) => writeFile(join(OUT, file), text)));
}
