"""What docs/accessibility.md says of the widget and the pages, where a browser can tell."""

from __future__ import annotations

import pytest

from advisor.plan.store import plan_store
from advisor.profile.model import Profile
from tests.web.browsing import FOCUSED, Page, answers, ask, expect, launcher, open_panel
from tests.web.fake_rasa import CHART, RICH, Server
from tests.web.other_site import Site

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

# What axe-core leaves to people: the contrast of each control's edge, and of each field's placeholder, with its ground.
CONTRASTS = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [red, green, blue] = parts(colour).map((part) => {
      part /= 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const above = (node) => node.parentElement ?? node.getRootNode().host;
  const ground = (node) => {
    const colour = node ? getComputedStyle(node).backgroundColor : "rgb(255, 255, 255)";
    return (parts(colour)[3] ?? 1) === 0 ? ground(above(node)) : colour;
  };
  const within = (root) =>
    [...root.querySelectorAll("*")].flatMap((node) => [node, ...(node.shadowRoot ? within(node.shadowRoot) : [])]);
  const seen = within(document).filter((node) => node.checkVisibility());
  const edges = seen
    .filter((node) => node.matches("button, textarea, input, select") && node.type !== "checkbox")
    .filter((node) => !node.querySelector("svg") || node.matches(".launcher"))
    .map((node) => {
      const around = ground(above(node));
      const border = getComputedStyle(node).borderTopColor;
      const edge = Math.max(contrast(border, around), contrast(ground(node), around));
      return [node.title || node.textContent.trim(), edge];
    });
  const hints = seen
    .filter((node) => node.placeholder)
    .map((node) => [node.placeholder, contrast(getComputedStyle(node, "::placeholder").color, ground(node)) / 1.5]);
  return [...edges, ...hints].filter(([, ratio]) => ratio < 3);
}"""

# The reader's own spacing (WCAG 1.4.12), into every shadow tree.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }`);
  const space = (root) => {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) space(node.shadowRoot);
  };
  space(document);
}"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, every rule of it, in the shadow tree too."""
    found = axe.Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.fixture
def plan(server: Server) -> str:
    """The address of a plan."""
    return f"{server.url}/plan/{plan_store().keep(Profile(goals=('brand',), channels=('events',), minutes=60))}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(page: Page, server: Server, site: Site, plan: str, scheme: str) -> None:
    """Closed, open, answered with all that an answer can hold, in its menu, in trouble, and on the pages of our own."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(site.url)
    assert violations(page) == []
    open_panel(page)
    assert violations(page) == []
    server.agent.messages = RICH
    ask(page, "bonjour")
    expect(answers(page)).to_have_count(2)
    page.get_by_text("Voir en tableau").click()
    page.get_by_text("Sources", exact=True).click()
    page.get_by_role("button", name="Cette réponse ne m’aide pas").click()
    expect(page.get_by_label("Pourquoi")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Effacer mes données").click()
    assert violations(page) == []
    page.get_by_role("button", name="Non, garder").click()
    server.agent.messages = []
    ask(page, "encore")
    expect(page.get_by_role("button", name="Renvoyer mon message")).to_be_visible()
    assert violations(page) == []
    for address in (f"{server.url}/chat/", f"{server.url}/chat/embed"):
        page.goto(address)
        expect(page.locator("cap-reseaux")).to_have_count(1)
        page.wait_for_load_state("networkidle")
        assert violations(page) == []
    for address in (plan, plan[:-32] + "0" * 32):
        page.goto(address)
        assert violations(page) == []


@pytest.mark.parametrize("colour", ["#145a63", "#ffcc00", "#ffffff", "#000000"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_controls_stand_out_whatever_the_owners_colour(
    page: Page, server: Server, site: Site, scheme: str, colour: str
) -> None:
    site.attributes["data-color"] = colour
    page.emulate_media(color_scheme=scheme)
    page.goto(site.url)
    open_panel(page)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Effacer mes données").click()
    assert page.evaluate(CONTRASTS) == []
    page.goto(server.url + "/chat/embed")
    assert page.evaluate(CONTRASTS) == []


def test_the_bubbles_focus_shows_on_any_ground(page: Page, site: Site) -> None:
    """A black ring and a white one: the site's ground can't hide both."""
    site.attributes["data-color"] = "#ffcc00"
    page.goto(site.url)
    page.keyboard.press("Tab")
    expect(launcher(page)).to_be_focused()
    expect(launcher(page)).to_have_css("outline", "rgb(0, 0, 0) solid 3px")
    expect(launcher(page)).to_have_css("box-shadow", "rgb(255, 255, 255) 0px 0px 0px 6px")


@pytest.mark.parametrize("spaced", [False, True])
@pytest.mark.parametrize("size", [(640, 400), (320, 256), (568, 320)])
def test_nothing_is_lost_when_the_window_is_small(
    page: Page, server: Server, site: Site, size: tuple[int, int], spaced: bool
) -> None:
    """1280 by 800 at 200 %, 1280 by 1024 at 400 %, a phone on its side: in trouble, its menu open, its text spaced."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(reduced_motion="reduce")
    server.agent.messages = []
    for address in (site.url, f"{server.url}/chat/"):
        page.goto(address)
        if address == site.url:
            open_panel(page)
        expect(answers(page)).to_have_count(1)
        if spaced:
            page.evaluate(SPACING)
        ask(page, "bonjour")
        expect(page.get_by_role("alert")).to_contain_text("renvoyez-le")
        page.get_by_role("button", name="Menu").click()
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        chat = page.locator("cap-reseaux-chat")
        for name in ("Menu", "Effacer mes données", "Renvoyer mon message", "Envoyer"):
            button = chat.get_by_role("button", name=name, exact=True)
            button.scroll_into_view_if_needed()
            expect(button).to_be_in_viewport(ratio=0.99)


def test_a_long_conversation_does_not_lengthen_the_page(chat: Page, server: Server) -> None:
    """The conversation scrolls inside, what only screen readers see included."""
    server.agent.messages = RICH
    for turn in range(3):
        ask(chat, "bonjour")
        expect(answers(chat)).to_have_count(turn + 2)
    assert chat.evaluate("document.documentElement.scrollHeight === innerHeight")


def test_a_panel_that_covers_the_site_makes_way_for_the_focus(page: Page, site: Site) -> None:
    """On a phone with a keyboard, or at 400 %: what has the focus is never behind the panel."""
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(site.url)
    open_panel(page)
    page.evaluate("document.querySelector('h1').tabIndex = 0")
    while page.evaluate(FOCUSED) != "h1":
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")


def test_it_is_french_and_from_left_to_right_on_any_site(page: Page, site: Site) -> None:
    page.goto(site.url)
    expect(page.locator("cap-reseaux")).to_have_attribute("lang", "fr")
    expect(page.locator("cap-reseaux")).to_have_attribute("dir", "ltr")


def test_each_page_has_a_way_round_its_head(page: Page, server: Server, plan: str) -> None:
    """The first Tab leads there, and it works."""
    for address, after in ((f"{server.url}/chat/", "button"), (f"{server.url}/chat/embed", "color"), (plan, "summary")):
        page.goto(address)
        expect(page.locator("main")).to_have_count(1)
        if "/chat/" in address:
            expect(page.locator("cap-reseaux button")).not_to_have_count(0)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
        expect(page.get_by_role("link", name="Aller au contenu")).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == after


def test_what_was_done_is_seen_and_told_each_time(chat: Page, server: Server) -> None:
    """The same words twice are two messages: a status that does not change is not announced."""
    chat.context.grant_permissions(["clipboard-write"])
    ask(chat, "bonjour")
    status = chat.get_by_role("status").get_by_text("Réponse copiée.")
    chat.get_by_role("button", name="Copier cette réponse").click()
    expect(status).to_be_in_viewport()
    first = status.element_handle()
    chat.get_by_role("button", name="Copier cette réponse").click()
    chat.wait_for_function("(node) => !node.isConnected", arg=first)
    expect(status).to_have_count(1)
    ask(chat, "encore")
    expect(status).to_have_count(0)


def test_a_new_conversation_is_announced(chat: Page) -> None:
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="Nouvelle conversation").click()
    expect(chat.get_by_role("log")).to_contain_text("Je suis un robot")


def test_a_mistake_and_a_question_are_tied_to_their_control(chat: Page) -> None:
    """A screen reader on the field, or on the button, hears what is wrong, or what is asked."""
    field = chat.get_by_label("Votre question")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    ask(chat, "é" * 1001)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "Votre message dépasse 1\u202f000 caractères : raccourcissez-le, puis envoyez-le."
    )
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="Effacer mes données").click()
    expect(chat.get_by_role("button", name="Oui, tout effacer")).to_have_accessible_description(
        "Tout effacer pour de bon : la conversation, votre profil, votre plan et vos avis ?"
    )


def test_a_charts_caption_names_its_figure(chat: Page, server: Server, plan: str) -> None:
    server.agent.messages = RICH
    ask(chat, "bonjour")
    figure = chat.get_by_role("figure", name=CHART["title"], exact=True)
    expect(figure).to_have_attribute("aria-label", CHART["title"])
    chat.goto(plan)
    for figure in chat.locator("figure").all():
        assert figure.get_attribute("aria-label") == figure.locator("figcaption").inner_text()


def test_what_moves_stops_within_five_seconds(chat: Page, server: Server) -> None:
    """The dot beside « écrit… » is all that moves, and not at all for who wants no motion."""
    moving = (
        "document.querySelector('cap-reseaux').shadowRoot.querySelector('cap-reseaux-chat').shadowRoot.getAnimations()"
    )
    server.hold()
    ask(chat, "bonjour")
    expect(chat.locator("#typing")).to_have_text("Cap Réseaux écrit…")
    lengths = chat.evaluate(f"{moving}.map((one) => one.effect.getComputedTiming().activeDuration)")
    assert len(lengths) == 1 and lengths[0] <= 5000
    chat.emulate_media(reduced_motion="reduce")
    assert chat.evaluate(f"{moving}.length") == 0


def test_on_paper_the_conversation_follows_the_page(page: Page, site: Site, server: Server) -> None:
    page.goto(site.url)
    open_panel(page)
    page.emulate_media(media="print")
    expect(launcher(page)).to_be_hidden()
    expect(page.get_by_role("dialog")).to_have_css("position", "static")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(answers(page)).to_be_visible()
