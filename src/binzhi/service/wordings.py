"""How codes in the acts of the room are said in the log."""

from binzhi.audit.catalogue import Wording
from binzhi.audit.wordings import choice_words
from binzhi.org.departments import department_words
from binzhi.service.enums import Channel, FeedbackKind, Place, Shift, Sign, TaskKind

TASK: dict[str, Wording] = {"department": department_words, "kind": choice_words(TaskKind)}
SHIFT: dict[str, Wording] = {"department": department_words, "shift": choice_words(Shift)}
TOUCH: dict[str, Wording] = {"channel": choice_words(Channel)}
FEEDBACK: dict[str, Wording] = {"kind": choice_words(FeedbackKind)}
MOMENT: dict[str, Wording] = {"place": choice_words(Place), "sign": choice_words(Sign)}
