// The pages that are computed: `:::{register} numbers` gives what `python -m press.pages` writes,
// and `:::{register} chapter` what it writes of the chapter in which that stands.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const book = dirname(fileURLToPath(import.meta.url));
const path = [book, join(book, "..", "notebooks"), process.env.PYTHONPATH ?? ""];
const env = { ...process.env, PYTHONPATH: path.join(delimiter), PYTHONUTF8: "1" };
const ready = join(book, "..", "registers.json"); // where a build computes them, beside us
const clock = new Int32Array(new SharedArrayBuffer(4));
let pages; // all of them at once, as most of the time goes into starting Python

function computed() {
  const build = Number(process.env.REGISTERS ?? 0); // the process that computes them, if any
  while (build && !existsSync(ready)) {
    process.kill(build, 0); // only asks whether it is there; throws if not
    Atomics.wait(clock, 0, 0, 10);
  }
  if (existsSync(ready)) return readFileSync(ready, "utf-8");
  return execFileSync("python", ["-m", "press.pages"], {
    cwd: book, env, encoding: "utf-8", maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "pipe"],
  });
}

function run(data, vfile, ctx) {
  try {
    pages ??= JSON.parse(computed());
    if (!pages) process.exit(1); // the build says why
    const name = data.arg === "chapter" ? basename(vfile.path, ".ipynb") : data.arg;
    if (!(name in pages)) throw Error(`no such register; there are ${Object.keys(pages)}`);
    return ctx.parseMyst(pages[name]).children;
  } catch (error) {
    const says = String(error.stderr || error.message).trim().split("\n").at(-1);
    vfile.message(`register ${data.arg}: ${says}`, data.node).fatal = true;
    return [];
  }
}

export default {
  name: "Registers of the book",
  directives: [{ name: "register", doc: "A computed page.", arg: { type: String, required: true }, run }],
};
