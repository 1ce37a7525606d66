"""What a reader says when something is wrong: one code, both languages, and what to do. Texts only."""

FILE_TEXTS: dict[str, tuple[str, str]] = {
    "kind-unknown": (
        "没有名为“{value}”的导入类型。可用类型:{known}。",
        'There is no import kind "{value}". Known kinds: {known}.',
    ),
    "file-missing": (
        "找不到文件,或没有读取权限:{value}。请检查路径和权限。",
        "The file is missing or may not be read: {value}. Check the path and the permissions.",
    ),
    "file-empty": ("文件是空的。请重新导出。", "The file is empty. Export it again."),
    "file-too-big": (
        "文件大小 {size} MB,超过上限 {limit} MB。请按日期分成几个文件导出。",
        "The file has {size} MB, more than the limit of {limit} MB. Export it in parts, for example by date.",
    ),
    "file-not-folder": (
        "这种导入类型只读单个文件,{value} 是文件夹。请逐个导入其中的文件。",
        "This kind reads one file, but {value} is a folder. Import its files one by one.",
    ),
    "folder-empty": (
        "文件夹中没有可读的文件。请检查路径。",
        "The folder holds no file this kind can read. Check the path.",
    ),
    "folder-too-big": (
        "文件夹中的文件多于 {limit} 个。请分批导入。",
        "The folder holds more than {limit} files. Import them in parts.",
    ),
    "encoding-wrong": (
        "第 {line} 行(字节位置 {offset})有不属于 {encoding} 编码的字节。请用 UTF-8 重新导出,或在映射文件 [file] 中写明 encoding。",
        "Line {line} (byte {offset}) holds a byte that is not {encoding}. Export the file again as UTF-8, or name its "
        "encoding under [file] in the map.",
    ),
    "encoding-unknown": (
        "无法确定文件编码:第 {line} 行(字节位置 {offset})既不是 UTF-8,也不是可信的 GBK/GB18030。请另存为 UTF-8,"
        "或在映射文件 [file] 中写明 encoding。",
        "The encoding is not clear: line {line} (byte {offset}) is neither UTF-8 nor plausible GBK/GB18030. Save the file "
        "as UTF-8, or name its encoding under [file] in the map.",
    ),
    "encoding-cut": (
        "文件在一个字符中间结束(字节位置 {offset}),看来没有传完。请重新导出或重新传送整个文件。",
        "The file ends in the middle of a character (byte {offset}), so it seems to be cut. Export or send it again.",
    ),
    "nul-byte": (
        "第 {line} 行(字节位置 {offset})有空字节,这不是文本文件,或者是没有标记的 UTF-16。请另存为 UTF-8 的 CSV。",
        "Line {line} (byte {offset}) holds a NUL byte: this is not a text file, or it is UTF-16 without its mark. Save it as "
        "CSV in UTF-8.",
    ),
    "gzip-cut": (
        "压缩文件不完整,传送时被截断。一行也没有读取。请重新传送整个文件。",
        "The compressed file is cut off. No row was taken. Send the whole file again.",
    ),
    "gzip-bad": (
        "压缩文件已损坏,无法解开。请重新压缩或直接导入未压缩的文件。",
        "The compressed file is damaged. Compress it again or import the plain file.",
    ),
    "unpack-bomb": (
        "压缩文件解开后异常巨大({what}),为保护系统已拒绝。请确认来源,并导入未压缩的 CSV。",
        "The file unpacks to an abnormal size ({what}) and was refused to protect the system. Check where it comes from, "
        "and import a plain CSV.",
    ),
    "line-too-long": (
        "第 {line} 行长度超过 {limit} 个字符。请检查文件是否真是表格,或引号是否漏掉。",
        "Line {line} is longer than {limit} characters. Check that the file is a table and that no quote is missing.",
    ),
    "too-many-columns": (
        "表格有 {count} 列,超过上限 {limit} 列。请只导出需要的列。",
        "The table has {count} columns, more than the limit of {limit}. Export only the columns you need.",
    ),
    "too-many-broken-rows": (
        "已有 {count} 行格式损坏,停止读取。请检查分隔符和引号,或重新导出。",
        "{count} rows are broken, so reading stopped. Check the delimiter and the quotes, or export the file again.",
    ),
    "heads-missing": (
        "前 {rows} 行里没有认出任何表头。请确认第一行是列名,或用映射文件的 [columns] 指定。",
        "No column head was recognised in the first {rows} rows. Make sure that the first row names the columns, or name them "
        "under [columns] in a map.",
    ),
    "column-missing": (
        "缺少必需的列:{columns}。可用的表头例如:{examples}。请补上该列,或在映射文件 [columns] 中指定。",
        "A required column is missing: {columns}. Heads that would be known: {examples}. Add the column or name it under "
        "[columns] in the map.",
    ),
    "column-double": (
        '有两列都被读作“{field}”:{columns}。请在映射文件 [columns] 中把其中一列设为 "ignore"。',
        'Two columns are read as "{field}": {columns}. Set one of them to "ignore" under [columns] in the map.',
    ),
    "scan-file-empty": (
        "文件中没有读卡器记录（每条256字节）或护照机读码。请确认导出的是扫描软件的数据文件。",
        "The file holds no reader record (256 bytes each) and no lines of a passport. Check that it is the scanner's data file.",
    ),
    "map-bad": (
        "映射文件有误:{detail_zh}。请更正后再导入。",
        "The map is not right: {detail_en}. Correct it and import again.",
    ),
    "map-field-unknown": (
        "映射文件把“{value}”指向不存在的字段“{field}”。可用字段:{known}。",
        'The map sends "{value}" to "{field}", which is no field. Known fields: {known}.',
    ),
    "map-head-missing": (
        "映射文件中的表头“{value}”在文件里没有。文件里的表头:{heads}。",
        'The map names the head "{value}", which the file does not have. Heads of the file: {heads}.',
    ),
    "date-ambiguous": (
        '“{column}”列的日期(如 {value})分不清日和月。请在映射文件写明,例如 [dates] "{column}" = "D/M/YYYY"。',
        'The dates of column "{column}" (such as {value}) do not tell day from month. Say which in the map, for example '
        '[dates] "{column}" = "D/M/YYYY".',
    ),
    "date-mixed": (
        "“{column}”列混有不同的日期格式(如 {value})。请在 Excel 中统一格式,或在映射文件 [dates] 中写明。",
        'Column "{column}" mixes date formats (such as {value}). Make them one format in Excel, or name it under [dates] in '
        "the map.",
    ),
    "date-unreadable": (
        '“{column}”列的日期格式无法识别(如 {value})。请在映射文件写明,例如 [dates] "{column}" = "YYYY-MM-DD"。',
        'The date format of column "{column}" is not known (such as {value}). Name it in the map, for example '
        '[dates] "{column}" = "YYYY-MM-DD".',
    ),
    "xlsx-cut": (
        "工作簿不完整或已损坏,打不开。请在 Excel 中打开后另存为 .xlsx,或重新传送。",
        "The workbook is cut off or damaged. Open it in Excel and save it as .xlsx, or send it again.",
    ),
    "xlsx-damaged": (
        "工作簿的“{part}”部分已损坏。请在 Excel 中打开后另存为 .xlsx。",
        'The part "{part}" of the workbook is damaged. Open it in Excel and save it as .xlsx.',
    ),
    "xlsx-encrypted": (
        "工作簿设有打开密码,无法读取。请去掉密码后再导入。",
        "The workbook is protected by a password. Remove the password and import again.",
    ),
    "xls-old": (
        "这是旧格式 .xls(Excel 97-2003)。请在 Excel 中另存为 .xlsx 或 CSV 再导入。",
        "This is the old .xls format (Excel 97-2003). Save it as .xlsx or CSV in Excel and import that.",
    ),
    "xlsx-other": (
        "这不是 .xlsx 表格({what})。请在 Excel 或 WPS 中另存为 .xlsx 或 CSV。",
        "This is not an .xlsx table ({what}). Save it as .xlsx or CSV in Excel or WPS.",
    ),
    "sheet-missing": (
        "工作簿里没有名为“{value}”的工作表。现有:{known}。",
        'The workbook has no sheet "{value}". It has: {known}.',
    ),
    "json-bad": (
        "{place} 不是合格的 JSON:第 {line} 行第 {column_no} 列,{reason}。内容一字不改,请对方系统重新导出。",
        "{place} is not valid JSON: line {line}, column {column_no}, {reason}. Nothing is repaired silently; ask the sending "
        "system for a correct file.",
    ),
    "json-deep": (
        "{place} 嵌套过深,已拒绝。请确认文件来源。",
        "{place} is nested too deeply and was refused. Check where the file comes from.",
    ),
    "no-record": (
        "{place} 里没有客人档案,也没有预订(最外层是:{what})。请导出客人或预订数据。",
        "{place} holds neither a profile nor a reservation (its outermost parts are: {what}). Export profiles or "
        "reservations.",
    ),
    "xml-bad": (
        "不是合格的 XML:第 {line} 行第 {column_no} 列,{reason}。请对方系统重新导出。",
        "This is not valid XML: line {line}, column {column_no}, {reason}. Ask the sending system for a correct file.",
    ),
    "xml-entities": (
        "XML 中带有 DTD 或实体定义({what}),可能是攻击,已拒绝。请对方系统去掉后再发。",
        "The XML carries a DTD or an entity ({what}). This can be an attack and was refused. Ask the sender to leave it out.",
    ),
    "xml-other": (
        "这个文件的最外层是 {what},不是住客预订消息。请导入 OTA_HotelResNotifRQ、OTA_ResRetrieveRS 或 OTA_Profile 消息。",
        "The outermost element is {what}, which is not a guest request. Import an OTA_HotelResNotifRQ, OTA_ResRetrieveRS or "
        "OTA_Profile message.",
    ),
    "xml-limit": (
        "XML 超出上限({what}),已拒绝。请把消息拆成几个文件。",
        "The XML is beyond a limit ({what}) and was refused. Split the message into several files.",
    ),
    "sender-error": (
        "文件是对方系统的错误回复:{value}。没有可导入的预订,请与对方联系。",
        "The file is an error answer of the other system: {value}. There is nothing to import; ask the sender.",
    ),
}

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "scan-refused": ("证件未导入：{detail_zh}", "The document was not taken: {detail_en}"),
    "row-cells": (
        "这一行有 {count} 格,表头有 {heads} 列。行可能被截断,或值里有未加引号的分隔符。请更正这一行。",
        "This row has {count} cells, the head has {heads}. The row may be cut off, or a value holds the delimiter without "
        "quotes. Correct the row.",
    ),
    "row-cut": (
        "文件在这一行中间结束(只有 {count} 格,应有 {heads} 格),看来没有传完。请重新导出整个文件。",
        "The file ends inside this row ({count} cells instead of {heads}), so it seems to be cut. Export the whole file again.",
    ),
    "quote-open": (
        "这一行有一个引号没有关上,或者文件在引号中间被截断。请补上引号或重新导出。",
        "A quote opened in this row is never closed, or the file is cut inside it. Close the quote or export again.",
    ),
    "quote-bad": (
        "这一行的引号后面还有多余的字符。值中的引号请写成两个。",
        "Text follows a closing quote in this row. Write a quote inside a value twice.",
    ),
    "cell-too-long": (
        "“{column}”有 {count} 个字符,超过上限 {limit}。请缩短后再导入。",
        '"{column}" has {count} characters, more than the limit of {limit}. Shorten it and import again.',
    ),
    "formula": (
        "“{column}”是公式,为安全起见不导入。请在 Excel 中把这一列“选择性粘贴”为数值,或设为文本。",
        '"{column}" is a formula, which is not imported for safety. Paste the column as values in Excel, or set it to text.',
    ),
    "cell-error": (
        "“{column}”是 Excel 的错误值。请更正单元格。",
        '"{column}" is an Excel error value. Correct the cell.',
    ),
    "digits-lost": (
        "“{column}”被存成了数字,末尾几位已经丢失。请把该列设为文本后重新导出。",
        '"{column}" was stored as a number and has lost its last digits. Set the column to text and export again.',
    ),
    "value-missing": (
        "缺少“{column}”。请补上后再导入这一行。",
        '"{column}" is empty. Fill it in and import the row again.',
    ),
    "date-wrong": (
        "“{column}”不是 {format} 格式的日期。请更正,或在映射文件 [dates] 中写明格式。",
        '"{column}" is not a date of the form {format}. Correct it, or name the format under [dates] in the map.',
    ),
    "date-impossible": (
        "“{column}”是不存在的日期。请更正。",
        '"{column}" is a date that does not exist. Correct it.',
    ),
    "date-range": (
        "“{column}”超出可信范围({low} 至 {high})。请更正。",
        '"{column}" is outside the plausible range ({low} to {high}). Correct it.',
    ),
    "departure-before-arrival": (
        "离店日期 {departure} 早于抵店日期 {arrival}。请更正。",
        "The departure {departure} is before the arrival {arrival}. Correct the dates.",
    ),
    "stay-too-long": (
        "住 {nights} 晚,超过 {limit} 晚。请检查日期。",
        "The stay has {nights} nights, more than {limit}. Check the dates.",
    ),
    "id-check-digit": (
        "“{column}”的校验位不对,号码录错了。请对照证件更正。",
        'The check digit of "{column}" is wrong, so the number was mistyped. Correct it from the document.',
    ),
    "id-form": (
        "“{column}”应是 18 位(或旧的 15 位)居民身份证号。请对照证件更正,或更正证件类型。",
        '"{column}" should be a Chinese resident number of 18 (or the old 15) digits. Correct it, or the type of document.',
    ),
    "id-date": (
        "“{column}”里的出生日期不存在。请对照证件更正。",
        'The birth date inside "{column}" does not exist. Correct the number from the document.',
    ),
    "id-region": (
        "“{column}”的前两位不是任何省份的代码。请对照证件更正。",
        'The first two digits of "{column}" are the code of no province. Correct the number from the document.',
    ),
    "document-wrong": (
        "“{column}”不像证件号码(只能有字母和数字,{low} 至 {high} 位)。请更正。",
        '"{column}" does not look like a document number ({low} to {high} letters and digits). Correct it.',
    ),
    "phone-wrong": (
        "“{column}”不是能拨通的电话号码。请更正;座机请写上区号,国外号码请写上国家代码,如 +81。",
        '"{column}" is no telephone number that can be called. Correct it; write landlines with their area code and foreign '
        "numbers with their country code, such as +81.",
    ),
    "number-wrong": ("“{column}”应是整数。请更正。", '"{column}" should be a whole number. Correct it.'),
    "number-negative": ("“{column}”不能是负数。请更正。", '"{column}" cannot be negative. Correct it.'),
    "number-range": (
        "“{column}”超出可信范围({low} 至 {high})。请更正。",
        '"{column}" is outside the plausible range ({low} to {high}). Correct it.',
    ),
    "money-wrong": (
        "“{column}”不是金额。请只写数字,如 688.00。",
        '"{column}" is no amount of money. Write digits only, such as 688.00.',
    ),
    "time-wrong": (
        "“{column}”不是时间。请写成 14:30。",
        '"{column}" is no time of day. Write it as 14:30.',
    ),
    "status-unknown": (
        "不认识的状态“{value}”。已知:{known}。请更正,或在映射文件 [values.status] 中对应。",
        'The status "{value}" is not known. Known: {known}. Correct it, or map it under [values.status].',
    ),
    "status-contradiction": (
        "“{column}”与取消标记互相矛盾。请确认这笔预订是否取消。",
        '"{column}" contradicts the cancelled mark. Find out whether this booking was cancelled.',
    ),
    "document-type-unknown": (
        "不认识的证件类型。请更正,或在映射文件 [values.document_type] 中对应。",
        "The type of document is not known. Correct it, or map it under [values.document_type].",
    ),
    "yes-no-wrong": (
        "“{column}”应是“是”或“否”。请更正。",
        '"{column}" should be yes or no. Correct it.',
    ),
    "variable": (
        "“{column}”是没有填值的变量 {value}。请在映射文件 [variables] 中给出它的值。",
        '"{column}" is the variable {value}, which has no value. Give it one under [variables] in the map.',
    ),
    "profile-nobody": (
        "这里改动的是一份没有姓名也没有编号的档案,无法知道是谁。请导出带编号的档案。",
        "This changes a profile without a name and without an id, so nobody knows whose it is. Export it with its id.",
    ),
    "reservation-nobody": (
        "这里改动的是一笔没有编号的预订,无法知道是哪一笔。请导出带编号的预订。",
        "This changes a reservation without an id, so nobody knows which. Export it with its id.",
    ),
}

WARNING_TEXTS: dict[str, tuple[str, str]] = {
    "number-repeated": (
        "“{column}”在本文件中已出现过,按同一预订的第 {leg} 间房导入。",
        '"{column}" stands on an earlier row of this file; this row is taken as room {leg} of the same booking.',
    ),
    "total-row": ("合计行,已跳过。", "A row of totals was left out."),
    "last-line-open": (
        "文件末尾没有换行。若这一行不完整,说明文件被截断,请核对最后一格。",
        "The file ends without a line break. If this row is not complete the file was cut; check its last cell.",
    ),
    "gender-unknown": (
        "不认识的性别写法,留空。可在映射文件 [values.gender] 中对应。",
        "The gender is written in an unknown way and was left empty. Map it under [values.gender].",
    ),
    "country-unknown": (
        "不认识的国家或地区“{value}”,留空。可在映射文件 [values.country] 中对应。",
        'The country "{value}" is not known and was left empty. Map it under [values.country].',
    ),
    "email-wrong": (
        "“{column}”不是电子邮箱,未导入这一项。",
        '"{column}" is no e-mail address; this item was left out.',
    ),
    "phone-kept-raw": (
        "电话无法识别,按原文保留,不用于认人。",
        "The telephone number could not be read. It is kept as written and does not identify the guest.",
    ),
    "phone-dummy": ("“{column}”是占位号码,未导入这一项。", '"{column}" is a dummy number; this item was left out.'),
    "birth-differs": (
        "生日与身份证号不一致,以身份证为准。请核对。",
        "The birth date differs from the ID number; the ID number was used. Please check.",
    ),
    "gender-differs": (
        "性别与身份证号不一致,以身份证为准。请核对。",
        "The gender differs from the ID number; the ID number was used. Please check.",
    ),
    "nights-differ": (
        "天数 {value} 与日期({nights} 晚)不一致,以日期为准。",
        "The nights ({value}) differ from the dates ({nights} nights); the dates were used.",
    ),
    "no-guests": (
        "没有住客人数,按 0 人导入。请核对。",
        "The row has no guests. It is taken with 0 guests; please check.",
    ),
    "count-unknown": ("“{column}”未知,按 0 处理。", '"{column}" is not known and was taken as 0.'),
    "rate-negative": (
        "房价是负数({value}),这是事后冲账,房价留空。",
        "The rate is negative ({value}), which is a later correction; the rate was left empty.",
    ),
    "no-booking-number": (
        "没有预订号列,只能按文件和行号识别。再次导入修改过的文件时会当作新预订。",
        "There is no column with a booking number, so rows are known by file and row only. A changed file will be read as "
        "new bookings.",
    ),
    "date-variable": (
        "日期是变量 {value},按营业日期 {date} 导入。",
        "The date is the variable {value}; it was taken as {date}, from the business date.",
    ),
    "arrival-window": (
        "客人给的是抵店日期范围({low} 至 {high}),按最早一天抵店导入,请与客人确认。",
        "The guest gave a window for the arrival ({low} to {high}); the first day was taken. Confirm it with the guest.",
    ),
    "stay-window": (
        "客人只给了日期范围({low} 至 {high}),没有说住几晚,按整个范围导入,请与客人确认。",
        "The guest gave only a window ({low} to {high}) and no length of stay; the whole window was taken. Confirm it with the "
        "guest.",
    ),
    "schema-sample": (
        "各项的值都是“string”,这是接口说明里的样本,不是真实客人。请核对后再导入。",
        'The values are all "string": this is a sample from an interface description, not a real guest. Check before importing.',
    ),
    "value-left-out": (
        "“{column}”看不懂,未导入这一项,其余照常导入。",
        '"{column}" could not be read and was left out; the rest of the row is taken.',
    ),
}
