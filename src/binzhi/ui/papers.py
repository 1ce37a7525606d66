"""Paper: pages that carry their styles in themselves, as a file for when the network is down or as PDF."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from binzhi.kernel.errors import DomainError

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"
STYLES = ("ui/tokens.css", "ui/sheet.css")


class PdfMissing(DomainError):
    """The system libraries of the PDF maker are not installed."""

    code = "pdf_missing"
    zh = "本机缺少生成 PDF 的系统库（Pango）。请改用浏览器打印，或请管理员安装：{packages}"
    en = "This machine lacks the system libraries for PDF (Pango). Print from the browser, or have these installed: {packages}"
    status = 503


def style_text() -> str:
    """Return the style sheets of printed pages as one text, for files that stand alone."""
    texts = []
    for name in STYLES:
        found = finders.find(name)
        path = Path(found) if isinstance(found, str) else Path(settings.STATIC_ROOT) / name
        texts.append(path.read_text(encoding="utf-8"))
    return "\n".join(texts)


def paper(*, template: str, context: dict[str, Any], title: str) -> str:
    """Render a page that carries its styles in itself: it needs no network and no server."""
    body = render_to_string(template, context)
    language = escape(get_language() or "zh-hans")
    return (
        f'<!doctype html>\n<html lang="{language}" data-theme="light">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f'<style>\n{style_text()}\n</style>\n</head>\n<body class="sheet">\n{body}\n</body>\n</html>\n'
    )


def to_pdf(html: str) -> bytes:
    """Turn a page into PDF; refuses with the packages to install when the system libraries are missing."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise PdfMissing(packages=PACKAGES) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it names every rule meant for screens
    made: bytes = HTML(string=html, url_fetcher=_no_fetch).write_pdf()
    return made


def _no_fetch(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
    """Nothing is fetched while a PDF is made: the page carries everything."""
    raise ValueError(f"no address is opened while making a PDF: {url[:60]}")
