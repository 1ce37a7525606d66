"""The sentences of reasons in both languages, by comparison and level. ``{v}`` is the common value, masked where it must be."""

Pair = tuple[str, str]

TEXTS: dict[str, Pair] = {
    "name.same_characters": ("姓名相同 {v}", "Same name {v}"),
    "name.homophone": ("姓名用字不同，读音相同 {v}", "Names written differently, read the same: {v}"),
    "name.same_letters": ("姓名拼音字母相同 {v}", "Same letters in the name: {v}"),
    "name.other_reading": ("姓名按另一种拼写相同 {v}", "Same name in another spelling: {v}"),
    "name.same_sound": ("姓名读音相近 {v}", "Names sound alike: {v}"),
    "name.two_words": ("姓名中有两个词相同 {v}", "Two words of the name are the same: {v}"),
    "name.look_alike": ("姓名只差一个形近字", "Names differ by one look-alike character"),
    "name.left_out": ("姓名只少一个字", "One name lacks one character"),
    "name.one_character": ("姓相同，名字有一个字不同", "Same surname, one character of the given name differs"),
    "name.close_letters": ("姓名只差一两个字母", "Names differ by one or two letters"),
    "name.initial": ("姓相同，名的首字母相符", "Same surname, the initial fits"),
    "name.western": ("姓相同，一份用的是英文名", "Same surname, one profile has a western given name"),
    "name.given": ("名相同，姓不同（可能婚后改姓）", "Same given name, another surname (perhaps by marriage)"),
    "name.surname": ("只有姓相同", "Only the surname is the same"),
    "name.other": ("姓名不同", "Different names"),
    "document.same_card": ("身份证号码相同 {v}", "Same ID card number {v}"),
    "document.same_bad": ("登记的证件号码相同 {v}，但号码有疑问", "Same document number {v}, though the number is doubtful"),
    "document.same_other": ("证件号码相同 {v}", "Same document number {v}"),
    "document.mask": ("证件号码前六位后四位相同", "First six and last four digits of the ID card are the same"),
    "document.mask_other": ("证件号码首尾几位相同", "First and last signs of the document number are the same"),
    "document.slip": ("身份证号码只差一位，其中一个校验码不对", "ID card numbers one slip apart, one with a wrong check digit"),
    "document.other_passport": ("护照或通行证号码不同（可能已换证）", "Another passport or permit number (perhaps renewed)"),
    "document.mask_differs": ("身份证号码露出的几位不同", "The shown digits of the ID card differ"),
    "document.other_card": ("身份证号码不同", "Different ID card numbers"),
    "birth.same": ("出生日期相同", "Same birth date"),
    "birth.twins": ("出生日期相同，但名字不同，可能是双胞胎", "Same birth date, another given name: twins?"),
    "birth.slip": ("出生日期相差一个数字或日月颠倒", "Birth dates one slip apart or day and month swapped"),
    "birth.two_parts": ("出生日期的年月日有一项不同", "One part of the birth date differs"),
    "birth.other": ("出生日期不同", "Different birth dates"),
    "birth.generation": ("出生年份相差十五年以上", "Birth dates fifteen years apart or more"),
    "phone.same": ("电话相同 {v}", "Same telephone {v}"),
    "phone.family": ("电话相同 {v}，但姓名不同，可能是家人或代订人的电话", "Same telephone {v}, other name: family or booker"),
    "phone.other": ("电话不同", "Different telephones"),
    "mail.same": ("邮箱相同 {v}", "Same e-mail address {v}"),
    "mail.family": ("邮箱相同 {v}，但姓名不同", "Same e-mail address {v} under another name"),
    "mail.other": ("邮箱不同", "Different e-mail addresses"),
    "company.same": ("单位相同 {v}", "Same company {v}"),
    "company.part": ("单位名称有一部分相同 {v}", "Part of the company's name is the same: {v}"),
    "company.other": ("单位不同", "Different companies"),
    "city.same": ("城市相同 {v}", "Same city {v}"),
    "city.other": ("城市不同", "Different cities"),
    "sex.same": ("性别相同", "Same sex"),
    "sex.other": ("性别不同", "Different sex"),
    "nation.same": ("国籍相同", "Same nationality"),
    "nation.other": ("国籍不同", "Different nationalities"),
    "phone.shared": ("电话相同，但多人共用，不作依据", "Same telephone, but many share it: counts for nothing"),
    "mail.shared": ("邮箱相同，但多人共用，不作依据", "Same e-mail address, but many share it: counts for nothing"),
    "document.shared": ("证件号码相同，但多人共用，不作依据", "Same document number, but many share it: counts for nothing"),
}  # fmt: skip

# What was missing: on both sides, on one side.
MISSING: dict[str, tuple[Pair, Pair]] = {
    "name": (("两份都没有完整姓名", "Neither has a whole name"), ("有一份没有完整姓名", "One has no whole name")),
    "document": (("两份都没有证件号码", "Neither has a document number"), ("有一份没有证件号码", "One has no document number")),
    "birth": (("两份都没有出生日期", "Neither has a birth date"), ("有一份没有出生日期", "One has no birth date")),
    "phone": (("两份都没有本人电话", "Neither has an own telephone"), ("有一份没有本人电话", "One has no own telephone")),
    "mail": (("两份都没有本人邮箱", "Neither has an own e-mail address"), ("有一份没有本人邮箱", "One has no own e-mail address")),
}  # fmt: skip
NOT_COMPARABLE: Pair = ("两份登记的证件种类不同，无法比较", "Documents of two kinds, which cannot be compared")

LEFT_OUT: dict[str, Pair] = {
    "relay_mail": ("订房平台的转发邮箱不作依据", "A relay address of a booking platform counts for nothing"),
    "role_mail": ("公用邮箱不作依据", "A shared office address counts for nothing"),
    "placeholder_phone": ("随意填写的电话不作依据", "A placeholder telephone counts for nothing"),
    "shared_line": ("总机或带分机的虚拟电话不作依据", "A switchboard or virtual telephone counts for nothing"),
    "placeholder_birth": ("随意填写的出生日期不作依据", "A placeholder birth date counts for nothing"),
    "doubtful_card": ("身份证号码与所报生日不符，可能是家人的证件", "The ID card does not fit the stated birth date: a relative's?"),
    "masked_name": ("姓名不完整，不作依据", "An incomplete name counts for nothing"),
}  # fmt: skip
