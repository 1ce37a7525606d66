"""Cells of tables that leave the house: none may act as a formula in a spreadsheet."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", "|", "｜")
BLANKS = " \u3000\u00a0\ufeff\u200b"


def guarded(text: object) -> str:
    """Return a cell that no spreadsheet takes for a formula, also with full-width signs, tabs and line ends in front."""
    cell = "" if text is None else str(text)
    return f"'{cell}" if cell.lstrip(BLANKS).startswith(FORMULA_SIGNS) or cell.startswith(FORMULA_SIGNS) else cell
