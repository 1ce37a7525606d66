"""Words of the runs, where a template's own translation does not reach: the terminal and the figures of a run."""

from collections.abc import Mapping

from binzhi.kernel.words import Words

STAGES: Mapping[str, Words] = {
    "reading": Words("读取客史", "Reading the guest file"),
    "comparing": Words("比对", "Comparing"),
    "writing": Words("写入结果", "Writing the result"),
    "undoing": Words("撤销", "Taking it back"),
    "": Words("完成", "Done"),
}

FIGURES: Mapping[str, Words] = {
    "profiles": Words("客史份数", "Profiles"),
    "compared": Words("比对的客史对", "Pairs compared"),
    "groups": Words("同一人的组数", "Groups of one person"),
    "grouped": Words("组内客史", "Profiles in groups"),
    "largest": Words("最大一组", "Largest group"),
    "links": Words("自动归并", "Joined by itself"),
    "reviews": Words("待核对", "To be looked at"),
    "sampled": Words("抽查", "Sampled for a look"),
    "standing": Words("已是同一人", "One person already"),
    "apart": Words("已判定为不同的人", "Held apart"),
    "refused": Words("有冲突，转人工", "In conflict, to be looked at"),
    "parted": Words("已撤销的归并", "Joins taken back"),
    "closed": Words("已关闭的核对", "Cases closed"),
    "seconds": Words("用时(秒)", "Seconds"),
    "memory": Words("内存峰值(MiB)", "Peak memory (MiB)"),
}
