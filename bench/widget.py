"""What the widget costs a visitor: bytes, the time until a message can be typed, and until an answer is on the screen.

    python -m bench.widget        prints the tables (some 2 minutes)

Debian's Chromium with the window of a phone, before an assistant of its own; a slow phone is the same browser with a
quarter of the processor and a slow network. An answer counts as seen once its first lines were inside the conversation
when a frame was drawn, and the next frame has begun: of the times, up to two frames (33 ms) are the screen's.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, Request, expect, sync_playwright

from scripts.console import fail, main
from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL
from tests.web.other_site import other_site

LOADS, ANSWERS = 5, 20
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "fr-FR",
}
# Bytes a second and milliseconds.
SLOW_4G = {"offline": False, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "latency": 150}
# How long a finger stays on a button.
TOUCH = 0.08
# Two of each kind in turn: the same answer twice would spare the widget half of its work.
QUESTIONS = {
    "short": ("merci", "bonjour"),
    "long, with a chart": (
        "Je veux de nouveaux clients et de la notoriété",
        "compare mes objectifs à ceux des entreprises en hypercroissance",
    ),
}

# Playwright's own waiting reads a large script into the page, just when the page is busy: the page tells by itself.
WATCH = """(() => {
  const shadow = (name, root) => root?.querySelector(name)?.shadowRoot;
  const widget = () => shadow("cap-reseaux", document);
  const chat = () => shadow("cap-reseaux-chat", widget());
  const drawn = (ready) =>
    new Promise((resolve) => {
      requestAnimationFrame(function look() {
        if (ready()) requestAnimationFrame(() => resolve(performance.now()));
        else requestAnimationFrame(look);
      });
    });
  window.within = (promise) =>
    Promise.race([promise, new Promise((_, fail) => setTimeout(fail, 30_000, "not within 30 s"))]);

  // When each was on the screen, and when a finger touched it.
  window.launcherSeen = drawn(() => widget()?.querySelector(".launcher"));
  // What is typed is not sent while the earlier conversation is being fetched.
  window.fieldSeen = drawn(() => chat()?.querySelector('#form [aria-disabled="false"]'));
  window.touched = new Promise((resolve) => {
    addEventListener("pointerdown", (event) => resolve(event.timeStamp), { once: true, capture: true });
  });

  // How long the first lines of the next answer take: since it had arrived, and since the script had read it.
  const LINES = 56;
  let read = 0;
  const { json } = Response.prototype;
  Response.prototype.json = async function () {
    const content = await json.call(this);
    read = performance.now();
    return content;
  };
  window.watchAnswer = () => {
    const log = chat().querySelector("#log");
    const before = log.querySelectorAll(".assistant").length;
    chat().querySelector("#question").focus();
    window.answerSeen = drawn(() => {
      const answer = log.querySelectorAll(".assistant")[before];
      if (!answer) return false;
      const { top, bottom } = answer.getBoundingClientRect();
      const edges = log.getBoundingClientRect();
      return top >= edges.top && Math.min(bottom, top + LINES) <= edges.bottom;
    }).then((now) => {
      const calls = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/chat/messages"));
      return [now - calls.at(-1).responseEnd, now - read];
    });
  };
})();"""


class Place(NamedTuple):
    """Where the measured browser goes: an assistant, and a page of another site that shows its launcher."""

    browser: Browser
    assistant: str
    site: str


class Device(NamedTuple):
    """How many times slower than this machine, and over which network."""

    slower: int = 1
    network: dict[str, Any] | None = None


DEVICES = {
    "here": Device(),
    "processor 4 times slower": Device(4),
    "processor 4 times slower, slow 4G": Device(4, SLOW_4G),
}


@contextmanager
def place() -> Iterator[Place]:
    """Start all three for as long as the block lasts."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise fail("chromium is not installed (make system-packages).")
    port = free_port()
    base = f"http://{LOCAL}:{port}"
    with tempfile.TemporaryDirectory() as folder, other_site(base) as site, sync_playwright() as driver:
        settings = apart(Path(folder) / "widget.db") | {"ALLOWED_ORIGINS": site.url}
        with assistant(LOCAL, port, MODEL, " for the widget", settings):
            # Our own pages alone: Chromium's sandbox refuses to run as root.
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            yield Place(browser, base + "/chat/", site.url)
            browser.close()


@contextmanager
def window(browser: Browser, device: Device) -> Iterator[tuple[Page, CDPSession]]:
    """Open a window that remembers nothing, on such a device."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.add_init_script(WATCH)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if device.network:
        tools.send("Network.emulateNetworkConditions", device.network)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})
    yield page, tools
    context.close()


def told(tools: CDPSession, expression: str) -> Any:
    """Return what the page's own script promises."""
    options = {"expression": f"within({expression})", "awaitPromise": True, "returnByValue": True}
    answer = tools.send("Runtime.evaluate", options)
    if "exceptionDetails" in answer:
        raise fail(f"The widget did not come to « {expression} »: {answer['exceptionDetails']}")
    return answer["result"].get("value")


def open_page(here: Place, page: Page, tools: CDPSession) -> dict[str, float]:
    """Open the assistant's own page; return the milliseconds until a message can be typed."""
    page.goto(here.assistant, wait_until="commit")
    return {"page": told(tools, "fieldSeen")}


def open_launcher(here: Place, page: Page, tools: CDPSession) -> dict[str, float]:
    """Open another site, then the launcher with a finger; return the milliseconds of each, and of both."""
    page.goto(here.site, wait_until="commit")
    launcher = told(tools, "launcherSeen")
    # The corner of the window, where the launcher stands.
    finger = {name: size - 44 for name, size in zip("xy", PHONE["viewport"].values(), strict=True)}
    tools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    time.sleep(TOUCH)
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    opened = told(tools, "fieldSeen") - told(tools, "touched")
    return {"launcher": launcher, "launcher, opened": opened, "launcher, in all": launcher + opened}


def ask(page: Page, tools: CDPSession, text: str) -> list[float]:
    """Send a message; return the milliseconds until its answer is seen: since it had arrived, and since it was read."""
    told(tools, "watchAnswer()")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
    times: list[float] = told(tools, "answerSeen")
    return times


def summed(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return what is told of some times."""
    return {"median": round(statistics.median(milliseconds), 1), "worst": round(max(milliseconds), 1)}


def bytes_on_the_wire(here: Place) -> dict[str, dict[str, int]]:
    """Return the bytes, heads included, of each file that comes from the assistant, and of all."""
    asked: list[Request] = []

    def received() -> dict[str, int]:
        files: dict[str, int] = {}
        for request in asked:
            if request.url.startswith(here.assistant):
                # The name of the conversation's file changes with its content.
                name = re.sub("-[0-9a-f]{12}", "", urlsplit(request.url).path)
                size = request.sizes()
                files[name] = size["responseHeadersSize"] + size["responseBodySize"]
        asked.clear()
        return {**files, "all": sum(files.values())}

    with window(here.browser, DEVICES["here"]) as (page, tools):
        page.on("requestfinished", lambda request: asked.append(request))
        page.goto(here.site, wait_until="networkidle")
        launcher = received()
        page.locator("cap-reseaux .launcher").tap()
        told(tools, "fieldSeen")
        page.wait_for_load_state("networkidle")
        conversation = received()
        page.goto(here.assistant, wait_until="networkidle")
        return {"launcher": launcher, "conversation": conversation, "page": received()}


def first_interaction(here: Place) -> dict[str, dict[str, dict[str, float]]]:
    """Return the times of cold loads, by device, until a message can be typed; each time one is typed, and heard."""
    table = {}
    ways: tuple[Callable[[Place, Page, CDPSession], dict[str, float]], ...] = (open_page, open_launcher)
    for name, device in DEVICES.items():
        loads: dict[str, list[float]] = {}
        for _ in range(LOADS):
            for way in ways:
                with window(here.browser, device) as (page, tools):
                    for what, milliseconds in way(here, page, tools).items():
                        loads.setdefault(what, []).append(milliseconds)
                    page.locator("#question").tap()
                    page.keyboard.type("merci")
                    page.keyboard.press("Enter")
                    expect(page.locator(".visitor")).to_have_text(re.compile("merci$"))
                    expect(page.locator(".assistant")).to_have_count(2)
        table[name] = {what: summed(times) for what, times in loads.items()}
    return table


def answer_on_screen(here: Place) -> dict[str, dict[str, dict[str, float]]]:
    """Return the times of the answers of long conversations, by device and kind of answer."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, device in DEVICES.items():
        for kind, questions in QUESTIONS.items():
            with window(here.browser, device) as (page, tools):
                open_page(here, page, tools)
                times = [ask(page, tools, text) for text in islice(cycle(questions), 2 + ANSWERS)]
                # The first ones warm up.
                arrived, read = zip(*times[2:], strict=True)
                table.setdefault(name, {}).update({kind: summed(arrived), f"{kind}, read": summed(read)})
    return table


def measure() -> dict[str, Any]:
    """Return all that is measured: bytes and milliseconds."""
    with place() as here:
        return {
            "bytes": bytes_on_the_wire(here),
            "first_interaction_ms": first_interaction(here),
            "answer_on_screen_ms": answer_on_screen(here),
        }


def tell(measured: dict[str, Any]) -> None:
    """Print what `measure()` returned."""
    for what, files in measured["bytes"].items():
        print(f"{what:14}", ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in files.items()))
    for title in ("first_interaction_ms", "answer_on_screen_ms"):
        print(f"\n{title:36} {'median':>8} {'worst':>8}")
        for device, rows in measured[title].items():
            print(device)
            for what, times in rows.items():
                print(f"    {what:32} {times['median']:8.0f} {times['worst']:8.0f}")


def run() -> None:
    """Measure, and print the tables."""
    tell(measure())


if __name__ == "__main__":
    main(run)
