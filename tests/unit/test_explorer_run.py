"""Run and Stop: the kernel takes the steps, the page keeps the time."""

from __future__ import annotations

import pytest

from helpers.errors import Impossible
from helpers.explorers import EffectExplorer, PeopleExplorer
from helpers.explorers.controls import list_steps
from tests.unit.explorer_tools import ALL

PLAYERS = [cls for cls in ALL if cls.player]


class Walker(PeopleExplorer):
    player = "threshold"


def make_walker(monkeypatch, cls=Walker, **state):
    """Return an explorer and the list of what it asks of the page."""
    explorer, asked = cls(**state), []
    monkeypatch.setattr(explorer._frame, "send", lambda content, buffers=None: asked.append(content))
    return explorer, asked


def answer(explorer, turn: int, *, to_the_end: bool = False) -> None:
    explorer._frame._handle_custom_msg({"kind": "step", "turn": turn, "to_the_end": to_the_end}, [])


def test_a_run_goes_to_the_end_one_step_an_answer(monkeypatch):
    explorer, asked = make_walker(monkeypatch)
    explorer._run_button.click()
    assert (explorer._run_button.description, explorer.state["threshold"]) == ("Stop", 20)
    seen = []
    while explorer._run_button.description == "Stop":
        answer(explorer, asked[-1]["turn"])
        seen.append(explorer.state["threshold"])
    assert seen == [40, 60]
    assert [content["pause"] for content in asked] == [explorer.pause_ms] * 2
    assert "60 or more" in explorer.picture.sentence


def test_a_second_page_that_answers_the_same_question_is_not_heard(monkeypatch):
    """Two pages on one kernel would double the steps at every turn."""
    explorer, asked = make_walker(monkeypatch)
    explorer.run()
    turn = asked[-1]["turn"]
    answer(explorer, turn)
    answer(explorer, turn)
    assert explorer.state["threshold"] == 40
    assert len(asked) == 2


def test_a_reader_who_wants_no_motion_gets_the_end_at_once(monkeypatch):
    explorer, asked = make_walker(monkeypatch)
    explorer.run()
    answer(explorer, asked[-1]["turn"], to_the_end=True)
    assert (explorer._run_button.description, explorer.state["threshold"]) == ("Run", 60)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "interrupt",
    [
        lambda explorer: explorer._run_button.click(),
        lambda explorer: explorer.reset(),
        lambda explorer: explorer.show_preset("Expected without effect"),
        lambda explorer: explorer.set(mark_expected=True),
        lambda explorer: setattr(explorer._controls["mark_expected"], "value", True),
        lambda explorer: explorer.on_gone(),
    ],
    ids=["stop", "reset", "preset", "set", "another control", "page closed"],
)
def test_whatever_else_is_pressed_ends_the_run(monkeypatch, interrupt):
    explorer, asked = make_walker(monkeypatch)
    explorer.run()
    interrupt(explorer)
    state = explorer.state
    answer(explorer, asked[-1]["turn"])
    assert explorer._run_button.description == "Run"
    assert explorer.state == state


def test_a_run_from_the_end_starts_anew(monkeypatch):
    explorer, _ = make_walker(monkeypatch, threshold=60)
    explorer.run()
    assert explorer.state["threshold"] == 20


def test_a_run_ends_where_a_step_is_impossible(monkeypatch):
    def refuse(explorer, *, threshold, mark_expected):
        if threshold == 40:
            raise Impossible("40 is impossible here. Choose 20.")
        return PeopleExplorer.compute(explorer, threshold=threshold, mark_expected=mark_expected)

    explorer, asked = make_walker(monkeypatch)
    monkeypatch.setattr(Walker, "compute", refuse)
    explorer.run()
    answer(explorer, asked[-1]["turn"])
    assert explorer._run_button.description == "Run"
    assert len(asked) == 1
    assert "40 is impossible here. Choose 20. The picture still shows the state before." in explorer._view.value


@pytest.mark.parametrize(("player", "found"), [("bar", "no control"), ("mark_expected", "a Checkbox")])
def test_a_player_that_is_no_slider_of_steps_is_refused_at_once(player, found):
    stumbling = type("Stumbling", (PeopleExplorer,), {"player": player})
    with pytest.raises(TypeError, match=f"{player}.* is {found}: it must name an IntSlider"):
        stumbling()


def test_where_nothing_builds_up_there_is_no_run():
    explorer = EffectExplorer()
    assert explorer._run_button is None
    with pytest.raises(Impossible, match="shows everything at once"):
        explorer.run()


@pytest.mark.slow
@pytest.mark.parametrize("cls", PLAYERS)
def test_every_player_walks_through_all_its_steps(monkeypatch, cls):
    explorer, asked = make_walker(monkeypatch, cls)
    steps = list_steps(explorer._controls[cls.player])
    explorer._controls[cls.player].value = steps[0]
    pictures = [explorer._shown.image]
    explorer.run()
    while explorer._run_button.description == "Stop":
        answer(explorer, asked[-1]["turn"])
        pictures.append(explorer._shown.image)
    assert explorer.state[cls.player] == steps[-1]
    assert len(set(pictures)) == len(steps)
