"""Recall and precision of duplicates on planted doors: many employers, each with jobs seen through one door or more.

Every door is made as the systems make theirs; the traps are jobs that look alike and are not one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.fold.door_rules import FRONT_ENDS
from crawler.items import Board, HiringOrganization, JobPosting, Place
from crawler.ledger import fold_snapshots
from tests.ledger.crawls import at, crawl, rows

TOWNS = [("Duluth", "MN"), ("Reno", "NV"), ("Barre", "VT"), ("Macon", "GA"), ("Salem", "OR"), ("Tulsa", "OK")]
ROLES = ["Loom Fixer", "Kiln Hand", "Data Engineer", "Staff Nurse, ICU", "Line Cook", "Sr. Welder (2nd shift)"]
WORDS = ["turn", "the", "loom", "with", "care", "and", "oil", "it", "every", "day"]
FORMS = ["", ", Inc.", " LLC", " Corporation"]


@dataclass
class World:
    """What was planted: postings by board, and which posting leads to which."""

    chance: random.Random
    postings: dict[str, list[JobPosting]] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    truth: dict[str, str] = field(default_factory=dict)

    def board(self, ats: str, token: str, employer: str, domain: str | None = None) -> Board:
        made = Board(employer=employer, url=f"https://{token.partition('/')[0]}", ats=ats, token=token, domain=domain)
        self.postings.setdefault(made.id, [])
        return self.boards.setdefault(made.id, made)

    def post(self, where: Board, id: str, url: str, title: str, places: list[Place], **more: Any) -> str:
        words = " ".join(self.chance.choices(WORDS, k=30))
        start = {"description_html": f"<p>{words}</p>"}
        made = JobPosting(
            **{**start, **more},
            id=f"{where.id}:{id}",
            board=where.id,
            url=url,
            title=title,
            hiring_organization=HiringOrganization(name=where.employer),
            job_location=places,
        )
        self.postings[where.id].append(made)
        return made.id


def town(chance: random.Random, full: bool = True) -> list[Place]:
    locality, region = chance.choice(TOWNS)
    country = "US" if full else None
    return [Place(raw=f"{locality}, {region}", locality=locality, region=region, country=country)]


def jobs(world: World, number: int = 12) -> Iterator[tuple[int, str, list[Place]]]:
    for n in range(number):
        yield 1000 + n, world.chance.choice(ROLES), town(world.chance)


def icims_behind_jibe(world: World, name: str, key: str) -> None:
    behind = world.board("icims", f"careers-{key}.icims.com", name)
    front = world.board("jibe", f"jobs.{key}.example", name)
    for n, title, places in jobs(world):
        page = f"https://careers-{key}.icims.com/jobs/{n}/{title.lower().replace(' ', '-')}/job"
        original = world.post(behind, str(n), page, title, places)
        login = f"https://careers-{key}.icims.com/jobs/{n}/login"
        door = world.post(front, str(n), f"https://jobs.{key}.example/jobs/{n}", title, places, apply_url=login)
        world.truth[door] = original


def workday_behind(world: World, name: str, key: str, ats: str) -> None:
    """A front end with Workday behind it; some requisitions on two sites, some in two places."""
    sites = [world.board("workday", f"{key}/{site}", name) for site in ("Ext", "Campus")]
    front = world.board(ats, f"careers.{key}.example", name + world.chance.choice(FORMS))
    for n, title, places in jobs(world):
        req = f"R-{n}"
        page = f"https://{key}.wd5.myworkdayjobs.com/{{}}/job/Town/{title.replace(' ', '-')}_{req}"
        main = world.post(sites[0], req, page.format("Ext"), title, places, identifier=req)
        if n % 3 == 0:
            world.truth[world.post(sites[1], req, page.format("Campus"), title, places, identifier=req)] = main
        if n % 4 == 1:  # the same requisition elsewhere: a group, and no duplicate
            world.post(sites[0], f"{req}-1", f"{page.format('Ext')}-1", title, [elsewhere(places)], identifier=req)
        address = f"https://careers.{key}.example/us/en/job/{n}/x"
        more = {"apply_url": f"{page.format('Ext')}/apply?source=Site"} if n % 2 else {"identifier": req}
        world.truth[world.post(front, f"J{n}", address, title.upper(), places, **more)] = main


def elsewhere(places: list[Place]) -> Place:
    locality, region = next(town for town in TOWNS if town[1] != places[0].region)
    return Place(raw=f"{locality}, {region}", locality=locality, region=region, country="US")


def oracle_sites(world: World, name: str, key: str) -> None:
    host = f"{key}.fa.us2.oraclecloud.com"
    sites = [world.board("oracle_recruiting", f"{host}/{site}", name) for site in ("CX_1", "CX_2")]
    page = f"https://{host}/hcmUI/CandidateExperience/en/sites/{{}}/job/{{}}"
    for n, title, places in jobs(world):
        first = world.post(sites[0], str(n), page.format("CX_1", n), title, places, identifier=str(n))
        if n % 2:
            door = world.post(sites[1], str(n), page.format("CX_2", n), title, places, identifier=str(n))
            world.truth[door] = first


def own_pages_of_greenhouse(world: World, name: str, key: str) -> None:
    behind = world.board("greenhouse", key, name, f"{key}.example")
    front = world.board("jsonld", f"{key}.example", name, f"{key}.example")
    for n, title, places in jobs(world):
        number = world.chance.randrange(10**6, 10**7)
        original = world.post(behind, str(number), f"https://boards.greenhouse.io/{key}/jobs/{number}", title, places)
        address = f"https://www.{key}.example/careers/open?gh_jid={number}&utm_source=home"
        world.truth[world.post(front, f"p{n}", address, title, places)] = original


def moved_between_systems(world: World, name: str, key: str) -> None:
    """Both boards are up for a while, with requisition ids, and the titles and places spelt in two ways."""
    old, new = world.board("taleo", f"{key}/ex", name), world.board("smartrecruiters", key, name + ", Inc.")
    for _, title, places in jobs(world):
        n = world.chance.randrange(10**5, 10**6)
        page = f"https://{key}.taleo.net/careersection/ex/jobdetail.ftl?job={n}"
        first = world.post(
            new, str(n), f"https://jobs.smartrecruiters.com/{key}/7440{n}", title, places, identifier=f"{n}BR"
        )
        bare = [Place(raw=place.raw, locality=place.locality, region=place.region) for place in places]
        world.truth[world.post(old, str(n), page, f"{title} ", bare, identifier=f"{n}-br")] = first


def traps(world: World, name: str, key: str) -> None:
    """Nothing here is one job: each pair has all but one thing in common."""
    one, two = world.board("greenhouse", f"{key}one", name), world.board("lever", f"{key}two", name)
    other = world.board("lever", f"{key}other", f"{name} Services")
    for _, title, places in jobs(world):
        n = world.chance.randrange(10**6, 10**7)  # Greenhouse numbers postings across its customers
        page = "https://boards.greenhouse.io/{}/jobs/{}"
        common: dict[str, Any] = {"apply_url": f"https://{key}.example/apply/2026", "identifier": "See Opening ID"}
        world.post(one, f"{n}0", page.format(f"{key}one", f"{n}0"), title, places, **common)
        world.post(two, f"{n}1", f"https://jobs.lever.co/{key}two/{n}1", title, places, **common)
        world.post(one, f"{n}2", page.format(f"{key}one", f"{n}2"), title, places, identifier=f"REQ{n}")
        world.post(two, f"{n}3", f"https://jobs.lever.co/{key}two/{n}3", f"Lead {title}", places, identifier=f"REQ{n}")
        world.post(
            two, f"{n}4", f"https://jobs.lever.co/{key}two/{n}4", title, [elsewhere(places)], identifier=f"REQ{n}"
        )
        world.post(other, f"{n}5", f"https://jobs.lever.co/{key}other/{n}5", title, places, identifier=f"REQ{n}")


def plant(seed: int) -> World:
    world = World(random.Random(seed))
    for n in range(3):
        icims_behind_jibe(world, f"Tarn Mills {n}x", f"tarn{n}")
        workday_behind(world, f"Gneiss Quarries {n}x", f"gneiss{n}", ("phenom", "radancy", "eightfold")[n])
        oracle_sites(world, f"Fawn River Power {n}x", f"fawn{n}")
        own_pages_of_greenhouse(world, f"Lumen Harbor {n}x", f"lumen{n}")
        moved_between_systems(world, f"Briar Works {n}x", f"briar{n}")
        traps(world, f"Vale Clinics {n}x", f"vale{n}")
    return world


def test_planted_doors_are_found_and_nothing_else(tmp_path: Path) -> None:
    world = plant(11)
    # The front ends are crawled first, so that who was seen first does not give the answer away.
    for id in sorted(world.postings, key=lambda id: id.partition(":")[0] in ("taleo", "icims", "greenhouse")):
        crawl(tmp_path / "snapshots", at(1), world.postings[id], world.boards[id])
        fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    found = dict(rows(tmp_path / "ledger.db", "SELECT posting, original FROM duplicate"))
    job = {**{original: original for original in world.truth.values()}, **world.truth}
    wrong = [pair for pair in found.items() if job.get(pair[0], pair[0]) != job.get(pair[1], pair[1])]
    # Of a job with several doors any one of the systems behind may be the original; the others lead to it.
    missed = sorted(door for door, original in world.truth.items() if not {door, original} & set(found))
    recall, precision = (len(found) - len(wrong)) / len(world.truth), 1 - len(wrong) / len(found)
    assert (recall, precision) == (1.0, 1.0), (missed, wrong)
    assert {original.partition(":")[0] for original in found.values()}.isdisjoint(FRONT_ENDS)
    groups = rows(tmp_path / "ledger.db", "SELECT count(*) FROM job_group GROUP BY group_id")
    assert len(groups) == 9  # every fourth of twelve, at three employers
