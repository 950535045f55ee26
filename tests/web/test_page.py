"""The chat page in Debian's Chromium: with the real assistant, then with one that we direct."""

from __future__ import annotations

import pytest
from rasa.core.channels.channel import UserMessage

from channels import phrases
from tests.web.browsing import ATTACK, FOCUSED, Page, Watch, answers, arrived, ask, expect, playwright, replies
from tests.web.fake_rasa import SESSION, Server

# ---------------------------------------------------------------- with the real assistant


def test_a_conversation_with_the_assistant(page: Page, assistant_url: str) -> None:
    """Open, ask, read, click a suggestion, reload: the conversation is still there."""
    watch = Watch(page)
    page.goto(assistant_url)
    assert page.url == assistant_url.rstrip("/") + "/chat/"
    expect(page).to_have_title("Cap Réseaux")
    expect(answers(page)).to_have_count(1)

    ask(page, "Combien de PME utilisent les réseaux sociaux ?")
    expect(answers(page)).not_to_have_count(1)
    arrived(page)
    expect(answers(page).last).to_contain_text("%")

    suggestion = replies(page).first
    title = suggestion.inner_text()
    before = answers(page).count()
    suggestion.click()
    expect(page.locator(".visitor").last).to_contain_text(title)
    expect(answers(page)).not_to_have_count(before)
    arrived(page)

    said = page.locator(".message").all_inner_texts()
    page.reload()
    expect(page.locator(".message")).to_have_count(len(said))
    assert page.locator(".message").all_inner_texts() == said

    assert watch.errors == []
    assert watch.origins == {assistant_url.rstrip("/")}


def test_the_plan_opens_from_the_chat(page: Page, assistant_url: str) -> None:
    """A goal, a plan, its page in a tab of its own: drawn, alone with its figures on paper, and still there later."""
    page.goto(assistant_url)
    expect(answers(page)).to_have_count(1)
    ask(page, "Je veux de nouveaux clients et de la notoriété")
    arrived(page)
    ask(page, "Fais-moi un plan")
    link = page.get_by_role("link", name="voir le plan complet")
    expect(link).to_be_visible()
    assert "/plan/" not in answers(page).last.inner_text()

    with page.context.expect_page() as opened:
        link.click()
    plan = opened.value
    watch = Watch(plan)
    plan.reload()
    expect(plan.get_by_role("heading", level=1)).to_contain_text("plan")
    chart = plan.get_by_role("img", name="Les objectifs des entreprises en hypercroissance")
    expect(chart).to_be_visible()
    expect(chart).to_contain_text("90\u202f%")
    plan.get_by_text("Voir en tableau").first.click()
    expect(plan.get_by_role("row", name="Renforcer la marque 90\u202f% votre objectif aussi")).to_be_visible()
    expect(plan.get_by_role("button", name="Imprimer")).to_be_visible()

    plan.set_viewport_size({"width": 320, "height": 640})
    assert plan.evaluate("document.documentElement.scrollWidth") == 320
    plan.emulate_media(media="print")
    expect(plan.get_by_role("button", name="Imprimer")).to_be_hidden()
    expect(chart).to_be_visible()
    assert watch.errors == []
    assert watch.origins == {assistant_url.rstrip("/")}


# ---------------------------------------------------------------- with one that we direct


def test_the_page_greets_and_sends_nothing(chat: Page, server: Server) -> None:
    """A greeting without figures and three questions to click; Rasa hears nothing yet."""
    greeting = answers(chat).inner_text()
    assert "Bonjour" in greeting
    assert not any(character.isdigit() for character in greeting)
    expect(replies(chat)).to_have_count(3)
    assert server.agent.received == []
    assert chat.evaluate("localStorage.length") == 0

    title = replies(chat).first.inner_text()
    replies(chat).first.click()
    expect(answers(chat)).to_have_count(2)
    assert server.agent.texts == [title]
    expect(replies(chat)).to_have_count(0)


def test_markdown_is_drawn_and_html_is_not(chat: Page, server: Server) -> None:
    """Bold, lists and lines of their own; whatever else stays the text that it is."""
    server.agent.messages = [{"text": f"Voici **deux** points :\n- un **gras**\n- deux\n{ATTACK}"}]
    ask(chat, f"**bonjour** {ATTACK}")
    expect(answers(chat)).to_have_count(2)
    answer = answers(chat).last
    assert answer.locator("strong").all_inner_texts() == ["deux", "gras"]
    assert answer.locator("li").all_inner_texts() == ["un gras", "deux"]
    assert answer.locator("p").last.inner_text() == ATTACK
    expect(chat.locator(".visitor")).to_contain_text(f"**bonjour** {ATTACK}")
    assert chat.locator("#log img, #log script, #announcement img").count() == 0
    assert chat.title() == "Cap Réseaux"


def test_a_suggestion_shows_its_title(chat: Page, server: Server) -> None:
    """The title is what is seen and what is said; the next answer replaces the suggestions."""
    buttons = [{"title": "Et la pub ?", "payload": "Quelle part pour la publicité ?"}]
    server.agent.messages = [{"text": "Voici.", "buttons": buttons}]
    ask(chat, "bonjour")
    expect(replies(chat)).to_have_count(1)
    server.agent.messages = [{"text": "Voilà."}]
    chat.get_by_role("button", name="Et la pub ?").click()
    expect(answers(chat).last).to_contain_text("Voilà.")
    assert server.agent.texts == ["bonjour", "Et la pub ?"]
    expect(replies(chat)).to_have_count(0)


def test_enter_sends_and_shift_enter_breaks_the_line(chat: Page, server: Server) -> None:
    """As in every chat."""
    field = chat.get_by_label("Votre question")
    field.press_sequentially("deux")
    field.press("Shift+Enter")
    field.press_sequentially("lignes")
    field.press("Enter")
    expect(answers(chat)).to_have_count(2)
    assert server.agent.texts == ["deux\nlignes"]
    expect(field).to_have_value("")
    expect(field).to_be_focused()


def test_a_silent_assistant_can_be_asked_again(chat: Page, server: Server) -> None:
    """The sentence, the message still there, and a button that sends it once more."""
    server.agent.messages = []
    ask(chat, "bonjour")
    expect(chat.get_by_role("alert")).to_contain_text(phrases.NO_ANSWER)
    server.agent.messages = [{"text": "Me revoilà."}]
    chat.get_by_role("button", name="Renvoyer mon message").click()
    expect(answers(chat).last).to_contain_text("Me revoilà.")
    expect(chat.locator("#error")).to_be_empty()
    expect(chat.locator(".visitor")).to_have_count(1)
    assert server.agent.texts == ["bonjour", "bonjour"]


def test_a_lost_connection_keeps_the_message(chat: Page, server: Server) -> None:
    """Offline: said in French, the text kept, even through a reload, and sent once when the network is back."""
    chat.context.set_offline(True)
    ask(chat, "bonjour")
    expect(chat.get_by_role("alert")).to_contain_text("Votre message est gardé")
    expect(chat.locator(".visitor")).to_contain_text("bonjour")
    expect(chat.locator("#typing")).to_have_text("Cap Réseaux écrit…")
    chat.context.set_offline(False)
    expect(answers(chat)).to_have_count(2)
    expect(chat.locator("#error")).to_be_empty()
    assert server.agent.texts == ["bonjour"]
    assert chat.evaluate("localStorage.getItem('cap-reseaux.outbox')") is None


def test_a_message_that_waits_survives_a_reload(chat: Page, server: Server) -> None:
    """What was typed while the server was away leaves when the page is there again."""
    chat.route("**/chat/messages", lambda route: route.abort())
    ask(chat, "bonjour")
    expect(chat.get_by_role("alert")).to_contain_text("Votre message est gardé")
    chat.unroute("**/chat/messages")
    chat.reload()
    expect(answers(chat)).to_have_count(2)
    expect(chat.locator(".visitor")).to_have_count(1)
    assert server.agent.texts == ["bonjour"]


def test_an_answer_lost_on_the_way_is_not_asked_twice(chat: Page, server: Server) -> None:
    """The server answered, the network lost it: the message goes again under the same id."""
    lost = []

    def lose_once(route: playwright.Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    chat.route("**/chat/messages", lose_once)
    ask(chat, "bonjour")
    expect(answers(chat)).to_have_count(2)
    first, *again = (message.message_id for message in server.agent.received)
    assert all(name == first for name in again)


def test_a_conversation_that_is_gone_begins_anew(chat: Page, server: Server) -> None:
    """Erased elsewhere, or another database: the message is not lost for it."""
    chat.evaluate(f"localStorage.setItem('cap-reseaux.conversation', '{'e' * 32}')")
    ask(chat, "bonjour")
    expect(answers(chat)).to_have_count(2)
    (received,) = server.agent.received
    assert received.sender_id != "e" * 32


def test_a_text_too_long_stays_in_the_field(chat: Page, server: Server) -> None:
    """It can be shortened there."""
    ask(chat, "é" * 1001)
    expect(chat.get_by_role("alert")).to_contain_text("1\u202f000")
    expect(chat.get_by_label("Votre question")).to_have_value("é" * 1001)
    assert server.agent.received == []


def test_a_new_conversation_forgets_the_old_one(chat: Page, server: Server) -> None:
    """Another id, an empty log and the greeting; an answer under way is dropped."""
    ask(chat, "bonjour")
    expect(answers(chat)).to_have_count(2)
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="Nouvelle conversation").click()
    expect(chat.locator(".visitor")).to_have_count(0)
    expect(replies(chat)).to_have_count(3)
    ask(chat, "rebonjour")
    expect(answers(chat)).to_have_count(2)
    first, second = (message.sender_id for message in server.agent.received)
    assert first != second


def test_only_one_message_is_sent_at_a_time(chat: Page, server: Server) -> None:
    """While the assistant writes, the page says so and keeps what is typed."""
    going_on = server.hold()
    ask(chat, "un")
    expect(chat.locator("#typing")).to_have_text("Cap Réseaux écrit…")
    field = chat.get_by_label("Votre question")
    field.fill("deux")
    field.press("Enter")
    expect(field).to_have_value("deux")
    going_on()
    expect(answers(chat)).to_have_count(2)
    assert server.agent.texts == ["un"]
    expect(chat.locator("#typing")).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_phone(chat: Page, server: Server, scheme: str) -> None:
    """320 px: nothing to scroll sideways, every control in sight."""
    chat.emulate_media(color_scheme=scheme)
    chat.set_viewport_size({"width": 320, "height": 568})
    title = "Combien de PME utilisent ou projettent d’utiliser les réseaux sociaux ?"
    server.agent.messages = [{"text": "a" * 200 + "\n- un\n- deux", "buttons": [{"title": title, "payload": title}]}]
    ask(chat, "bonjour " + "é" * 300)
    expect(answers(chat)).to_have_count(2)
    for seen in (chat.locator("html"), chat.locator("#log")):
        assert seen.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    expect(chat.get_by_role("button", name="Envoyer", exact=True)).to_be_in_viewport(ratio=1)
    expect(chat.get_by_role("button", name="Menu")).to_be_in_viewport(ratio=1)


def test_the_keyboard_is_enough(chat: Page, server: Server) -> None:
    """From the top of the page with Tab and Enter alone."""
    keyboard = chat.keyboard
    order = []
    for _ in range(8):
        keyboard.press("Tab")
        order.append(chat.evaluate(FOCUSED))
    assert order == ["a", "a", "button", "log", "button", "button", "button", "question"]
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(answers(chat)).to_have_count(2)
    expect(chat.get_by_label("Votre question")).to_be_focused()


def test_a_refused_session_is_replaced(page: Page, server: Server) -> None:
    """What another program left in the browser's store is no id, and is not used as one."""
    page.goto(server.url + "/chat/")
    page.evaluate("localStorage.setItem('cap-reseaux.conversation', 'zoe')")
    page.reload()
    expect(answers(page)).to_have_count(1)
    ask(page, "bonjour")
    expect(answers(page)).to_have_count(2)
    (received,) = server.agent.received
    assert len(received.sender_id) == 32


def test_the_conversation_goes_on_when_it_cannot_be_shown(page: Page, server: Server) -> None:
    """The store fails on reading: the page says so and still works."""
    page.goto(server.url + "/chat/")
    page.evaluate(f"localStorage.setItem('cap-reseaux.conversation', '{SESSION}')")
    server.agent.tracker_store = None
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("n’a pas pu être")
    ask(page, "bonjour")
    expect(answers(page)).to_have_count(2)
    received: list[UserMessage] = server.agent.received
    assert [message.sender_id for message in received] == [SESSION]
