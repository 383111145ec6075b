"""Looking at a page as a checker does: WCAG 2.2 AA by axe, and nothing wider than the window."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "field" / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = """async () => {
  for (let frames = 0; frames < 60; frames++) {
    await new Promise(requestAnimationFrame);
    // Those that follow scrolling, not the clock, never end.
    const going = (a) => a.playState === "running" && a.timeline === document.timeline;
    if (frames > 1 && !document.getAnimations().some(going)) return;
  }
}"""
FULL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def look(page: Page, widths: tuple[int, int] = (1280, 360)) -> list[str]:
    """Both widths in both schemes without loading the page again."""
    found: list[str] = []

    def wear(scheme: str) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(SETTLED)

    for width, scheme in ((widths[0], "light"), (widths[1], "dark")):
        # High enough that no sticky bar lies over a button just because of where one has scrolled to.
        page.set_viewport_size({"width": width, "height": 1400})
        wear(scheme)
        found += [f"{width} {scheme} {line}" for line in axe(page, FULL) + overflow(page)]
        other = "dark" if scheme == "light" else "light"
        wear(other)
        found += [f"{width} {other} {line}" for line in axe(page, ["color-contrast"])]
    return found


def overflow(page: Page) -> list[str]:
    """A page that scrolls sideways as a whole is a fault (its tables may)."""
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return ["the page is wider than the window"] if wide else []


def axe(page: Page, rules: list[str]) -> list[str]:
    """Violations of these axe tags (or rules) on the page, one line each."""
    # evaluate() is not bound by the page's content security policy, a script tag would be.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations"
        ".map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(' | ')))",
        rules,
    )
    return list(found)
