"""The check of the documentation's build that its pages fetch nothing from elsewhere."""

from pathlib import Path

import pytest
from docs._ext import offline


class TestPages:
    """Whatever a browser would fetch from elsewhere by itself is found; links that a reader may follow are not."""

    @pytest.mark.parametrize(
        "html",
        [
            '<script src="https://cdn.example/a.js"></script>',
            '<SCRIPT SRC="//cdn.example/a.js"></SCRIPT>',
            '<link rel="stylesheet" href="http://fonts.example/a.css">',
            '<link rel="preconnect" href="https://fonts.example">',
            '<img src="https://tracker.example/pixel.gif">',
            '<img srcset="a.png, https://cdn.example/b.png 2x">',
            '<iframe src="https://video.example"></iframe>',
            '<p style="background: url(https://cdn.example/a.png)">',
            '<style>@import "https://fonts.example/a.css";</style>',
            "<style>@font-face { src: url('https://fonts.example/a.woff2') }</style>",
            '<a href="a.html" ping="https://tracker.example">',
        ],
    )
    def test_what_is_fetched_is_found(self, html: str) -> None:
        assert len(list(offline.fetched_by(html))) == 1

    @pytest.mark.parametrize(
        "html",
        [
            '<a href="https://www.landesrecht-bw.de">§ 29d FAG</a>',
            '<script src="_static/a.js?v=1"></script>',
            '<link rel="canonical" href="https://example.org">',
            '<link rel="stylesheet" href="../_static/pages.css">',
            '<img src="data:image/png;base64,AAAA">',
            "<p>src=https://cdn.example/a.js</p>",
            "<style>p { background: url(a.png) }</style>",
        ],
    )
    def test_what_is_not_fetched_from_elsewhere_is_not(self, html: str) -> None:
        assert list(offline.fetched_by(html)) == []

    def test_style_sheets_are_read_too_and_comments_are_not(self) -> None:
        sheet = '/* see url(https://a.example) */ @import "https://b.example/c.css"; p { background: url(d.png) }'
        assert list(offline.fetched_by_style(sheet)) == [("style sheet", "https://b.example/c.css")]

    def test_a_folder_is_searched_whole(self, tmp_path: Path) -> None:
        (tmp_path / "sub").mkdir()
        (tmp_path / "index.html").write_text("<p>fine</p>")
        (tmp_path / "sub" / "page.html").write_text('<script src="https://cdn.example/a.js"></script>')
        assert list(offline.problems(tmp_path)) == ["sub/page.html: <script src> fetches https://cdn.example/a.js"]

    def test_what_the_project_adds_fetches_nothing(self) -> None:
        assert list(offline.problems(Path(__file__).parents[2] / "docs" / "_static")) == []
