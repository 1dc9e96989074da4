"""An add-in (.xlam) out of a macro workbook (.xlsm): another content type, and the ribbon as a part of the package."""

from __future__ import annotations

import io
import zipfile

_WORKBOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_RIBBON = "customUI/customUI14.xml"
_RELATION = (
    b'<Relationship Id="rIdRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    b'Target="customUI/customUI14.xml"/></Relationships>'
)


def addin_of(workbook: bytes, ribbon: bytes) -> bytes:
    """The bytes of an add-in with the macros of a workbook and a ribbon (customUI of 2009/07); no clock goes in."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as addin:
        for part in given.infolist():
            data = given.read(part)
            if part.filename == "[Content_Types].xml":
                data = _replaced(data, _WORKBOOK, _ADDIN)
            elif part.filename == "_rels/.rels":
                data = _replaced(data, b"</Relationships>", _RELATION)
            addin.writestr(part, data, zipfile.ZIP_DEFLATED)
        when = given.infolist()[0].date_time
        addin.writestr(zipfile.ZipInfo(_RIBBON, when), ribbon, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    if data.count(old) != 1:
        raise ValueError(f"the workbook's package is not as expected: {data.count(old)} × {old.decode()}")
    return data.replace(old, new)
