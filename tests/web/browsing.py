"""What the tests of pages share: a browser's eyes on the chat."""

from __future__ import annotations

import shutil
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("chromium is not installed (make system-packages)", allow_module_level=True)

Browser, Locator, Page, expect = playwright.Browser, playwright.Locator, playwright.Page, playwright.expect

# The id, or the kind, of what has the focus, however deep in shadow trees.
FOCUSED = """() => {
  let node = document.activeElement;
  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node.id || node.localName;
}"""
ATTACK = "<img src=x onerror=\"document.title='piégé'\"><script>document.title='piégé'</script>"


class Watch:
    """What a visitor never sees: the console's errors and the addresses that were asked."""

    def __init__(self, page: Page) -> None:
        """Listen from now on."""
        self.errors: list[str] = []
        self.origins: set[str] = set()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)
        page.on("request", lambda request: self._ask(request.url))

    def _note(self, message: playwright.ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _ask(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "data":
            self.origins.add(f"{parts.scheme}://{parts.netloc}")


def answers(page: Page) -> Locator:
    """Find the assistant's messages, its greeting first."""
    return page.locator(".assistant")


def replies(page: Page) -> Locator:
    """Find the suggestions that can be clicked."""
    return page.locator(".replies button")


def ask(page: Page, text: str) -> None:
    """Type the text and press « Envoyer »."""
    page.get_by_label("Votre question").fill(text)
    page.get_by_role("button", name="Envoyer", exact=True).click()


def arrived(page: Page) -> None:
    """Wait until the assistant has answered."""
    expect(page.locator("#typing")).to_have_text("")
    expect(page.locator("#error")).to_have_text("")


def launcher(page: Page) -> Locator:
    """Find the button that opens the panel."""
    return page.locator("cap-reseaux .launcher")


def open_panel(page: Page) -> None:
    """Open the panel, and wait for the greeting."""
    launcher(page).click()
    expect(answers(page)).to_have_count(1)
