"""Entries → the summary of all agencies: ranks, counts, what many share, who is near the next level. By pandas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ita_xl import arithmetic
from ita_xl.assessment import Kind
from ita_xl.batch.records import Status
from ita_xl.diagnosis import Class
from ita_xl.findings import Severity
from ita_xl.frames import pandas
from ita_xl.framework import load
from ita_xl.measures import suited
from ita_xl.recommendations import fill, library
from ita_xl.sheets.league import Common, Count, File, Near, Standing, Summary, Told
from ita_xl.thai import half_up, join_thai, points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pandas import DataFrame, Series

    from ita_xl.batch.records import Entry

#: The source of a record, and the record itself as :func:`ita_xl.batch.unit.record` makes it.
Record = tuple[str, dict[str, Any]]

_TOOLS = ("IIT", "EIT", "OIT")
_CLASSES = ("raise", "urgent")
_OTHER = "(ไม่ทราบ)"
#: Bins of scores: their number at most, and how many hundredths of a point they may be wide.
_BINS, _WIDTHS = 20, (100, 250, 500)


def table(records: Iterable[Record]) -> DataFrame:
    """One row a record: names, all scores as whole hundredths, the year before, rank, and its report.

    Rows stand by year (the latest first), rank and name. Scores of the year before begin with ``before_``.
    """
    pd = pandas()
    frame: DataFrame = pd.DataFrame([_flat(source, record) for source, record in records])
    if frame.empty:
        return frame
    for column in ("overall", "before_overall", "before_fiscal_year"):
        frame[column] = frame.get(column, pd.NA)
        frame[column] = frame[column].astype("Int64")
    years = frame.groupby("fiscal_year")
    frame["rank"] = years["overall"].rank(method="min", ascending=False).astype("Int64")
    frame["change"] = frame["overall"] - frame["before_overall"]
    # Ranks of both years are among the agencies that have a score of both, or they would not compare.
    both = frame[frame["change"].notna()].groupby("fiscal_year")
    moved = both["before_overall"].rank(method="min", ascending=False) - both["overall"].rank(
        method="min", ascending=False
    )
    frame["moved"] = moved.reindex(frame.index).astype("Int64")
    order = ["fiscal_year", "rank", "agency", "source"]
    frame = frame.sort_values(order, ascending=[False, True, True, True], na_position="last", kind="stable")
    return frame.reset_index(drop=True)


def _flat(source: str, record: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {name: record[name] for name in ("agency", "province", "district", "kind", "fiscal_year")}
    row |= {"source": source, "report": record.get("report") or "", **_scores(record)}
    row["level"] = record["level"]
    before: dict[str, Any] = next(iter(record["earlier"]), {})
    row |= {"latest": record.get("latest", True), "before_fiscal_year": before.get("fiscal_year")}
    row |= {f"before_{name}": value for name, value in _scores(before).items()}
    row["findings"] = sum(one["severity"] != "info" for one in record["findings"])
    row |= {ref: _hundredths(value) for ref, value in record["items"].items()}
    return row


def _scores(record: dict[str, Any]) -> dict[str, int | None]:
    found = {"overall": _hundredths(record.get("overall"))}
    found |= {code: _hundredths(value) for code, value in record.get("tools", {}).items()}
    found |= {f"ind{number}": _hundredths(value) for number, value in record.get("indicators", {}).items()}
    return found


def _hundredths(text: str | None) -> int | None:
    return None if text is None else int(text.replace(".", ""))


def newest(entries: Sequence[Entry]) -> list[Record]:
    """The records of a run, those of an agency's earlier years without reports in its latest one.

    A list that leaves a year out gives an agency a record before and one behind the gap.
    """
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for entry in entries:
        for record in entry.records:
            who = (entry.source, record["agency"], record["province"], record["district"])
            found.setdefault(who, []).append(record)
    return [(source, one) for (source, *_), own in found.items() for one in _joined(own)]


def _joined(records: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    if len({one["fiscal_year"] for one in records}) < len(records) or any(one.get("report") for one in records):
        return records
    latest, *others = sorted(records, key=lambda one: -one["fiscal_year"])
    earlier = [*latest["earlier"], *(year for one in others for year in (one, *one["earlier"]))]
    return [{**latest, "earlier": earlier}]


def every_year(records: Iterable[Record]) -> Iterator[Record]:
    """A record of every year that is known of each agency; what was found is told in its latest one."""
    for source, record in records:
        years = [record, *record["earlier"]]
        for at, year in enumerate(years):
            told = {} if at == 0 else {"report": "", "findings": [], "items": {}, **year, "latest": False}
            yield source, {**record, **told, "earlier": years[at + 1 :]}


def summed(entries: Sequence[Entry]) -> Summary:
    """The summary of a run.

    Raises:
        MachineError: E401 when pandas is not installed.
    """
    found = newest(entries)
    frame = table(found)
    records = [record for _, record in found]
    levels = _levels(records)
    return Summary(
        levels=levels,
        tools=_TOOLS,
        league=tuple(_league(frame)),
        counts=tuple(_counts(frame, levels)),
        bins=tuple(_bins(frame)),
        common=tuple(_common(records)),
        near=tuple(sorted(_near(records), key=lambda one: (one.gain, one.agency))),
        told=tuple(_told(records)),
        files=tuple(_files(entries)),
    )


def _levels(records: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """The names of the levels of all years, those of the latest first and best first."""
    years = sorted({record["fiscal_year"] for record in records}, reverse=True)
    return tuple(dict.fromkeys(level.name for year in years for level in load(year).levels))


def _league(frame: DataFrame) -> Iterator[Standing]:
    pd = pandas()
    columns = [*_TOOLS, *(f"ind{number}" for number in range(1, 11))]
    full = frame.reindex(columns=[*frame.columns, *(one for one in columns if one not in frame)])
    for row in full.to_dict("records"):
        score = {name: None if pd.isna(row[name]) else _points(row[name]) for name in ("overall", "change", *columns)}
        word = {name: "" if pd.isna(row[name]) else row[name] for name in ("province", "district", "kind", "level")}
        yield Standing(
            rank=None if pd.isna(row["rank"]) else int(row["rank"]),
            agency=row["agency"],
            province=word["province"],
            district=word["district"],
            kind=word["kind"],
            fiscal_year=int(row["fiscal_year"]),
            overall=score["overall"],
            change=score["change"],
            moved=None if pd.isna(row["moved"]) else int(row["moved"]),
            level=word["level"],
            tools=tuple(score[code] for code in _TOOLS),
            indicators=tuple(score[f"ind{number}"] for number in range(1, 11)),
            findings=int(row["findings"]),
            report=row["report"],
        )


def _points(hundredths: Any) -> Decimal:
    return Decimal(int(hundredths)).scaleb(-2)


def _counts(frame: DataFrame, levels: Sequence[str]) -> Iterator[Count]:
    """All agencies first, then by year where there are several, by kind, province and district."""
    if frame.empty:
        return
    yield _count("ทั้งหมด", "ทุกหน่วยงาน", frame, levels)
    named = frame.assign(**{
        name: frame[name].astype(object).where(frame[name].notna(), _OTHER)
        for name in ("fiscal_year", "kind", "province", "district")
    })  # fmt: skip
    # Districts of several provinces share a name.
    shared = frame.groupby("district")["province"].transform("nunique").gt(1)
    named["district"] = named["district"].mask(shared, named["district"] + " (" + named["province"] + ")")
    for group, name in (("ปีงบประมาณ", "fiscal_year"), ("ประเภท", "kind"), ("จังหวัด", "province"), ("อำเภอ", "district")):
        parts = [(str(key), part) for key, part in named.groupby(name, sort=True)]
        if len(parts) > 1 or (name != "fiscal_year" and parts[0][0] != _OTHER):
            yield from (_count(group, key, part, levels) for key, part in parts)


def _count(group: str, name: str, part: DataFrame, levels: Sequence[str]) -> Count:
    known = part["overall"].dropna()
    mean = half_up(Decimal(int(known.sum())) / len(known) / 100) if len(known) else None
    of_level = part["level"].value_counts()
    return Count(group, name, len(part), mean, tuple(int(of_level.get(level, 0)) for level in levels))


def _bins(frame: DataFrame) -> Iterator[tuple[str, int]]:
    """Agencies by overall score, in bins of one width: so wide that the lowest and the best stand in one chart."""
    known = frame["overall"].dropna().astype("int64")
    if known.empty:
        return
    low = int(known.min())
    width = next(width for width in _WIDTHS if width * _BINS >= 10000 - low)
    for at in range(low // width * width, 10000, width):
        yield f"{_bound(at)}–{_bound(at + width - 1)}", int(known.between(at, at + width - 1).sum())
    yield "100", int((known == 10000).sum())


def _bound(hundredths: int) -> str:
    """A score as short as it can be told: 95, 97.5, 97.49."""
    return points(Decimal(hundredths) / 100).rstrip("0").rstrip(".")


def _common(records: Sequence[dict[str, Any]]) -> Iterator[Common]:
    """What is below the limit of keeping, by how many agencies have it, with the measure of the gravest class.

    Items, and indicators of agencies whose items are not known.
    """
    pd = pandas()
    weak = {(at, one["ref"]): one["class"] for at, record in enumerate(records) for one in record["weak"]}
    rows = [
        (record["fiscal_year"], ref, _hundredths(value), weak.get((at, ref), "keep"))
        for at, record in enumerate(records)
        for ref, value in _finest(record).items()
    ]
    frame = pd.DataFrame(rows, columns=["year", "ref", "score", "class"])
    found: list[tuple[int, int, Common]] = []
    for (year, ref), own in frame.groupby(["year", "ref"], sort=True):
        low = own[own["class"].isin(_CLASSES)]
        if len(low):
            urgent = int((own["class"] == "urgent").sum())
            shared = _shared(int(year), str(ref), own["score"], len(low), urgent)
            found.append((len(low), int(low["score"].sum()), shared))
    yield from (one for *_, one in sorted(found, key=lambda one: (-one[0], one[1])))


def _finest(record: dict[str, Any]) -> dict[str, str]:
    """The items of a record by reference, or its indicators (``indicators.9``) where it has no items."""
    if record["items"]:
        return dict(record["items"])
    return {f"indicators.{number}": value for number, value in record["indicators"].items() if value is not None}


def _shared(year: int, ref: str, scores: Series[Any], weak: int, urgent: int) -> Common:
    framework = load(year)
    number = ref.removeprefix("indicators.")
    if number != ref:
        label = f"ตัวชี้วัดที่ {number}"
        title = name = framework.indicator(int(number)).name
        measures = library().indicators[int(number)].measures
    else:
        item, label = framework.item(ref), framework.item_label(ref)
        advice = library().items.get(item.key)
        name = framework.indicator(item.indicator).name if item.indicator else ""
        title, measures = item.title, advice.measures if advice else ()
    fields = {
        "agency": "หน่วยงาน",
        "fiscal_year": year,
        "plan_year": year + 1,
        "item_title": title,
        "indicator_name": name,
        "score": "",
    }
    class_ = Class.URGENT if urgent else Class.RAISE
    measure = fill(suited(measures, class_).name, **fields) if measures else ""
    mean = half_up(Decimal(int(scores.sum())) / len(scores) / 100)
    return Common(year, label, title, weak, urgent, len(scores), mean, _points(scores.min()), measure)


def _near(records: Sequence[dict[str, Any]]) -> Iterator[Near]:
    """Agencies whose way to the next level is one improvement."""
    for record in records:
        way = record["next"]
        if way is None or len(way["improvements"]) != 1:
            continue
        framework = load(record["fiscal_year"])
        (one,) = way["improvements"]
        name = arithmetic.name(framework, (Kind(one["kind"]), one["ref"]))
        lacking = join_thai([
            f"{framework.label(each['score']) or 'ภาพรวม'} {each['value']} (ต้องได้ {each['bound']})"
            for each in way["lacking"]
        ])  # fmt: skip
        yield Near(
            record["agency"],
            record["province"] or "",
            record["level"] or "",
            way["level"],
            lacking,
            f"{name} จาก {one['before']} เป็น {one['after']}",
            Decimal(one["after"]) - Decimal(one["before"]),
            record.get("report") or "",
        )


def _told(records: Sequence[dict[str, Any]]) -> Iterator[Told]:
    order = list(Severity)
    for record in records:
        for one in sorted(record["findings"], key=lambda each: order.index(Severity(each["severity"]))):
            yield Told(
                record["agency"],
                record["province"] or "",
                record["fiscal_year"],
                Severity(one["severity"]),
                one["code"],
                one["message"],
                ", ".join(one["cells"][:8]),
                one["cure"],
            )


def _files(entries: Sequence[Entry]) -> Iterator[File]:
    """Every source once, a line more for every failure after its first."""
    sources: dict[str, list[Entry]] = {}
    for entry in entries:
        sources.setdefault(entry.source, []).append(entry)
    for name, own in sources.items():
        agencies = sum(len(entry.records) for entry in own)
        failures = [failure for entry in own for failure in entry.failures]
        worst = max((entry.status for entry in own), key=list(Status).index)
        if not failures:
            yield File(name, worst.thai, agencies)
        for one in failures:
            yield File(name, worst.thai, agencies, one["code"], one["message"], one["cure"])


def analysts(entries: Sequence[Entry]) -> DataFrame:
    """The table of all agencies and years for other programs: scores in points, two decimals, missing ones empty."""
    frame = table(every_year(newest(entries)))
    words = {"agency", "province", "district", "kind", "source", "report", "level", "latest"}
    whole = {"fiscal_year", "before_fiscal_year", "rank", "moved", "findings"}
    scores = [name for name in map(str, frame.columns) if name not in words | whole]
    return frame.assign(**{name: frame[name].astype("Float64") / 100 for name in scores})
