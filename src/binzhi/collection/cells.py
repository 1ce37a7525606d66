"""The sealed cells of the keepers' rows."""

from binzhi.collection.models import CollectedItem, Enquiry, HandedFile
from binzhi.collection.targets import target_of
from binzhi.vault.domain.sealing import Cell

TABLE = "collection_item"


def words_cell(row: CollectedItem) -> Cell | None:
    """Return the sealed cell of an item's words: a notice's text, or the free line of an observation."""
    if row.text is not None:
        return Cell(TABLE, row.guest_id, row.id, "text", bytes(row.text), "C1", "text")
    if not row.item and row.sealed is not None:
        return Cell(TABLE, row.guest_id, row.id, "sealed", bytes(row.sealed), "C1", "text")
    return None


def value_cell(row: CollectedItem) -> Cell | None:
    """Return the sealed cell of an item's value of class C2 and above."""
    if not row.item or row.sealed is None:
        return None
    field_class = target_of(row.item).field_class
    return Cell(TABLE, row.guest_id, row.id, "sealed", bytes(row.sealed), field_class, row.item)


def question_cell(row: CollectedItem) -> Cell | None:
    """Return the sealed cell of what the keeper asks back."""
    if row.question is None:
        return None
    return Cell(TABLE, row.guest_id, row.id, "question", bytes(row.question), "C1", "question")


def enquiry_cell(row: Enquiry) -> Cell | None:
    """Return the sealed cell of an enquiry's question."""
    if row.question is None:
        return None
    return Cell("collection_enquiry", row.guest_id, row.id, "question", bytes(row.question), "C1", "question")


def title_cell(row: HandedFile) -> Cell:
    """Return the sealed cell of what a file is."""
    return Cell("collection_file", row.guest_id, row.id, "title", bytes(row.title), "C1", "title")
