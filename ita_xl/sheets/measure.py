"""Measuring Thai text without a font: how wide a line is, how many lines a cell takes, how high its row must be.

No program tells a writer of .xlsx files how high a row of wrapped Thai text has to be, and Excel does not fit the rows
of merged cells at all; so heights are worked out here, from the advance widths of TH SarabunPSK (``widths``) and a
model of where Thai breaks. A line too many costs a little air, a line too few cuts words off: doubts are settled
upwards.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.sheets import widths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CELL_PADDING = 4.0
"""Points of a cell's width that its text cannot use, both sides together."""

SLACK = 1.035
"""Text is taken to be this much wider than its letters. Half of it is what programs really add (they round letters to a
grid); the rest covers the words that this module breaks and their dictionary does not. Calibrated on Thai official
paragraphs in columns of 90 to 400 points at 14 and 16 points against LibreOffice: 98 to 99 of 100 have its lines or
one more, 1 has one too few; at 1.02 there are 3 too few, at 1.04 there are more rows with a line of air."""

LINE_HEIGHT = 1.297
"""Height of a line of TH SarabunPSK in parts of the font size: the ascent .850 and descent .447 of the font. Programs
round both to whole pixels: 1.26 to 1.28 at 14 and 16 points on a screen of 96 dpi, up to 1.31 on a finer one."""

ROW_PADDING = 1.5
"""Points of a row's height above and below its lines."""

MAX_HEIGHT = 409.0
"""The greatest height of a row in points that Excel allows."""

_UNKNOWN = 1000
"""Width of a character that the font lacks (✓ ▲ →): another font stands in, seldom with anything wider than an em."""

_DIGIT_PIXELS = 7
_COLUMN_PADDING_PIXELS = 5
_POINTS_PER_PIXEL = 0.75

# Words of official prose that a dictionary keeps whole, or begins where the rules of syllables alone would not. A word
# missing here is still measured, only with more places to break than it has; SLACK makes up for that.
_WORDS = """
กฎหมาย กรกฎาคม กรณี กรม กรรมการ กรอบ กระชับ กระทบ กระทรวง กระทำ กระบวนการ กลับ กลาง กลุ่ม กลไก กล่อง กล่าว กว่า
กว้าง กังวล กันยายน กำกับ กำลัง กำหนด กิจกรรม กุมภาพันธ์ ก็ตาม ก่อสร้าง ก้าวหน้า ขยาย ขัดข้อง ข่าวสาร ข้อความ ข้อมูล
ข้าราชการ คณะ ครบ ครอง ครอบคลุม ครั้ง ครุภัณฑ์ ครู คลอง คลัง ควบคุม ควบคู่ ควร ความ คอมพิวเตอร์ คอร์รัปชัน คะแนน
คำขอ คำถาม คุณธรรม คุณภาพ คุณลักษณะ คุณสมบัติ คุ้มครอง คู่มือ ค้นหา จริยธรรม จังหวัด จัดการ จัดหา จำกัด จำนวน จำเป็น
จำแนก จิตสำนึก จุดยืน จ้าง ฉบับ ชนิด ชัดเจน ชำระ ชี้แจง ชุมชน ซื่อสัตย์ ซื้อ ดำรง ดำเนิน ดิจิทัล ดุลพินิจ ดุลยพินิจ
ดูแล ตกลง ตนเอง ตรง ตรวจ ตอบ ตอบแทน ตัดสิน ตัวอย่าง ตัวเลข ตั้งแต่ ตาราง ตำบล ตำรวจ ตำแหน่ง ติดตาม ติดต่อ ตุลาคม
ต้องการ ถดถอย ถ้อยคำ ทดลอง ทดสอบ ทบทวน ทรัพยากร ทรัพย์สิน ทราบ ทหาร ทะเบียน ทักท้วง ทันที ทั่วไป ทั้งนี้ ทั้งหมด
ทางการ ทำการ ทำงาน ทำเนียบ ทำให้ ทำได้ ทิศทาง ที่สุด ทุก ทุจริต ธรรมเนียม ธันวาคม ธำรง ธุระ นอกจาก นอกเหนือ นักเรียน
นางสาว นายก นิติ นโยบาย บทบาท บรรจุ บรรลุ บริการ บริหาร บังคับ บัญชา บัญชี บันทึก บุคคล บุคลากร ปกปิด ปฏิทิน ปฏิบัติ
ปฏิเสธ ประกอบ ประกาศ ประจำ ประชาชน ประชาสัมพันธ์ ประชุม ประธาน ประพฤติ ประมวล ประมาณ ประสิทธิผล ประสิทธิภาพ ประหยัด
ประเด็น ประเทศ ประเทศไทย ประเภท ประเมิน ประโยชน์ ปรับ ปรับปรุง ปรากฏ ปริมาณ ปลอด ปลอดภัย ปลาย ปะปน ปัจจุบัน ปัญหา
ปิดบัง ปีงบประมาณ ป้องกัน ผลผลิต ผลลัพธ์ ผู้รับ พนักงาน พบปะ พยายาม พระ พร้อม พฤติกรรม พฤศจิกายน พฤษภาคม พัฒนา พัสดุ
พิจารณา พิเศษ พื้นที่ พุทธศักราช ฟอร์ม ภาพถ่าย ภายนอก ภายใน ภารกิจ ภาษา ภาษี มกราคม มหาดไทย มหาวิทยาลัย มั่นคง
มั่นใจ มากกว่า มาตรการ มาตรฐาน มิถุนายน มีนาคม ยกเลิก ยกเว้น ยอมรับ ยุทธศาสตร์ รวดเร็ว รวบรวม ระดับ ระบบ ระบุ ระยะ
ระวัง ระหว่าง ระเบียบ รักษา รัฐธรรมนูญ รัฐบาล รัดกุม รับรอง ราคา ราชการ รายการ รายงาน รายรับ ร้องขอ ลงชื่อ ลงมือ
ลงโทษ ละเอียด ลักษณะ ลายมือ ลำดับ ลูกจ้าง ล่าช้า ล่าสุด วงเงิน วัฒนธรรม วัดผล วัตถุประสงค์ วัสดุ วางแผน วางใจ วาจา
วาระ วิดีโอ วิธี วินัย วินิจฉัย วิเคราะห์ ศึกษา สถาน สถานะ สถานี สถิติ สนอง สนับสนุน สมบูรณ์ สมัย สมุด สม่ำเสมอ
สรรหา สรุป สร้าง สร้างสรรค์ สวัสดิการ สอดคล้อง สอบถาม สะดวก สะท้อน สังคม สังเกต สัญญา สัญญาณ สัปดาห์ สัมพันธ์ สัมมนา
สาธารณชน สาธารณสุข สาธารณะ สาธารณูปโภค สามารถ สารสนเทศ สาระ สาเหตุ สำคัญ สำนักงาน สำรวจ สำหรับ สำเร็จ สิงหาคม สิทธิ
สินบน สื่อสาร สุจริต สุภาพ สูงสุด หนังสือ หน้าที่ หมายเลข หมายเหตุ หรือ หัวหน้า หากว่า ห่วงใย องค์กร องค์การ อธิบาย
อนาคต อนุญาต อนุมัติ อบรม อย่าง อย่างไร ออนไลน์ อักษร อัตรา อาคาร อาศัย อำนวย อำนาจ อำเภอ อินเทอร์เน็ต
อิเล็กทรอนิกส์ อีเมล อุทธรณ์ อุปสรรค อ้างอิง ฯลฯ เกี่ยวข้อง เข้าใจ เคร่งครัด เจตจำนง เจตนารมณ์ เจ้าของ เฉพาะ เฉลี่ย
เดียวกัน เตรียม เทคโนโลยี เทศบาล เท่าใด เนื่องจาก เนื้อหา เบาะแส เปลี่ยนแปลง เป็นการ เพราะ เพื่อ เมนู เมษายน เมื่อ
เรียก เร่งรัด เลขานุการ เวลา เว็บไซต์ เศรษฐกิจ เสนอ เสมอ เหตุการณ์ เหตุผล เอกสาร แก้ไข แต่ละ แนวทาง แนะนำ แน่นอน
แผนที่ แผนผัง แสดง แอปพลิเคชัน โครงการ โครงสร้าง โดยตรง โทรศัพท์ โปรแกรม โปร่งใส โรงเรียน โอกาส ใช้ได้ ไตรมาส
ไปรษณีย์ ไม่ทัน ไม่มี ไม่ใช่
"""

_FOLLOWING = frozenset("ฯะัาำิีึืฺุูๅๆ็่้๊๋์ํ๎")
"""What never begins a line: vowels and marks that belong to the letter before, and ฯ ๆ."""

_CLUSTER = re.compile(r"[เ-ไ]*.[ฯ-ฺๅ-๎]*", re.DOTALL)
_THAI = re.compile(r"[ก-ฺเ-๎]+")
_CHUNK = re.compile(r"([^ \t\u200b]*)([ \t\u200b]*)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")
# A dash, a slash or an ellipsis inside a chunk ends a line, but not before a digit: 1/2568, -5.
_JOINT = re.compile(r"[–—…]+(?=.)|(?<=.)[-/]+(?=[^\d/-])")


class _Piece(NamedTuple):
    """What stays on one line, its width and that of the spaces after it in thousandths of an em."""

    text: str
    width: int
    gap: int


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points of a text set in one line of TH SarabunPSK.

    Args:
        text: Any text; line breaks take no width.
        size: Font size in points.
        bold: Whether it is set in bold.

    >>> text_width("กี่", 16) == text_width("ก", 16)
    True
    """
    return _units(text, bold=bold) * size / 1000


def line_count(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Number of lines of a text wrapped in a width; seldom too low, now and then one too high.

    Args:
        text: Line breaks ("\\n") are kept; an empty text is one line.
        width: Usable width in points, without the padding of the cell.
        size: Font size in points.
        bold: Whether it is set in bold.

    >>> line_count("ข้อเสนอแนะ\\nแนวทาง", 200, 16)
    2
    """
    room = max(int(width * 1000 / (size * SLACK)), 0)
    return sum(_lines(_measured(paragraph, bold), room, bold=bold) for paragraph in text.split("\n"))


def row_height(lines: int, size: float) -> float:
    """Height in points of a row of so many lines at a font size in points; never more than ``MAX_HEIGHT``."""
    return min(max(lines, 1) * size * LINE_HEIGHT + ROW_PADDING, MAX_HEIGHT)


def fit_height(texts: Iterable[tuple[str, float]], size: float, *, bold: bool = False) -> float:
    """Height in points of a row in which several cells wrap, each given as its text and the width of its column.

    Args:
        texts: Texts with the whole width of their column, or merged columns, in points (see ``column_points``); the
            padding of the cell is taken off here.
        size: Font size in points.
        bold: Whether they are set in bold.
    """
    lines = (line_count(text, width - CELL_PADDING, size, bold=bold) for text, width in texts)
    return row_height(max(lines, default=1), size)


def column_points(width_chars: float) -> float:
    """Width in points of a column as wide as Excel's dialog says, in characters of the default font (Calibri 11).

    A character is 7 pixels of 1/96 inch and the column has 5 more; below one character the whole shrinks evenly.

    >>> column_points(8.43)
    48.0
    """
    if width_chars < 1:
        pixels = int(max(width_chars, 0) * (_DIGIT_PIXELS + _COLUMN_PADDING_PIXELS) + 0.5)
    else:
        pixels = int(width_chars * _DIGIT_PIXELS + 0.5) + _COLUMN_PADDING_PIXELS
    return pixels * _POINTS_PER_PIXEL


def column_chars(points: float) -> float:
    """Width in characters, as Excel's dialog has it, of a column so many points wide: undoes ``column_points``.

    >>> column_chars(75)
    13.571428571428571
    """
    pixels = max(points, 0) / _POINTS_PER_PIXEL
    if pixels < _DIGIT_PIXELS + _COLUMN_PADDING_PIXELS:
        return pixels / (_DIGIT_PIXELS + _COLUMN_PADDING_PIXELS)
    return (pixels - _COLUMN_PADDING_PIXELS) / _DIGIT_PIXELS


class _Advances(dict[str, int]):
    """Widths by character; one that the font lacks gets its default when first asked for."""

    def __init__(self, table: Mapping[int, str]) -> None:
        for start, row in table.items():
            for code, width in enumerate(row.split(), start):
                if width != ".":
                    self[chr(code)] = int(width)

    def __missing__(self, character: str) -> int:
        invisible = unicodedata.category(character) in {"Mn", "Me", "Cc", "Cf"}
        self[character] = width = 0 if invisible else _UNKNOWN
        return width


@cache
def _advances(bold: bool) -> _Advances:
    return _Advances(widths.BOLD if bold else widths.REGULAR)


def _units(text: str, *, bold: bool) -> int:
    """Width in thousandths of an em. Whole numbers: their sums do not depend on the order."""
    return sum(map(_advances(bold).__getitem__, text))


def _lines(pieces: tuple[_Piece, ...], room: int, *, bold: bool) -> int:
    """Fill line after line. Spaces at the end of a line hang over its edge."""
    lines, used = 1, 0
    for piece in pieces:
        width = piece.width
        if used and used + width > room:
            lines, used = lines + 1, 0
        if width > room:
            more, width = _cut(piece.text, room, bold=bold)
            lines += more
        used += width + piece.gap
    return lines


def _cut(text: str, room: int, *, bold: bool) -> tuple[int, int]:
    """A piece longer than a line is cut between any two letters: line ends inside it, width on its last line."""
    ends = used = 0
    for cluster in _CLUSTER.findall(text):
        width = _units(cluster, bold=bold)
        if used and used + width > room:
            ends, used = ends + 1, 0
        used += width
    return ends, used


@lru_cache(maxsize=4096)
def _measured(paragraph: str, bold: bool) -> tuple[_Piece, ...]:
    return tuple(
        _Piece(text, _units(text, bold=bold), _units(spaces, bold=bold)) for text, spaces in _pieces(paragraph)
    )


def _pieces(paragraph: str) -> Iterator[tuple[str, str]]:
    """Cut a paragraph wherever a line may end, into texts and the spaces after them."""
    for chunk, spaces in _CHUNK.findall(paragraph):
        if not chunk and not spaces:
            continue
        ends = _line_ends(chunk)
        start = 0
        for end in ends:
            yield chunk[start:end], ""
            start = end
        yield chunk[start:], spaces


def _line_ends(chunk: str) -> list[int]:
    """Where a line may end inside a chunk without spaces.

    Thai and what touches it (digits, brackets, Latin letters) stay together, as Unicode's rules have it.
    """
    ends = {match.end() for match in _JOINT.finditer(chunk)}
    for run in _THAI.finditer(chunk):
        ends.update(run.start() + end for end in _word_ends(run[0]))
    for address in _ADDRESS.finditer(chunk):
        ends.difference_update(range(address.start() + 1, address.end()))
    return sorted(end for end in ends if chunk[end] not in _FOLLOWING)


def _word_ends(run: str) -> list[int]:
    """The likely ends of words inside a run of Thai letters: its cheapest division into words and syllables."""
    length = len(run)
    unreached = length * _STRAY + 1
    costs = [0] + [unreached] * length
    starts = [0] * (length + 1)
    for start in range(length):
        if costs[start] == unreached:
            continue
        for end, price in _steps(run, start):
            if costs[start] + price <= costs[end]:
                costs[end], starts[end] = costs[start] + price, start
    ends = []
    end = starts[length]
    while end:
        ends.append(end)
        end = starts[end]
    return ends


# What a division pays for a part: a known word least, the fewest parts in all. A closed syllable without a written
# vowel (คน) and a consonant alone (ส in สบาย) are only taken where nothing else fits.
_WORD, _SYLLABLE, _BARE, _ALONE, _STRAY = 9, 10, 13, 22, 40


def _steps(run: str, start: int) -> Iterator[tuple[int, int]]:
    """The parts that can begin at ``start``: their ends and prices."""
    found: dict[int, int] = {}
    match = _syllable().match(run, start)
    for group, price in enumerate(_PRICES, 1):
        end = match.end(group) if match else -1
        if end > start:
            found[end] = min(price, found.get(end, price))
    for word in _words().get(run[start : start + 2], ()):
        if run.startswith(word, start):
            found[start + len(word)] = _WORD
    whole = {_after_signs(run, end): price for end, price in found.items()}
    fitting = {end: price for end, price in whole.items() if end == len(run) or run[end] not in _FOLLOWING}
    if not fitting:
        cluster = _CLUSTER.match(run, start)
        fitting = {cluster.end() if cluster else len(run): _STRAY}
    yield from fitting.items()


def _after_signs(run: str, end: int) -> int:
    """Past the ฯ and ๆ that belong to the part that ends here."""
    while end < len(run) and run[end] in "ฯๆ":
        end += 1
    return end


# The syllables, with O for the consonants they begin with, T for a tone mark and F for a final consonant. Alternatives
# of one form exclude each other; forms do not: ตา and ตาก both begin ตากลม.
_FORMS = (
    (_SYLLABLE, "เOTา?ะ|เOTา|เOีTย|เOืTอ|เOTอะ?|แOTะ|โOTะ|ไOTย?|ใOT|OัTวะ?|O[ิีึุู]T|OืTอ|OT[าำะ]|O็|OTอ|Oรร"),
    (_SYLLABLE, "[เแโ]O็?T"),
    (_SYLLABLE, "เOีTยF|เOืTอF|เOิTF|เOTอF|OัTF|O[ิีึืุู]TF|OTาF|O็อ?F|OTอF|OTวF|OรรF"),
    (_SYLLABLE, "[เแโ]O็?TF"),
    (_BARE, "OTF"),
)
_ONSETS = ("[ก-ฮ]", "(?:[กขคจซตทบปผพฟศส][รลว]|ห[งญณนมยรลวฬ]|อย)")
_TONE = "[่-๋]?"
_FINAL = "[กขคฆงจชซญฎฏฐฑฒณดตถทธนบปพฟภมยรลวศษสฬ]"
_SILENT = "(?:[ก-ฮ]?[ก-ฮ][ิุ]?์)?"
_PRICES = (*(price for price, _ in _FORMS for _ in _ONSETS), _ALONE)


@cache
def _syllable() -> re.Pattern[str]:
    """One group for each form and onset; all are tried at one place, and each that fits tells its end."""
    groups = [
        f"(?:{form.replace('O', onset).replace('T', _TONE).replace('F', _FINAL)}){_SILENT}"
        for _, form in _FORMS
        for onset in _ONSETS
    ]
    return re.compile("".join(f"(?=({group})|)" for group in (*groups, "[ก-ฮ]")))


@cache
def _words() -> dict[str, list[str]]:
    """The known words by their first two characters."""
    words: dict[str, list[str]] = {}
    for word in _WORDS.split():
        words.setdefault(word[:2], []).append(word)
    return words
