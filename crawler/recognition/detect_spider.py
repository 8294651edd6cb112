"""Fetch careers pages one by one with the crawl's own settings: guard, robots.txt, limits by backend, sizes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import settings as project_settings
from crawler.listings.listing import PAGE_HEADERS

Answers = dict[str, tuple[str, bytes | str]]
"""By URL: where redirects led, and the body or the reason why there is none."""


class DetectSpider(Spider):
    """Asks for each URL once."""

    name = "detect"

    def __init__(self, urls: Iterable[str], answers: Answers, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._urls = list(urls)
        self._answers = answers

    async def start(self) -> AsyncIterator[Request]:
        """One request a URL."""
        for url in self._urls:
            address = url.strip() if "://" in url else f"https://{url.strip().lstrip('/')}"
            try:
                yield Request(
                    address,
                    headers=PAGE_HEADERS,
                    callback=self.keep,
                    errback=self.fail,
                    cb_kwargs={"asked": url},
                    dont_filter=True,
                )
            except ValueError as error:
                self._answers[url] = (url, f"not a web address ({error})")

    def keep(self, response: Response, asked: str) -> None:
        """Keep the page."""
        self._answers[asked] = (response.url, response.body)

    def fail(self, failure: Failure) -> None:
        """Keep the reason."""
        request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it on every failure of a download
        error = failure.value
        status = error.response.status if isinstance(error, HttpError) else None
        reason = f"HTTP {status}" if status else str(error) or type(error).__name__
        self._answers[request.cb_kwargs["asked"]] = (request.url, f"could not be fetched: {reason}")


def fetch_pages(urls: Iterable[str], contact: str, allowed_hosts: tuple[str, ...] = ()) -> Answers:
    """The page behind each of ``urls``. Runs an event loop of its own."""
    settings = Settings()
    settings.setmodule(project_settings)
    own = {
        "LOG_INSTALL_ROOT_HANDLER": False,
        "USER_AGENT": f"sponsorfeed ({contact})",
        "GUARD_ALLOWED_HOSTS": list(allowed_hosts),
    }
    settings.setdict(own, priority="cmdline")
    asked = list(urls)
    answers: Answers = {}
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    process.crawl(DetectSpider, urls=asked, answers=answers)
    process.start(install_signal_handlers=False)
    return {url: (url, "was not asked for: the look was interrupted") for url in asked} | answers
