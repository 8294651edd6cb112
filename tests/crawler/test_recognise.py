from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.recognition.recognise import LONGEST_URL, Detection, is_vendor_host, recognise_url
from crawler.recognition.url_forms import OWN_SITE_FORMS, VANITY_FORMS, VENDOR_FORMS

GUID = "0f3c1a52-8f6e-4d0e-9c1b-2a7d5e6f8a90"
KEY = "0123456789abcdef0123456789abcdef"
FA = "fabc.fa.us2.oraclecloud.com"

BOARDS = {
    "greenhouse:kelp": [
        "https://boards.greenhouse.io/kelp",
        "https://boards.greenhouse.io/kelp/",
        "https://BOARDS.GREENHOUSE.IO/kelp?gh_src=1",
        "http://job-boards.greenhouse.io/kelp/jobs/4012345",
        "https://job-boards.eu.greenhouse.io/kelp",
        "https://boards.eu.greenhouse.io/kelp/jobs/1?utm_source=x&gh_jid=1",
        "https://boards.greenhouse.io/embed/job_board?for=kelp",
        "https://boards.greenhouse.io/embed/job_board/js?b=https%3A%2F%2Fkelp.example&for=kelp",
        "https://boards.greenhouse.io/embed/job_app?for=kelp&amp;token=4012345",
        "https://boards-api.greenhouse.io/v1/boards/kelp/jobs?content=true",
        "https://api.greenhouse.io/v1/boards/kelp/embed/jobs",
        "boards.greenhouse.io/kelp",
    ],
    "lever:tide.example": ["https://jobs.lever.co/tide.example"],
    "lever:tide": [
        "https://jobs.lever.co/tide",
        f"https://jobs.lever.co/tide/{GUID}/apply?lever-source=x",
        "https://jobs.eu.lever.co/tide/",
        "https://api.lever.co/v0/postings/tide?mode=json",
        "https://api.eu.lever.co/v0/postings/tide",
    ],
    "ashby:Reef": [
        "https://jobs.ashbyhq.com/Reef",
        f"https://jobs.ashbyhq.com/Reef/{GUID}/application",
        "https://jobs.ashbyhq.com/Reef/embed?version=2",
        "https://api.ashbyhq.com/posting-api/job-board/Reef?includeCompensation=true",
    ],
    "ashby:Reef & Sons": ["https://jobs.ashbyhq.com/Reef%20%26%20Sons"],
    "workday:shoal/Careers": [
        "https://shoal.wd5.myworkdayjobs.com/Careers",
        "https://shoal.wd5.myworkdayjobs.com/en-US/Careers/",
        "https://Shoal.WD5.myworkdayjobs.com/fr-CA/Careers/job/Quebec/Cooper_R-12?source=x",
        "https://shoal.wd103.myworkdayjobs.com/wday/cxs/shoal/Careers/jobs",
        "https://wd5.myworkdaysite.com/recruiting/shoal/Careers",
        "https://wd5.myworkdaysite.com/en-US/recruiting/shoal/Careers/job/X/Y_R1",
        "https://wd5.myworkdaysite.com/wday/cxs/shoal/Careers/jobs",
        "https://shoal.wd5.myworkdayjobs-impl.com/Careers",
    ],
    "smartrecruiters:BayWorks1": [
        "https://careers.smartrecruiters.com/BayWorks1",
        "https://jobs.smartrecruiters.com/BayWorks1/743999900000001-cooper",
        f"https://jobs.smartrecruiters.com/oneclick-ui/company/BayWorks1/publication/{GUID}",
        f"https://jobs.smartrecruiters.com/ni/BayWorks1/{GUID}-cooper",
        "https://jobs.smartrecruiters.com/?company=BayWorks1",
        "https://api.smartrecruiters.com/v1/companies/BayWorks1/postings?limit=100",
        "https://www.smartrecruiters.com/BayWorks1/86000000-cooper",
    ],
    f"oracle_recruiting:{FA}/CX_1": [
        f"https://{FA}/hcmUI/CandidateExperience/en/sites/CX_1",
        f"https://{FA}/hcmUI/CandidateExperience/en/sites/CX_1/jobs?mode=location",
        f"https://{FA.upper()}/hcmUI/CandidateExperience/fr-CA/sites/CX_1/job/123/",
        f"https://{FA}/hcmRestApi/resources/latest/recruitingCEJobRequisitions?onlyData=true"
        "&finder=findReqs;siteNumber=CX_1,limit=25",
        f"https://{FA}/hcmRestApi/resources/latest/x?finder=findReqs%3BsiteNumber%3DCX_1%2Climit%3D25",
    ],
    "oracle_recruiting:fa-abcd-saasfaprod1.fa.ocs.oraclecloud.com/inlet": [
        "https://fa-abcd-saasfaprod1.fa.ocs.oraclecloud.com/hcmUI/CandidateExperience/en/sites/inlet/requisitions"
    ],
    "oracle_recruiting:inlet.fa.oraclecloud.com/CX": [
        "https://inlet.fa.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX/requisitions/preview/9"
    ],
    "icims:careers-marsh.icims.com": [
        "https://careers-marsh.icims.com/jobs/intro",
        "https://careers-marsh.icims.com/",
        "https://Careers-Marsh.iCIMS.com/jobs/search?ss=1&in_iframe=1&pr=0",
        "https://careers-marsh.icims.com/jobs/1234/cooper/job?mode=apply",
    ],
    "jibe:fen.jibeapply.com": ["https://fen.jibeapply.com/jobs/12?lang=en-us", "https://fen.jibeapply.com/"],
    "jibe:careers.fen.example": [
        "https://careers.fen.example/jobs/19001?lang=en-us&icims=1",
        "https://careers.fen.example/campus/jobs/19001?previousLocale=en-US&lang=en-us",
    ],
    "radancy:jobs.weir.example": [
        "https://jobs.weir.example/job/lowell/cooper/123/45678901234",
        "https://jobs.weir.example/en/job/-/-/1234/45678901234?source=x",
    ],
    "successfactors:WEIRCO": [
        "https://career4.successfactors.com/career?company=WEIRCO",
        "https://career5.successfactors.eu/career?career_ns=job_listing&company=WEIRCO&navBarLevel=JOB_SEARCH",
        "https://career8.sapsf.com/sfcareer/jobreqcareer?jobId=1&company=WEIRCO",
    ],
    "successfactors_rmk:jobs.quay.example": [
        "https://jobs.quay.example/job/Lowell-Senior-Cooper-MA-01850/1054900001/",
        "https://jobs.quay.example/Brand/job/Lowell-Cooper-%28Night%29-MA/1054900001",
    ],
    "successfactors_rmk:quay.jobs.hr.cloud.sap": ["https://quay.jobs.hr.cloud.sap/search/?q="],
    "avature:quay.avature.net": [
        "https://quay.avature.net/careers",
        "https://quay.avature.net/careers/SearchJobs/?jobOffset=10",
        "https://quay.avature.net/en_US/careers/JobDetail/Cooper/123",
    ],
    "avature:careers.quay.example": [
        "https://careers.quay.example/en_US/careers/SearchJobs",
        "https://careers.quay.example/careers/JobDetail/Lowell-Cooper/1234",
        "https://careers.quay.example/careers/JobDetail?jobId=1234",
    ],
    "eightfold:mole": [
        "https://mole.eightfold.ai/careers",
        "https://mole.eightfold.ai/careers?domain=mole.example&pid=343620000001",
        "https://mole.eightfold.ai/careers/job/17430001",
        "https://mole.eightfold.ai/api/apply/v2/jobs?domain=mole.example",
    ],
    "eightfold:jobs.mole.example": [
        "https://jobs.mole.example/careers/job/563150000000001?hl=en",
        "https://jobs.mole.example/careers?pid=563150000000001&domain=mole.example",
    ],
    "eightfold:apply.careers.microsoft.com": ["https://apply.careers.microsoft.com/careers"],
    "phenom:careers.spit.example": [
        "https://careers.spit.example/us/en/job/R0001/Cooper",
        "https://careers.spit.example/global/en/job/SPITGLOBALR1EXTERNALENGLOBAL/Cooper?utm_medium=x",
    ],
    f"paylocity:{GUID}": [
        f"https://recruiting.paylocity.com/recruiting/jobs/All/{GUID}/Spit-Co",
        f"https://recruiting.paylocity.com/Recruiting/Jobs/All/{GUID}",
        f"https://recruiting.paylocity.com/recruiting/v2/api/feed/jobs/{GUID}",
    ],
    "brassring:25001/5101": [
        "https://sjobs.brassring.com/TGnewUI/Search/Home/Home?partnerid=25001&siteid=5101",
        "https://krb-sjobs.brassring.com/TGnewUI/Search/Home/Home?siteid=5101&PartnerId=25001#jobDetails=1_5101",
        "https://sjobs.brassring.com/TGWebHost/home.aspx?partnerid=25001&amp;siteid=5101",
        "https://jobs.spit.example/TGnewUI/Search/home/HomeWithPreLoad?jobid=1&siteid=5101&partnerid=25001",
    ],
    "workable:ness-1": [
        "https://apply.workable.com/ness-1/",
        "https://apply.workable.com/ness-1/j/0123456789/apply/?lng=en",
        "https://ness-1.workable.com/jobs/123",
        "https://apply.workable.com/api/v1/widget/accounts/ness-1?details=true",
        "https://apply.workable.com/api/v3/accounts/ness-1/jobs",
        "https://www.workable.com/api/accounts/ness-1",
    ],
    "recruitee:ness": ["https://ness.recruitee.com", "https://ness.recruitee.com/o/cooper", "https://NESS.recruitee.com/api/offers/"],
    "personio:ness-ag": ["https://ness-ag.jobs.personio.de/job/12?language=en", "https://ness-ag.jobs.personio.com/"],
    "teamtailor:ness-1750000000": ["https://ness-1750000000.teamtailor.com/jobs/12-cooper"],
    "teamtailor:ness.na": ["https://ness.na.teamtailor.com/jobs.json"],
    "breezy:ness-co": ["https://ness-co.breezy.hr/", "https://ness-co.breezy.hr/p/0123456789ab-cooper/apply"],
    "bamboohr:ness": [
        "https://ness.bamboohr.com/careers/",
        "https://ness.bamboohr.com/careers/12",
        "https://ness.bamboohr.com/jobs/view.php?id=12",
        "https://ness.bamboohr.com/js/embed.js",
    ],
    "rippling:bight": [
        "https://ats.rippling.com/bight/jobs",
        f"https://ats.rippling.com/en-GB/bight/jobs/{GUID}",
        "https://ats.us1.rippling.com/bight/jobs",
        "https://api.rippling.com/platform/api/ats/v1/board/bight/jobs",
    ],
    "pinpoint:bight": ["https://bight.pinpointhq.com", f"https://bight.pinpointhq.com/en/postings/{GUID}"],
    "jobvite:bight-co": [
        "https://jobs.jobvite.com/bight-co",
        "https://jobs.jobvite.com/bight-co/job/oAbCdEfG?nl=1&nl=1",
        "https://jobs.jobvite.com/careers/bight-co/jobs",
    ],
    "manatal:bight": [
        "https://www.careers-page.com/bight",
        "https://careers-page.com/bight/job/L1234567",
        "https://bight.careers-page.com/",
        "https://api.manatal.com/open/v3/career-page/bight/jobs/",
    ],
    f"gusto:bight-llc-{GUID}": [f"https://jobs.gusto.com/boards/bight-llc-{GUID}"],
    "workatastartup:bight": [
        "https://www.workatastartup.com/companies/bight",
        "https://www.ycombinator.com/companies/bight/jobs",
        "https://ycombinator.com/companies/bight/jobs/AbCd123-cooper",
    ],
    "amazon:amazon": ["https://www.amazon.jobs/en/jobs/2800001/cooper", "https://amazon.jobs/", "https://www.amazon.jobs/en/search.json?offset=0"],
    "amazon:USA": ["https://www.amazon.jobs/en/search?base_query=cooper&normalized_country_code%5B%5D=USA"],
    "usajobs:all": ["https://www.usajobs.gov/", "https://www.usajobs.gov/job/800000001", "https://www.usajobs.gov/Search/Results?k=cooper"],
    "usajobs:HSAB": ["https://www.usajobs.gov/search/results/?a=HSAB&hp=public", "https://data.usajobs.gov/api/Search?Organization=HSAB"],
    "apple:apple": ["https://jobs.apple.com/en-us/search?page=1", "https://www.apple.com/careers/us/"],
    "google:google": [
        "https://www.google.com/about/careers/applications/jobs/results/1-cooper",
        "https://careers.google.com/jobs/results/",
    ],
    "meta:meta": ["https://www.metacareers.com/jobs/1000000000000001", "https://metacareers.com/v2/jobs/1/"],
    "tesla:tesla": ["https://www.tesla.com/careers/search/job/cooper-1", "https://www.tesla.com/en_CA/careers/search"],
    "taleo:strand/2": [
        "https://strand.taleo.net/careersection/2/jobsearch.ftl?lang=en&portal=1",
        "https://strand.taleo.net/careersection/2/jobdetail.ftl?job=23001",
    ],
    "taleo:STRANDCO/37": [
        "https://phx.tbe.taleo.net/phx01/ats/careers/v2/searchResults?org=STRANDCO&cws=37",
        "https://phx.tbe.taleo.net/phx01/ats/careers/requisition.jsp?rid=12&cws=37&org=STRANDCO",
    ],
    f"adp:{GUID}/9200000_2": [
        f"https://workforcenow.adp.com/mascsr/default/mdf/recruitment/recruitment.html?cid={GUID}&ccId=9200000_2&lang=en_US",
        f"https://workforcenow.adp.com/mascsr/default/mdf/recruitment/recruitment.html?ccId=9200000_2&type=MP&cid={GUID}#x",
        "https://workforcenow.adp.com/mascsr/default/careercenter/public/events/staffing/v1/job-requisitions"
        f"?cid={GUID}&ccId=9200000_2&$top=20",
    ],
    f"adp:{GUID}/19000101_000001": [
        f"https://workforcenow.adp.com/mascsr/default/mdf/recruitment/recruitment.html?cid={GUID}"
    ],
    "adp_recruiting:strandcareers": [
        "https://myjobs.adp.com/strandcareers/cx/job-listing",
        "https://myjobs.adp.com/strandcareers?c=1&d=External",
        "https://myjobs.adp.com/public/staffing/v1/career-site/strandcareers",
    ],
    "clearcompany:strand": [
        "https://strand.hrmdirect.com/employment/job-openings.php?search=true",
        "https://strand.clearcompany.com/careers/jobs/1/apply",
    ],
    "cornerstone:strand/4": [
        "https://strand.csod.com/ux/ats/careersite/4/home?c=strand",
        "https://strand.csod.com/ux/ats/careersite/4/home/requisition/12?c=strand",
        "https://strand.csod.com/ats/careersite/search.aspx?c=strand&site=4",
    ],
    "comeet:strand/A1.00F": [
        "https://www.comeet.com/jobs/strand/A1.00F",
        "https://www.comeet.co/jobs/strand/A1.00F/cooper/12.345",
    ],
    "gem:strand-com": ["https://jobs.gem.com/strand-com", "https://api.gem.com/job_board/v0/strand-com/job_posts/"],
    "jazzhr:strand": [
        "https://strand.applytojob.com/apply",
        "https://strand.applytojob.com/apply/AbC123/Cooper",
        "https://strand.applytojob.com/",
        "https://app.jazz.co/widgets/basic/create/strand",
    ],
    "join:strandde": ["https://join.com/companies/strandde", "https://join.com/companies/strandde/1234567-cooper?pid=x"],
    "pageup:671/cw": [
        "https://careers.pageuppeople.com/671/cw/en-us/listing/",
        "https://careers.pageuppeople.com/671/cw/en/job/500001/cooper",
    ],
    "trakstar:strand": ["https://strand.hire.trakstar.com/jobs/fk00001", "https://strand.recruiterbox.com/"],
    "neogov:strandcounty": [
        "https://www.governmentjobs.com/careers/strandcounty",
        "https://www.governmentjobs.com/careers/strandcounty/jobs/4000001/cooper",
        "https://www.schooljobs.com/careers/strandcounty?page=2",
        "https://www.governmentjobs.com/SearchEngine/JobsFeed?agency=strandcounty",
        "https://www.governmentjobs.com/careers/home/index?agency=strandcounty&sort=PositionTitle",
        "https://www.governmentjobs.com/careers/home?agency=strandcounty",
        "https://agency.governmentjobs.com/strandcounty/default.cfm",
    ],
    f"ukg:STR1001STRA/{GUID}": [
        f"https://recruiting.ultipro.com/STR1001STRA/JobBoard/{GUID}/?q=&o=postedDateDesc",
        f"https://recruiting2.ultipro.ca/STR1001STRA/JobBoard/{GUID}/OpportunityDetail?opportunityId={GUID}",
        f"https://strand.rec.pro.ukg.net/STR1001STRA/JobBoard/{GUID}",
    ],
    f"paycom:{KEY}": [
        f"https://www.paycomonline.net/v4/ats/web.php/portal/{KEY.upper()}/career-page",
        f"https://www.paycomonline.net/v4/ats/web.php/jobs/ViewJobDetails?job=1&clientkey={KEY.upper()}",
    ],
    "dayforce:strand/CANDIDATEPORTAL": [
        "https://jobs.dayforcehcm.com/en-US/strand/CANDIDATEPORTAL/jobs/12",
        "https://us232.dayforcehcm.com/CandidatePortal/en-US/strand/Posting/View/12",
    ],
    "dayforce:mca/Careers": [
        "https://jobs.dayforcehcm.com/mca/Careers",
        "https://us232.dayforcehcm.com/CandidatePortal/en-US/mca/Site/Careers",
    ],
}  # fmt: skip

SYSTEM_ONLY = {
    "greenhouse": [
        "https://boards.greenhouse.io/embed/job_app?token=4012345",
        "https://grnh.se/0a1b2c",
        "https://www.kelp.example/careers/?gh_jid=4012345",
        "https://kelp.example/careers/us/en/job/1?team=a&gh_jid=4012345",
    ],
    "ashby": [f"https://reef.example/careers?ashby_jid={GUID}#open"],
    "workable": ["https://apply.workable.com/j/0123456789", "https://wrkbl.ink/0abcdef"],
    "paylocity": ["https://recruiting.paylocity.com/Recruiting/Jobs/Details/1234567/Spit-Co/Cooper"],
    "gusto": [f"https://jobs.gusto.com/postings/bight-llc-cooper-{GUID}"],
    "oracle_recruiting": [
        "https://careers.inlet.example/en/sites/CX/jobs",
        f"https://{FA}/hcmUI/CandidateExperience/en/job/210001",
    ],
    "workatastartup": ["https://www.workatastartup.com/jobs/90001"],
    "taleo": ["https://strand.taleo.net/careersection/rest/jobboard/searchjobs?lang=en&portal=1"],
    "adp": ["https://workforcenow.adp.com/jobs/apply/posting.html?client=strand"],
    "comeet": ["https://www.comeet.co/careers-api/2.0/company/A1.00F/positions?token=1"],
    "adp_recruiting": ["https://recruiting.adp.com/srccar/public/RTI.home?c=1&d=External"],
    "jobvite": ["https://hire.jobvite.com/j?cj=oAbCd"],
}

NOTHING = [
    "https://www.kelp.example/careers",
    "https://kelp.example/greenhouse.io/kelp",
    "https://boards.greenhouse.io/",
    "https://boards.greenhouse.io/robots.txt",
    "https://www.greenhouse.io/kelp",
    "https://support.greenhouse.io/hc/en-us",
    "https://boards.greenhouse.io.evil.example/kelp",
    "https://notboards-greenhouse.io/kelp",
    "https://boards.greenhouse.io@evil.example/kelp",
    "https://jobs.lever.co/",
    "https://jobs.lever.co/favicon.ico",
    "https://hire.lever.co/jobs",
    "https://jobs.lever.co/../etc",
    "https://jobs.lever.co/%2e%2e%2fetc",
    "https://jobs.lever.co/a%00b",
    "https://jobs.lever.co/a:b",
    "https://jobs.ashbyhq.com/api/non-user-graphql",
    "https://www.ashbyhq.com/careers",
    "https://shoal.wd5.myworkdayjobs.com/",
    "https://shoal.wd5.myworkdayjobs.com/robots.txt",
    "https://www.workday.com/en-us/company/careers.html",
    "https://jobs.smartrecruiters.com/",
    "https://jobs.smartrecruiters.com/sr-jobs/search?keyword=cooper",
    "https://www.smartrecruiters.com/resources/guide",
    "https://www.icims.com/company/careers",
    "https://careers-marsh.icims.com/legal/terms",
    "https://www.oracle.com/careers/",
    "https://www.avature.net/solutions",
    "https://www.eightfold.ai/careers",
    "https://app.eightfold.ai/careers",
    "https://jobs.workable.com/company/abc",
    "https://www.workable.com/pricing",
    "https://apply.workable.com/",
    "https://app.recruitee.com/login",
    "https://careers-analytics.recruitee.com/x",
    "https://www.personio.de/ueber-uns/",
    "https://www.teamtailor.com/en/",
    "https://app.breezy.hr/api/apply",
    "https://www.bamboohr.com/careers/",
    "https://ness.bamboohr.com/login.php",
    "https://www.rippling.com/careers",
    "https://ats.rippling.com/",
    "https://www.pinpointhq.com/",
    "https://jobs.jobvite.com/support",
    "https://www.ycombinator.com/companies/bight",
    "https://www.ycombinator.com/jobs",
    "https://join.com/jobs",
    "https://www.comeet.com/pricing",
    "https://www.governmentjobs.com/jobs?keyword=x",
    "https://www.governmentjobs.com/careers/home",
    "https://www.paycom.com/careers",
    "https://www.tesla.com/models",
    "https://www.google.com/search?q=careers",
    "https://about.google/careers",
    "https://www.apple.com/iphone",
    "https://www.amazon.com/jobs",
    "https://workforcenow.adp.com/theme/index.html",
    "https://strand.taleo.net/",
    "https://recruiting.ultipro.com/",
    "https://www.linkedin.com/jobs/view/3690000001",
    # Words that other software uses as well.
    "https://careers.weir.example/search-jobs/r24_0001/cooper/",
    "https://www.weir.example/careers/search-jobs",
    "https://careers.weir.example/us/en/search-results",
    "https://careers.weir.example/us/en/jobs/1474988/cooper/",
    "https://careers.weir.example/job/21086670/cooper-2025/",
    "https://careers.weir.example/job/R-2023-35568/Cooper",
    "https://jobs.weir.example/careers/job/12345",
    "https://jobs.weir.example/jobs/12?lang=deutsch",
    "https://jobs.careers.microsoft.com/global/en/job/1751922/Cooper",
    "https://careers.weir.example/Careers.aspx?req=1",
    "https://weir.example/en/sites/all/themes/x.css",
    # Not web addresses.
    "ftp://boards.greenhouse.io/kelp",
    "javascript:alert(1)",
    "mailto:jobs@kelp.example",
    "//",
    "",
    "https://",
    f"https://boards.greenhouse.io/kelp?x={'y' * LONGEST_URL}",
]


@pytest.mark.parametrize(("board", "url"), [(board, url) for board, urls in BOARDS.items() for url in urls])
def test_a_board_is_recognised_in_every_form_of_its_address(board: str, url: str) -> None:
    found = recognise_url(url)
    assert found is not None
    assert found.board == board
    assert found.evidence.startswith("URL ")


@pytest.mark.parametrize(("ats", "url"), [(ats, url) for ats, urls in SYSTEM_ONLY.items() for url in urls])
def test_an_address_that_shows_the_system_only_names_no_board(ats: str, url: str) -> None:
    found = recognise_url(url)
    assert found is not None
    assert (found.ats, found.token, found.board) == (ats, None, None)


@pytest.mark.parametrize("url", NOTHING)
def test_a_near_miss_is_not_recognised(url: str) -> None:
    assert recognise_url(url) is None


def test_evidence_is_the_part_of_the_url_that_tells() -> None:
    assert recognise_url("https://jobs.lever.co/tide/1?lever-source=x") == Detection(
        "lever", "tide", "URL jobs.lever.co/tide"
    )
    found = recognise_url("https://sjobs.brassring.com/TGnewUI/Search/Home/Home?partnerid=1&siteid=2&x=3")
    assert found is not None and found.evidence == "URL sjobs.brassring.com?partnerid=1&siteid=2"


def test_every_form_has_a_case() -> None:
    """A form that no case reaches first is untested, or hidden behind another one."""
    cases = [url for urls in [*BOARDS.values(), *SYSTEM_ONLY.values()] for url in urls]
    reached = set()
    for url in cases:
        for form in (*VENDOR_FORMS, *OWN_SITE_FORMS, *VANITY_FORMS):
            target = re.sub(r"^(?:https?://)?[^/?]*", "", url.replace("&amp;", "&")).partition("#")[0]
            host = re.sub(r"^https?://", "", url).split("/")[0].split("?")[0].lower()
            if form.host.fullmatch(host) and form.path.match(target):
                reached.add(id(form))
                break
    missing = [form for form in (*VENDOR_FORMS, *OWN_SITE_FORMS, *VANITY_FORMS) if id(form) not in reached]
    assert [(form.ats, form.host.pattern, form.path.pattern) for form in missing] == []


def test_a_vendors_host_is_told_from_an_employers() -> None:
    assert is_vendor_host("https://boards.greenhouse.io/")
    assert not is_vendor_host("https://www.tesla.com/models")
    assert not is_vendor_host("https://careers.weir.example/")


SCRAPS = st.sampled_from([url for urls in BOARDS.values() for url in urls] + NOTHING)


@given(SCRAPS, SCRAPS, st.integers(0, 90), st.text(max_size=12))
def test_no_scrap_of_addresses_makes_a_crash_or_a_broken_token(first: str, second: str, at: int, noise: str) -> None:
    try:
        found = recognise_url(first[:at] + noise + second[at:])
    except ValueError:
        return  # the host cannot be read
    if found is not None and found.token is not None:
        assert not re.search(r"[\s:\\]", found.token.replace(" ", "")) and found.token.strip("/ ") == found.token


@given(st.text(max_size=300))
def test_no_text_makes_a_crash(text: str) -> None:
    for url in (text, f"https://{text}", f"https://boards.greenhouse.io/{text}", f"https://jobs.weir.example/{text}"):
        try:
            recognise_url(url)
        except ValueError:
            continue
