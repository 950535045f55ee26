"""The server ends and comes back in the middle of a conversation, under a page that stays open."""

from __future__ import annotations

from pathlib import Path

from scripts.run import LOCAL, apart, assistant, free_port
from scripts.train import MODEL
from tests.web.browsing import Page, answers, arrived, ask, expect

# The servers take tens of seconds to be there again on a small machine.
BACK_WITHIN_MS = 180_000


def test_a_conversation_survives_a_restart_of_the_server(page: Page, tmp_path: Path) -> None:
    """What is typed meanwhile is kept, said so, and answered once; the profile, the plan and the past are there."""
    port, store = free_port(), tmp_path / "conversations.db"
    with assistant(LOCAL, port, MODEL, " before the restart", apart(store)) as (server, *_):
        page.goto(server.base)
        ask(page, "Je veux de la notoriété")
        expect(answers(page)).to_have_count(2)
        ask(page, "Fais-moi un plan")
        expect(page.get_by_role("link", name="voir le plan complet")).to_be_visible()
        plan = page.get_by_role("link", name="voir le plan complet").get_attribute("href")
        before = answers(page).count()

    ask(page, "Rappelle-moi mes objectifs")
    expect(page.get_by_role("alert")).to_contain_text("Votre message est gardé")
    expect(page.locator(".visitor").last).to_contain_text("Rappelle-moi")

    with assistant(LOCAL, port, MODEL, " after the restart", apart(store)):
        expect(answers(page)).to_have_count(before + 1, timeout=BACK_WITHIN_MS)
        arrived(page)
        expect(answers(page).last).to_contain_text("renforcer la marque")
        said = page.locator(".message").all_inner_texts()
        page.reload()
        expect(page.locator(".message")).to_have_count(len(said))
        assert page.locator(".message").all_inner_texts() == said
        assert said.count("Vous : Rappelle-moi mes objectifs") + said.count("Rappelle-moi mes objectifs") <= 1
        page.goto(plan)
        expect(page.get_by_role("heading", level=1)).to_contain_text("plan")
