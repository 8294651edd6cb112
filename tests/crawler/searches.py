"""Searches as six systems answer them, over a stock of jobs, with the window of each: nothing comes past it."""

from __future__ import annotations

import html
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

Job = dict[str, Any]


@dataclass
class Search:
    """Nothing comes past the ``window``; ``heeds``: whether filters are."""

    stock: list[Job]
    window: int
    heeds: bool = True
    asked: int = 0

    def find(self, wanted: dict[str, str], start: int, rows: int) -> tuple[list[Job], list[Job]]:
        """All jobs with the wanted values, and those of the page."""
        if not self.heeds:
            wanted = {}
        found = [job for job in self.stock if all(job.get(name) == value for name, value in wanted.items())]
        return found, found[start : min(start + rows, self.window)]

    def answer(self, request: Request) -> Response:
        self.asked += 1
        return self.respond(request)

    def respond(self, request: Request) -> Response:
        raise NotImplementedError


def counted(found: list[Job], facet: str) -> list[tuple[str, int]]:
    return sorted(Counter(job[facet] for job in found if job.get(facet)).items())


def as_json(request: Request, answer: Any) -> Response:
    return TextResponse(request.url, body=json.dumps(answer).encode(), encoding="utf-8")


class WorkdaySearch(Search):
    def respond(self, request: Request) -> Response:
        asked = json.loads(request.body)
        names = {"jobFamilyGroup": "area", "workerSubType": "kind", "timeType": "kind"}
        wanted = {names[name]: values[0] for name, values in asked["appliedFacets"].items()}
        found, rows = self.find(wanted, asked["offset"], 20)
        facets = [
            {"facetParameter": name, "values": [{"id": v, "count": n} for v, n in counted(found, names[name])]}
            for name in ("jobFamilyGroup", "timeType")
        ]
        listed = [{"title": "Potter", "externalPath": f"/job/Ames/Potter_{job['id']}"} for job in rows]
        return as_json(request, {"total": min(len(found), self.window), "jobPostings": listed, "facets": facets})


class OracleSearch(Search):
    def respond(self, request: Request) -> Response:
        finder = dict(pair.split("=", 1) for pair in request.url.partition("finder=")[2].split(",") if "=" in pair)
        names = {"selectedCategoriesFacet": "area", "selectedOrganizationsFacet": "kind"}
        wanted = {names[name]: value for name, value in finder.items() if name in names}
        found, rows = self.find(wanted, int(finder["offset"]), 200)
        facets = {
            facet: [{"Id": v, "Name": v, "TotalCount": n} for v, n in counted(found, name)]
            for facet, name in (("categoriesFacet", "area"), ("organizationsFacet", "kind"))
        }
        listed = [{"Id": str(job["id"]), "Title": "Potter"} for job in rows]
        total = len(found) if rows or not found else 0  # past the window: nothing, and not even the total
        return as_json(request, {"items": [{"TotalJobsCount": total, "requisitionList": listed} | facets]})


class AmazonSearch(Search):
    def respond(self, request: Request) -> Response:
        asked = parse_qs(urlsplit(request.url).query)
        names = {"business_category[]": "area", "normalized_country_code[]": "kind"}
        wanted = {names[name]: values[-1] for name, values in asked.items() if name in names}
        found, rows = self.find(wanted, int(asked["offset"][0]), 100)
        facets = {
            f"{facet}_facet": [{v: n} for v, n in counted(found, name)]
            for facet, name in (("business_category", "area"), ("normalized_country_code", "kind"))
        }
        listed = [{"id_icims": str(job["id"]), "title": "Potter", "job_path": f"/jobs/{job['id']}"} for job in rows]
        return as_json(request, {"error": None, "hits": min(len(found), self.window), "jobs": listed, "facets": facets})


class UsaJobsSearch(Search):
    def respond(self, request: Request) -> Response:
        asked = dict(parse_qsl(urlsplit(request.url).query))
        wanted = {"pay": asked["RemunerationMinimumAmount"]} if "RemunerationMinimumAmount" in asked else {}
        found, rows = self.find(wanted, (int(asked["Page"]) - 1) * 500, 500)
        listed = [{"MatchedObjectId": str(job["id"])} for job in rows]
        return as_json(request, {"SearchResult": {"SearchResultCountAll": len(found), "SearchResultItems": listed}})


class RadancySearch(Search):
    def respond(self, request: Request) -> Response:
        asked = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
        filters = [name.partition(".")[0] for name in asked if name.endswith("].ID")]
        # Without count, name and active facet a filter is passed over, as the system does.
        sound = all(asked[f"{name}.Count"] and asked[f"{name}.Display"] for name in filters)
        sound = sound and (not filters or asked["ActiveFacetID"] == asked[f"{filters[-1]}.ID"])
        kinds = {"1": "area", "2": "kind"}
        wanted = {kinds[asked[f"{name}.FacetType"]]: asked[f"{name}.ID"].removeprefix("7") for name in filters}
        page = int(asked["CurrentPage"])
        found, rows = self.find(wanted if sound else {}, (page - 1) * 100, 100)
        links = "".join(
            f'<li><a href="/job/x/y/1/{j["id"]}" data-job-id="{j["id"]}"><h2>Potter</h2></a></li>' for j in rows
        )
        said = {"total-job-results": len(found), "total-pages": -(-len(found) // 100), "current-page": page}
        head = " ".join(f'data-{name}="{value}"' for name, value in said.items())
        boxes = "".join(
            f'<input class="filter-checkbox" data-facet-type="{kind}" data-id="7{value}" data-count="{count}"'
            f' data-display="{html.escape(value)} &amp; Co" data-field-name="">'
            for kind, name in kinds.items()
            for value, count in counted(found, name)
        )
        results = f'<section id="search-results" {head}>{links}</section>'
        return as_json(request, {"filters": boxes if "SearchFiltersModuleName" in asked else "", "results": results})


class AvatureSearch(Search):
    """Its pages link the next one with the filters that the form was sent with, and past the window apologise."""

    def respond(self, request: Request) -> Response:
        sent = parse_qs(request.body.decode()) if request.method == "POST" else parse_qs(urlsplit(request.url).query)
        names = {"61[]": "area", "62": "kind"}
        wanted = {names[name]: values[0] for name, values in sent.items() if name in names}
        start = int(sent.get("jobOffset", ["0"])[0])
        found, rows = self.find(wanted, start, 25)
        if start >= self.window:
            return HtmlResponse(request.url, body=b"<h1>Oops</h1>", encoding="utf-8")
        links = "".join(f'<li><a href="/careers/JobDetail/Potter/{job["id"]}">Potter</a></li>' for job in rows)
        query = "".join(f"&amp;{name}={value}" for name, values in sent.items() if name in names for value in values)
        more = f'<a class="paginationNextLink" href="/careers/SearchJobs/?jobOffset={start + 25}{query}">next</a>'
        fields = "".join(
            f'<select name="{name}"><option value="">any</option>'
            + "".join(f'<option value="{value}">{value}</option>' for value, _ in counted(self.stock, facet))
            + "</select>"
            for name, facet in names.items()
        )
        body = (
            f'<html><head><meta name="avature.portal.page" content="SearchJobs"></head><body>'
            f'<form id="tpt_jobSortableForm">{fields}</form><p>1-25 of {len(found):,} results</p>'
            f"<ul>{links}</ul>{more if start + 25 < len(found) else ''}</body></html>"
        )
        return HtmlResponse(request.url, body=body.encode(), encoding="utf-8")
