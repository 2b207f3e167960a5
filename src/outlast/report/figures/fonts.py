"""Fonts of figures: one for Latin letters that is always there, and one with Chinese letters where there is any."""

from __future__ import annotations

from pathlib import Path

LATIN = "DejaVu Sans"
"""Comes with matplotlib, so that a figure is the same on every machine where its letters are Latin."""

HAN = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Heiti SC"),
    *("Microsoft YaHei", "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback"),
    *("Arial Unicode MS", "Noto Sans CJK JP", "Hiragino Sans GB"),
)
"""Families with Chinese letters, simplified ones first, as Linux, macOS and Windows have them."""

FILES = ("NotoSansCJK-Regular", "NotoSansSC", "SourceHanSans", "wqy-zenhei", "wqy-microhei", "DroidSansFallback")
"""Beginnings of their files' names: matplotlib's list of fonts is kept from when it was first asked."""


def families() -> list[str]:
    """The font families for a figure, in the order in which a letter is looked for."""
    from matplotlib import font_manager

    known = set(font_manager.get_font_names())
    if not known & set(HAN):
        for path in sorted(font_manager.findSystemFonts()):
            if Path(path).name.startswith(FILES):
                font_manager.fontManager.addfont(path)
        known = set(font_manager.get_font_names())
    return [LATIN, *[name for name in HAN if name in known][:1], "sans-serif"]
