"""The widget in Debian's Chromium, on a page of another site: what visitors use, and what they are safe from."""

from __future__ import annotations

import pytest

from channels.feedback import Opinion, opinion_store
from tests.web.browsing import ATTACK, Page, Watch, answers, arrived, ask, expect, launcher, open_panel, replies
from tests.web.fake_rasa import CHART, FIGURE, PLAN, RICH, Server
from tests.web.other_site import Site

# ---------------------------------------------------------------- on another site


def test_it_talks_from_a_page_of_another_site(page: Page, site: Site, server: Server) -> None:
    """Under that site's strict policy: no error, nothing asked of anybody else, no cookie."""
    watch = Watch(page)
    page.goto(site.url)
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    assert watch.origins == {site.url, server.url}
    open_panel(page)
    expect(page.get_by_label("Votre question")).to_be_focused()
    server.agent.messages = RICH
    ask(page, "bonjour")
    expect(answers(page)).to_have_count(2)
    assert page.get_by_role("link", name="voir le plan complet").get_attribute("href") == server.url + PLAN
    page.reload()
    launcher(page).click()
    expect(page.locator(".visitor, .assistant")).not_to_have_count(0)
    assert watch.errors == []
    assert watch.origins == {site.url, server.url}
    assert page.context.cookies() == []


def test_a_site_that_is_not_allowed_gets_no_answer(
    page: Page, site: Site, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The visitor is told, and the message stays."""
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://ailleurs.example")
    page.goto(site.url)
    open_panel(page)
    ask(page, "bonjour")
    expect(page.get_by_role("alert")).to_contain_text("Votre message est gardé")
    assert server.agent.received == []


def test_the_sites_owner_sets_colour_side_words_and_opening(page: Page, site: Site) -> None:
    site.attributes.update(
        {
            "data-color": "#ffcc00",
            "data-side": "left",
            "data-title": "Conseils",
            "data-greeting": "Bienvenue à la boutique.",
            "data-legal": "https://boutique.example/mentions",
            "data-open": "true",
        }
    )
    page.goto(site.url)
    expect(answers(page)).to_contain_text("Bienvenue à la boutique.")
    expect(page.get_by_role("dialog", name="Conseils")).to_be_visible()
    style = launcher(page).evaluate("(node) => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]")
    assert style == ["rgb(255, 204, 0)", "rgb(0, 0, 0)"]
    assert launcher(page).bounding_box()["x"] < 50
    page.get_by_role("button", name="Menu").click()
    link = page.get_by_role("link", name="Mentions légales")
    expect(link).to_have_attribute("href", "https://boutique.example/mentions")


def test_an_attribute_can_only_be_what_it_is_for(page: Page, site: Site) -> None:
    site.attributes.update({"data-color": "red;} * {display:none", "data-legal": "javascript:alert(1)"})
    page.goto(site.url)
    open_panel(page)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Mentions légales")).to_have_count(0)
    expect(launcher(page)).to_have_css("background-color", "rgb(20, 90, 99)")


def test_a_conversation_that_cannot_load_says_so_and_can_be_tried_again(page: Page, site: Site) -> None:
    page.route("**/chat-*.js", lambda route: route.abort())
    page.goto(site.url)
    launcher(page).click()
    expect(page.get_by_role("alert")).to_contain_text("réessayez")
    page.unroute("**/chat-*.js")
    page.reload()
    open_panel(page)


def test_the_conversation_is_fetched_once_and_from_the_first_touch(page: Page, site: Site) -> None:
    page.goto(site.url)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    launcher(page).hover()
    assert fetched == []
    with page.expect_request("**/chat-*.js"):
        page.mouse.down()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert len(fetched) == 1


def test_the_panel_by_keyboard_alone(page: Page, site: Site, server: Server) -> None:
    """Tab, Enter, Escape: opened, asked, closed, and the focus where it was."""
    page.goto(site.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Votre question")).to_be_focused()
    page.keyboard.type("bonjour")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(2)
    expect(page.get_by_label("Votre question")).to_be_focused()


@pytest.mark.parametrize("width", [320, 1024, 3840])
def test_it_fits_any_screen(page: Page, site: Site, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 568})
    server.agent.messages = RICH
    page.goto(site.url)
    open_panel(page)
    ask(page, "m" * 300)
    expect(answers(page)).to_have_count(2)
    page.get_by_text("Voir en tableau").click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("#log").evaluate("(node) => node.scrollWidth <= node.clientWidth")
    for name in ("Envoyer", "Menu", "Fermer la conversation"):
        expect(page.locator("cap-reseaux-chat").get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


# ---------------------------------------------------------------- in the conversation


def test_a_chart_with_its_table_and_sources_one_click_away(chat: Page, server: Server) -> None:
    server.agent.messages = RICH
    ask(chat, "bonjour")
    drawing = chat.get_by_role("img", name="Les objectifs et les vôtres")
    expect(drawing).to_be_visible()
    lengths = drawing.evaluate(
        "(svg) => [...svg.querySelectorAll('g rect:nth-of-type(2)')].map((bar) => bar.width.baseVal.value)"
    )
    assert lengths[0] / lengths[1] == pytest.approx(90 / 89, rel=0.01)
    chat.get_by_text("Voir en tableau").click()
    expect(chat.get_by_role("row", name="Publier du contenu 89\u202f% pas cité")).to_be_visible()
    source = chat.locator(".sources li")
    expect(source).to_be_hidden()
    chat.get_by_text("Sources", exact=True).click()
    expect(source).to_contain_text("90\u202f%, notoriété (entreprises en hypercroissance)")
    expect(source.get_by_role("link")).to_have_attribute("href", "https://etude.example/")


def test_an_answer_is_read_from_the_frame_that_brings_it_and_leaves_the_earlier_ones_alone(
    chat: Page, server: Server
) -> None:
    """It does not slide into view, and what was selected or opened further up stays so."""
    server.agent.messages = RICH
    for _ in range(2):
        ask(chat, "bonjour")
        arrived(chat)
    assert chat.evaluate(
        """() => {
          const log = document.querySelector("cap-reseaux").shadowRoot
            .querySelector("cap-reseaux-chat").shadowRoot.querySelector("#log");
          const answers = () => [...log.querySelectorAll(".assistant")];
          const before = answers();
          const kept = log.querySelectorAll(".assistant *, figure *");
          window.seen = new Promise((resolve) => requestAnimationFrame(function look() {
            const answer = answers()[before.length];
            if (!answer) return requestAnimationFrame(look);
            const [{ top }, edges] = [answer, log].map((node) => node.getBoundingClientRect());
            resolve({ inView: top >= edges.top && top < edges.top + edges.height / 2,
              kept: [...kept].every((node) => node.isConnected) });
          }));
          return kept.length > 0;
        }"""
    )
    ask(chat, "bonjour")
    assert chat.evaluate("window.seen") == {"inView": True, "kept": True}


def test_the_answer_is_announced_once_as_words(chat: Page, server: Server) -> None:
    server.agent.messages = RICH
    ask(chat, "bonjour")
    heard = chat.locator("#announcement")
    expect(heard).to_contain_text("un gras")
    words = heard.inner_text()
    assert "**" not in words and "/plan/" not in words and words.count("un gras") == 1
    expect(heard).to_have_attribute("aria-live", "polite")
    expect(chat.locator("#log")).not_to_have_attribute("aria-live", "polite")
    chat.reload()
    expect(answers(chat)).to_have_count(1)
    expect(heard).to_be_empty()


def test_a_payload_is_never_seen_nor_sent(chat: Page, server: Server) -> None:
    server.agent.messages = RICH
    ask(chat, "bonjour")
    expect(replies(chat)).to_have_text(["Et la pub ?"])
    replies(chat).click()
    expect(answers(chat)).to_have_count(3)
    assert server.agent.texts[-1] == "Et la pub ?"


def test_a_thumb_down_with_a_word_is_kept(chat: Page, server: Server) -> None:
    ask(chat, "bonjour")
    down = chat.get_by_role("button", name="Cette réponse ne m’aide pas")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    chat.get_by_label("Pourquoi").fill("trop long")
    chat.get_by_role("button", name="Envoyer l’avis").click()
    expect(chat.get_by_label("Pourquoi")).to_have_count(0)
    (received,) = server.agent.received
    turn = received.message_id
    expect(chat.get_by_text("Merci, votre avis est noté.")).to_have_count(1)
    assert opinion_store().of(received.sender_id) == [Opinion(received.sender_id, turn, "down", "trop long")]


def test_an_answer_is_copied_as_words(chat: Page, server: Server) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    server.agent.messages = RICH
    ask(chat, "bonjour")
    chat.get_by_role("button", name="Copier cette réponse").click()
    expect(chat.get_by_text("Réponse copiée.")).to_have_count(1)
    assert "un gras\ndeux" in chat.evaluate("navigator.clipboard.readText()")


def test_erasing_asks_first_then_leaves_nothing(chat: Page, server: Server) -> None:
    ask(chat, "bonjour")
    expect(answers(chat)).to_have_count(2)
    sender = chat.evaluate("localStorage.getItem('cap-reseaux.conversation')")
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="Effacer mes données").click()
    expect(chat.get_by_role("button", name="Oui, tout effacer")).to_be_focused()
    assert server.post("/chat/messages", json={"sender": sender, "message": "x"}).status_code == 200
    chat.get_by_role("button", name="Oui, tout effacer").click()
    expect(chat.locator(".visitor")).to_have_count(0)
    expect(chat.get_by_text("vos données sont effacées")).to_have_count(1)
    assert chat.evaluate("localStorage.length") == 0
    assert server.post("/chat/messages", json={"sender": sender, "message": "x"}).status_code == 410


# ---------------------------------------------------------------- attacks

ATTACKS = [
    ATTACK,
    "[clic](javascript:alert(1))",
    "![x](https://pirate.example/x.png)",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<a href='javascript:alert(1)'>x</a><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "[plan](https://pirate.example/plan/" + "0" * 32 + ")",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<style>*{background:url(https://pirate.example/x)}</style>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "`<img src=x onerror=alert(1)>`",
    "<https://pirate.example/>",
    "${alert(1)} {{constructor.constructor('alert(1)')()}}",
    "\u202e<script>alert(1)</script>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_is_anything_but_words(page: Page, server: Server, attack: str) -> None:
    """Neither what a visitor types nor what the assistant says, in any of its parts."""
    watch = Watch(page)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(server.url + "/chat/")
    chart = {
        **CHART,
        "title": attack,
        "description": attack,
        "source": attack,
        "bars": [{**CHART["bars"][0], "label": attack}],
    }
    figure = {**FIGURE, "label": attack, "source": {"label": attack, "url": "javascript:alert(1)"}}
    server.agent.messages = [
        {"text": attack, "buttons": [{"title": attack, "payload": attack}]},
        {"custom": {"figures": [figure], "charts": [chart]}},
    ]
    ask(page, attack)
    expect(answers(page)).to_have_count(2)
    page.get_by_text("Sources", exact=True).click()
    inside = page.locator("cap-reseaux-chat").evaluate(
        """(chat) => {
          const nodes = [...chat.shadowRoot.querySelectorAll("*")];
          const bad = nodes.filter((node) => ["SCRIPT", "IMG", "IFRAME", "STYLE", "OBJECT"].includes(node.tagName)
            || [...node.attributes].some(({ name, value }) => name.startsWith("on")
              || (!["aria-label", "title"].includes(name) && /javascript:/i.test(value))));
          return [bad.length, [...chat.shadowRoot.querySelectorAll("a")].map((link) => link.href)];
        }"""
    )
    assert inside[0] == 0
    assert all(link.startswith(server.url + "/plan/") for link in inside[1])
    assert dialogs == [] and page.title() == "Cap Réseaux" and page.evaluate("window.pwned") is None
    assert watch.origins == {server.url}
    assert watch.errors == []


# ---------------------------------------------------------------- for the site's owner


def test_the_snippet_of_the_embed_page_is_what_the_settings_say(page: Page, server: Server) -> None:
    page.goto(server.url + "/chat/embed")
    snippet = page.locator("#snippet")
    expect(snippet).to_have_text(f'<script src="{server.url}/chat/widget.js" defer></script>')
    page.get_by_label("Titre").fill('Conseils "sûrs"')
    page.get_by_label("Côté").select_option("left")
    expect(snippet).to_contain_text('data-side="left" data-title="Conseils &quot;sûrs&quot;" defer')
    page.get_by_role("button", name="Voir ces réglages ici").click()
    expect(launcher(page)).to_have_count(1)
    assert launcher(page).bounding_box()["x"] < 50
