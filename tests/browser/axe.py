"""axe-core on a part of a page: WCAG 2.2 A and AA, and axe's best practice."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

RUN = """([selector, tags]) => {
  const include = [...document.querySelectorAll(selector)];
  const height = document.createElement('style');
  height.textContent = 'html, body { height: 100% !important; }';
  document.head.append(height);
  return axe.run({include}, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => ({rule: rule.id, impact: rule.impact, help: rule.help,
                                     target: node.target.join(' '), html: node.html.slice(0, 200)})))).finally(
    () => height.remove());
}"""
"""JupyterLab's body is 0 px high and hides what overflows, so axe takes all that stands in it for out of sight, and
measures no contrast."""


@dataclass(frozen=True)
class Violation:
    """One element that breaks one of axe-core's rules."""

    rule: str
    impact: str
    help: str
    target: str
    html: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.help}\n    {self.html}"


def run_axe(page: Page, selector: str) -> list[Violation]:
    """Return what axe-core finds in all the elements that `selector` matches."""
    if not page.evaluate("() => 'axe' in window"):
        script = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        # Evaluated, not added as a script: the lab's page takes none from elsewhere. Its own value cannot be sent back.
        page.evaluate(f"{script};0")
    return [Violation(**found) for found in page.evaluate(RUN, [selector, list(TAGS)])]
