"""What the keeper's forms send."""

from uuid import UUID

from django.http import QueryDict

from binzhi.guests.domain.profile import JOINABLE

CHOICE, ANSWER = "choice_", "answer_"


def choices_in(post: QueryDict) -> dict[str, object]:
    """Return the field-by-field choice: the profile whose value stands; what is no id is left out."""
    found: dict[str, object] = {}
    for name in JOINABLE:
        try:
            found[name] = UUID(post.get(f"{CHOICE}{name}", ""))
        except ValueError:
            continue
    return found


def answers_in(post: QueryDict) -> dict[str, str]:
    """Return the answers to the questions before profiles are parted."""
    return {key[len(ANSWER) :]: str(value) for key, value in post.items() if key.startswith(ANSWER)}
