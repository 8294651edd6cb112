"""Scrapy settings: safe from the first day, tuned where it is measured (docs/crawling.md says what each is for)."""

from __future__ import annotations

import os

from crawler.manners.backends import DEFAULT, slots

BOT_NAME = "sponsorfeed"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = "sponsorfeed (no contact given; set the CONTACT setting)"

# asyncio without Twisted's reactor: a third of the CPU per request of the default (benchmarks/crawl.py).
TWISTED_REACTOR_ENABLED = False
# A plain scrapy crawl: -s REPLAY=day1.warc.gz and -s CONTACT=ops@example.com.
ADDONS = {"crawler.archive.ArchiveAddon": 100}
DOWNLOAD_HANDLERS = {
    "http": "crawler.politeness.PacedDownloadHandler",
    "https": "crawler.politeness.PacedDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
# Scrapy starts this many tasks for every response, used or not.
CONCURRENT_ITEMS = 1
CONCURRENT_REQUESTS = 32
# Of a backend without a row in crawler/manners/backends.py; those have a slot each.
CONCURRENT_REQUESTS_PER_DOMAIN = DEFAULT.concurrency
DOWNLOAD_DELAY = DEFAULT.delay
# A limit is the least distance of two requests, not their mean.
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_SLOTS = slots()
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 32 * 2**20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True

ROBOTSTXT_OBEY = True
RETRY_TIMES = 2
# Scrapy's list without Twisted's own errors, which cannot happen here: loading them costs a fifth of a second.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
RETRY_BACKOFF_SECONDS = 2.0
CRAWL_DELAY_MAX_SECONDS = 30.0
# The largest boards take two hours at two requests a second; what takes longer would keep a night from its end.
BOARD_SECONDS_MAX = 4 * 3600.0
ROBOTSTXT_USER_AGENT = "sponsorfeed"
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
REFERRER_POLICY = "no-referrer"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
GUARD_ALLOWED_HOSTS: list[str] = []
# A secret, so it is in the environment and in no file; only the usajobs spider reads it.
USAJOBS_KEY = os.environ.get("USAJOBS_KEY")

DOWNLOADER_MIDDLEWARES = {
    "crawler.guard.GuardMiddleware": 20,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.politeness.FailClosedRobotsMiddleware": 100,
    "crawler.manners.reservation.ReservationMiddleware": 110,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.politeness.BackendMiddleware": 30,
    "crawler.politeness.PoliteRetryMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.guard.OriginRedirectMiddleware": 600,
    "crawler.politeness.PaceMiddleware": 560,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.files.compression.DecompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    # Off by their own settings; named here so that they are not even imported.
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    # Counts bytes of headers that nobody reads; what a crawl asked and got is in its snapshots.
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "application/json, text/html;q=0.9, */*;q=0.5",
    "Accept-Language": "en-US,en;q=0.8",
}

LOG_LEVEL = "WARNING"
LOGSTATS_INTERVAL = 0
MEMUSAGE_ENABLED = False
