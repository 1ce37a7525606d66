"""How much a reader takes before it refuses. A file of 200 MB must pass; a bomb must not."""

MIB = 1024 * 1024

MAX_FILE_BYTES = 1024 * MIB  # as it lies on the disk
MAX_UNPACKED_BYTES = 2048 * MIB  # of a .gz, or of all parts of a workbook together
MAX_GZIP_RATIO = 300  # hotel tables pack 5 to 40 times; a bomb of zeros packs 1,000 times
CHUNK_BYTES = MIB

MAX_LINE_CHARS = 1_000_000  # one physical line of a text file
MAX_LINES_IN_ROW = 200  # line breaks inside quotes; more means a quote was never closed
MAX_CELL_CHARS = 32_767  # what a spreadsheet cell can hold
MAX_COLUMNS = 500
MAX_BROKEN_ROWS = 1_000  # rows whose shape is broken; more means that the file is not what it says

HEAD_SEARCH_ROWS = 30  # a report title may stand above the heads
SAMPLE_CHARS = 65_536  # looked at to find the delimiter
DATE_SAMPLE_ROWS = 1_000  # looked at to find the date format of a column

MAX_ZIP_ENTRIES = 2_000
MAX_ZIP_ENTRY_RATIO = 250
MIN_BOMB_BYTES = 16 * MIB  # below this size a ratio does no harm
MAX_PART_BYTES = 32 * MIB  # workbook.xml, styles.xml and relations
MAX_SHARED_STRINGS_BYTES = 256 * MIB
MAX_SHARED_STRINGS = 3_000_000
MAX_SHEET_ROWS = 1_048_576

MAX_JSON_BYTES = 64 * MIB
MAX_JSON_DEPTH = 60
MAX_FILES_IN_FOLDER = 20_000

MAX_XML_BYTES = 256 * MIB
MAX_XML_DEPTH = 60
MAX_XML_TEXT_CHARS = 1_000_000
MAX_XML_RECORD_ELEMENTS = 50_000  # elements of one reservation
MAX_GUESTS_PER_ROOM_STAY = 100

MIN_YEAR, MAX_YEAR = 1900, 2100
MAX_NIGHTS = 3_650
