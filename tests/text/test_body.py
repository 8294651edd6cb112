"""HTML to text: nothing lost, blocks kept apart, nothing invisible left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.text.body import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain words", "plain words"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<h2>Needs</h2><ul><li>Go</li><li><p>SQL</p></li></ul><div>End</div>", "Needs\n\n- Go\n- SQL\n\nEnd"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<b>bo</b>ld and <i>it</i>alic", "bold and italic"),
        ("<table><tr><th>Visa sponsorship</th><td>No</td></tr></table>", "Visa sponsorship | No"),
        ("spon&shy;sor&#8203;ship&nbsp;&amp; more", "sponsorship & more"),
        ("&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;&lt;p&gt;Tea&lt;/p&gt;", "Fish & chips\n\nTea"),
        ("<p>kept<script>var visa = 'no sponsorship'</script><style>p {}</style> too</p>", "kept too"),
        ("<p>never <!-- hidden --> closed <ul><li>a<li>b", "never closed\n\n- a\n- b"),
        ("<p>a < b and c > d</p>", "a < b and c > d"),
        ("<pre>one\ntwo</pre>", "one\ntwo"),
        ("<p>line\nwrapped\tby   source</p>", "line wrapped by source"),
        ("caf\u00e9 \ud800 \x00 end", "caf\u00e9 end"),
        ("<p>\u2022</p><p>Bullet on its own line</p>", "\u2022 Bullet on its own line"),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_site_navigation_of_a_whole_page_is_left_out() -> None:
    page = (
        "<html><head><title>t</title></head><body><nav>Other jobs</nav><main><p>The job is good.</p></main>"
        "<footer>Cookies</footer></body></html>"
    )
    assert html_to_text(page) == "The job is good."


def test_a_page_that_is_all_aside_is_kept() -> None:
    assert html_to_text("<body><aside><p>The job is good and long enough.</p></aside></body>").startswith("The job")


@pytest.mark.parametrize("depth", [100, 1_000, 5_000, 100_000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    html = "<div>" * depth + "We cannot sponsor visas." + "</div>" * depth + "<p>After</p>"
    assert html_to_text(html).split("\n\n") == ["We cannot sponsor visas.", "After"]


@given(st.text(alphabet=st.characters(codec=None), max_size=300))
def test_any_text_is_read(html: str) -> None:
    text = html_to_text(html)
    assert html_to_text(text.replace("<", " ").replace("&", " ")) is not None
    assert "\x00" not in text and "\u00ad" not in text


@given(st.lists(st.sampled_from(["<p>", "</p>", "<li>", "<div", ">", "word ", "&amp;", "<br>", "<!--", "-->", "<td>"])))
def test_broken_markup_keeps_its_words(parts: list[str]) -> None:
    html_to_text("".join(parts))
