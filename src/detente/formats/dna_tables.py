"""The tables of a Discourse Network Analyzer database (`.dna`, SQLite), as DNA 3.0 makes them; written, and read within bounds.

After the table definitions in DNA's own source (leifeld/dna, `sql/Sql.java`, release 3.0). No database made by DNA was at hand.
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from detente.formats.common import FormatError

LARGEST = 200 * 2**20
"""Bytes."""
MOST_ROWS = 1_000_000
MOST_STEPS = 50_000_000
"""Instructions of SQLite's machine that reading may take: an honest database needs a few per row."""
LONGEST = 190
"""Characters of a title, an author or an entity."""
PASSWORD = "detente"
"""Of the coder `Admin`, which DNA asks for when it opens a database."""
_ITERATIONS, _SALT = 100_000, 16

_RIGHTS = [
    "AddDocuments",
    "EditDocuments",
    "DeleteDocuments",
    "ImportDocuments",
    "AddStatements",
    "EditStatements",
    "DeleteStatements",
    "EditAttributes",
    "EditRegex",
    "EditStatementTypes",
    "EditCoders",
    "EditCoderRelations",
    "ViewOthersDocuments",
    "EditOthersDocuments",
    "ViewOthersStatements",
    "EditOthersStatements",
]


def _flag(name: str, default: int = 1) -> str:
    return f"{name} INTEGER NOT NULL DEFAULT {default} CHECK ({name} BETWEEN 0 AND 1)"


def _short(name: str, more: str = "") -> str:
    return f"{name} TEXT NOT NULL {more} CHECK (LENGTH({name}) < 191)"


def _refers(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


_ID = "ID INTEGER NOT NULL PRIMARY KEY"
_COLORS = [f"{name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} BETWEEN 0 AND 255)" for name in ("Red", "Green", "Blue")]
_EMPTY = "DEFAULT ''"
_DATUM = [_ID, "StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL"]
_DATUM_KEYS = [
    _refers("StatementId", "STATEMENTS"),
    _refers("VariableId", "VARIABLES"),
    "UNIQUE (StatementId, VariableId)",
]
TABLES: Mapping[str, Sequence[str]] = {
    "SETTINGS": ["Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"],
    "CODERS": [
        _ID,
        _short("Name"),
        *_COLORS,
        "Refresh INTEGER NOT NULL DEFAULT 0 CHECK (Refresh BETWEEN 0 AND 9999)",
        "FontSize INTEGER NOT NULL DEFAULT 14 CHECK (FontSize BETWEEN 1 AND 99)",
        _short("Password"),
        "PopupWidth INTEGER DEFAULT 300 CHECK (PopupWidth BETWEEN 100 AND 9999)",
        _flag("ColorByCoder", 0),
        _flag("PopupDecoration", 0),
        _flag("PopupAutoComplete"),
        *(_flag(f"Permission{right}") for right in _RIGHTS),
    ],
    "DOCUMENTS": [
        _ID,
        _short("Title"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        *(_short(name, _EMPTY) for name in ("Author", "Source", "Section")),
        "Notes TEXT NOT NULL DEFAULT ''",
        _short("Type", _EMPTY),
        "Date INTEGER NOT NULL",
        _refers("Coder", "CODERS"),
    ],
    "STATEMENTTYPES": [_ID, _short("Label"), *_COLORS],
    "VARIABLES": [
        _ID,
        _short("Variable"),
        "DataType TEXT NOT NULL DEFAULT 'short text' CHECK (DataType IN ('boolean', 'integer', 'long text', 'short text'))",
        "StatementTypeId INTEGER",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        "UNIQUE (Variable, StatementTypeId)",
    ],
    "VARIABLELINKS": [
        _ID,
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        _refers("SourceVariableId", "VARIABLES"),
        _refers("TargetVariableId", "VARIABLES"),
    ],
    "REGEXES": ["Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < 191)", *_COLORS],
    "CODERRELATIONS": [
        _ID,
        "Coder INTEGER CHECK (Coder > 0)",
        "OtherCoder INTEGER CHECK (OtherCoder > 0)",
        *(_flag(name) for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        "CHECK (Coder != OtherCoder)",
        _refers("Coder", "CODERS"),
        _refers("OtherCoder", "CODERS"),
    ],
    "STATEMENTS": [
        _ID,
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        "Start INTEGER NOT NULL CHECK (Start >= 0)",
        "Stop INTEGER NOT NULL CHECK (Stop >= 0)",
        "Coder INTEGER",
        "CHECK (Start < Stop)",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        _refers("Coder", "CODERS"),
        _refers("DocumentId", "DOCUMENTS"),
    ],
    "DATABOOLEAN": [*_DATUM, "Value INTEGER NOT NULL DEFAULT 1", *_DATUM_KEYS],
    "DATAINTEGER": [*_DATUM, "Value INTEGER NOT NULL DEFAULT 0", *_DATUM_KEYS],
    "ENTITIES": [
        _ID,
        "VariableId INTEGER NOT NULL",
        _short("Value", _EMPTY),
        *(f"{name} INTEGER CHECK ({name} BETWEEN 0 AND 255)" for name in ("Red", "Green", "Blue")),
        "ChildOf INTEGER CHECK (ChildOf > 0)",
        "UNIQUE (VariableId, Value)",
        _refers("ChildOf", "ENTITIES"),
        _refers("VariableId", "VARIABLES"),
    ],
    "DATASHORTTEXT": [*_DATUM, "Entity INTEGER NOT NULL", _refers("Entity", "ENTITIES"), *_DATUM_KEYS],
    "DATALONGTEXT": [*_DATUM, "Value TEXT DEFAULT ''", *_DATUM_KEYS],
    "ATTRIBUTEVARIABLES": [
        _ID,
        "VariableId INTEGER NOT NULL",
        _short("AttributeVariable"),
        "UNIQUE (VariableId, AttributeVariable)",
        _refers("VariableId", "VARIABLES"),
    ],
    "ATTRIBUTEVALUES": [
        _ID,
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _short("AttributeValue", _EMPTY),
        "UNIQUE (EntityId, AttributeVariableId)",
        _refers("EntityId", "ENTITIES"),
        _refers("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ],
}
"""Columns and constraints of each table."""

TYPES = ((1, "DNA Statement", 239, 208, 51), (2, "Annotation", 211, 211, 211))
VARIABLES = (
    (1, "person", "short text", 1),
    (2, "organization", "short text", 1),
    (3, "concept", "short text", 1),
    (4, "agreement", "boolean", 1),
    (5, "note", "long text", 2),
)
"""What DNA puts into every new database: the statement type that we write, and one for notes."""
ATTRIBUTES = ("Type", "Alias", "Notes")


def password(plain: str, salt: bytes) -> str:
    """A password as DNA keeps it, which is what Jasypt's strong password encryptor makes: SHA-256, salted, 100,000 times."""
    digest = salt[:_SALT] + plain.encode("utf-8")
    for _ in range(_ITERATIONS):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt[:_SALT] + digest).decode("ascii")


def database(rows: Mapping[str, Sequence[tuple[Any, ...]]], title: str) -> bytes:
    """A new database with DNA's own first rows and these beside: per table the values of its columns from the first on.

    The same rows give the same bytes. Raises sqlite3.IntegrityError for rows that break a constraint.
    """
    salt = hashlib.sha256(title.encode("utf-8")).digest()
    first: dict[str, list[tuple[Any, ...]]] = {
        "SETTINGS": [("version", "3.0"), ("date", "")],
        "CODERS": [(1, "Admin", 255, 255, 0, 0, 14, password(PASSWORD, salt))],
        "STATEMENTTYPES": list(TYPES),
        "VARIABLES": list(VARIABLES),
        "ATTRIBUTEVARIABLES": [
            (3 * place + variable, variable, name) for place, name in enumerate(ATTRIBUTES) for variable in (1, 2, 3)
        ],
    }
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        for table, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        for table in TABLES:
            for row in (*first.get(table, ()), *rows.get(table, ())):
                names = [column.split()[0] for column in TABLES[table][: len(row)]]
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", row)
        connection.execute("COMMIT")
        return bytes(connection.serialize())


# ---------------------------------------------------------------- reading


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database to read from, in memory, nothing but reading allowed. Raises FormatError, also for what goes wrong inside."""
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise FormatError(name, f"The database has {size:,} bytes.", f"At most {LARGEST:,} are read.")
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(str(path), f"The file cannot be read ({error.strerror}).", "Check its name.") from None
    if not data.startswith(b"SQLite format 3\0") or len(data) < 100:
        raise FormatError(name, "This is no SQLite database, as a .dna file is.", "Give the file that DNA saved.")
    data = data[:18] + (b"\x01\x01" if data[18:20] == b"\x02\x02" else data[18:20]) + data[20:]
    steps = 0

    def enough() -> int:
        nonlocal steps
        steps += 10_000
        return int(steps > MOST_STEPS)

    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(data)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.set_progress_handler(enough, 10_000)
            connection.set_authorizer(_only_reading)
            yield connection
        except sqlite3.Error as error:
            raise FormatError(
                name, f"The database cannot be read: {error}.", "Open and save it in DNA again."
            ) from None
        except (UnicodeDecodeError, OverflowError):
            raise FormatError(
                name, "The database holds text that is no UTF-8.", "Open and save it in DNA again."
            ) from None


def _only_reading(action: int, *_: str | None) -> int:
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY


def rows(connection: sqlite3.Connection, table: str, columns: Sequence[str], name: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in the order of their ids. Raises FormatError where it is missing, a view, or lacks a column."""
    found = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = ? COLLATE NOCASE", (table,)).fetchall()
    if len(found) != 1 or found[0][0] != "table" or "virtual" in str(found[0][1]).lower().split("(")[0].split():
        raise FormatError(
            name, f"The database has no table {table}.", "Only databases of DNA 3.0 are read; open it there and save."
        )
    try:
        cursor = connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1")
    except sqlite3.OperationalError as error:
        what = f"The table {table} is not as DNA 3.0 makes it ({error})."
        raise FormatError(name, what, "Open the database in DNA 3.0 and save it.") from None
    listed = cursor.fetchmany(MOST_ROWS + 1)
    if len(listed) > MOST_ROWS:
        raise FormatError(name, f"The table {table} has more than {MOST_ROWS:,} rows.", "Export a part of it.")
    return listed
