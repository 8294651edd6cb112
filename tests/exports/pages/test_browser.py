"""The pages in a real browser: Chromium, without a network, on a narrow and a wide screen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, ViewportSize, sync_playwright

from tests.exports.pages.hostile import MARK, publish_hostile

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)
SERIOUS = {"serious", "critical"}

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `sponsorfeed serve` shows a dump with hostile postings among others."""
    out = publish_hostile(tmp_path_factory.mktemp("browser"))
    command = [sys.executable, "-m", "sponsorfeed", "serve", "--out", str(out), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[0].rstrip("/")
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        yield stack.enter_context(playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS)))


PAGES = (
    "/",
    "/postings",
    "/postings?q=blade&tag=excluded_by_posting&state=MN&pay=100000&posted=60",
    "/postings?q=nothing-like-it",
    "/roles",
    "/role/17-2141?page=2",
    "/employers",
    "/employer/Acme~20Turbines",
    "/posting/greenhouse~3Aacme~3A1",
    "/quality",
    "/postings?pay=much",
    "/posting/none",
)


class Visitor:
    """Goes to pages, and notes what the browser complains of and what it asks of others."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._note)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def _note(self, request: Request) -> None:
        own = request.url.startswith((f"{self.address}/", "data:"))
        if not own:
            self.foreign.append(request.url)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def visitor(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visitor]:
    with browser.new_context(viewport=request.param) as context:
        yield Visitor(context.new_page(), address)


def serious_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found if fault["impact"] in SERIOUS]


def test_every_page_is_quiet_alone_accessible_and_fits_the_screen(visitor: Visitor) -> None:
    for path in PAGES:
        visitor.go(path)
        # Chromium reports an answer of 400 or 404 on the console, which is no fault of the page.
        errors = [said for said in visitor.complaints if "the server responded with a status of 40" not in said]
        assert not errors, (path, errors)
        assert not visitor.foreign, (path, visitor.foreign)
        assert serious_faults(visitor.page) == [], path
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_the_dark_pages_are_readable_too(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE, color_scheme="dark") as context:
        page = context.new_page()
        for path in ("/", "/postings", "/employer/Acme~20Turbines", "/posting/greenhouse~3Aacme~3A1", "/quality"):
            page.goto(address + path)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"
            assert serious_faults(page) == [], path


def test_a_person_without_scripts_finds_a_posting_from_the_front_page(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Search titles and descriptions").fill("blade 17")
        page.get_by_role("button", name="Search").click()
        assert page.get_by_role("heading", level=1).inner_text() == "1 open posting"
        page.get_by_text("Filters", exact=True).click()
        page.get_by_label("State").select_option(label="Minnesota (1)")
        page.get_by_label("Says no").check()
        page.get_by_role("button", name="Apply").click()
        assert {"state=MN", "tag=excluded_by_posting", "q=blade+17"} <= set(urlsplit(page.url).query.split("&"))
        page.get_by_role("link", name="Blade Engineer 17").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Blade Engineer 17"
        page.get_by_role("link", name="In the text").click()
        assert page.url.endswith("#q1")
        assert page.locator("mark").inner_text().startswith("We do not sponsor visas")


def test_the_first_tab_leads_past_the_navigation(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        assert page.get_by_text("Skip to the content").is_visible()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_in_a_hostile_posting_runs(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=DESK) as context:
        visitor = Visitor(context.new_page(), address)
        seen = {"/postings"}
        for path in ("/postings", "/postings?page=2", "/employers", "/jobs/posting", "/jobs/statement", "/jobs/board"):
            visitor.go(path)
            assert visitor.page.title() != MARK, path
            links = visitor.page.eval_on_selector_all(
                "main a[href]", "all => all.map(link => link.getAttribute('href'))"
            )
            seen |= {link for link in links if link.startswith(("/posting/greenhouse~3Aacme~3A", "/employer/"))}
        hostile = [path for path in seen if "Turbines" not in path and not path[-1].isdigit()]
        assert len(hostile) > 8
        for path in hostile:
            visitor.go(path)
            assert visitor.page.title() != MARK, path
            assert visitor.page.locator("a[href^=javascript]").count() == 0
        assert not visitor.complaints
        assert not visitor.foreign


def test_datasettes_own_pages_work_under_the_policy(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=DESK) as context:
        visitor = Visitor(context.new_page(), address)
        for path in ("/jobs", "/jobs/listing", "/jobs/listing/1", "/jobs?sql=select+1"):
            visitor.go(path)
            assert not visitor.complaints, (path, visitor.complaints)
            assert not visitor.foreign, path
