"""Reads revision files without running them, and prints as JSON what each one undoes and breaks:

    read.py FOLDER alembic
    read.py FOLDER sql UP DOWN      (regular expressions over file names, one group each: the revision)

What cannot be read is said, never left out: nothing here may look harmless only because it was not understood.
"""

import json
import re
import sys
from pathlib import Path

from python import Unreadable, alembic_revision
from sql import destructive_sql, statements


def alembic(folder):
    files = [file for file in sorted(folder.rglob("*.py")) if not file.name.startswith(("__init__", ".#"))]
    return [(file, lambda file=file: alembic_revision(file)) for file in files]


def sql(folder, up, down):
    """Files in the order of their revisions, each the child of the one before it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    ups, downs = by_revision(files, up), by_revision(files, down)
    order = sorted(ups, key=lambda one: (0, int(one), one) if one.isdigit() else (1, 0, one))
    parents = dict(zip(order, [[], *([one] for one in order)]))
    return [(ups[one], lambda one=one: sql_revision(one, parents[one], ups[one], downs.get(one))) for one in order]


def by_revision(files, pattern):
    return {match[1]: file for file in files if (match := re.search(pattern, file.name))}


def sql_revision(revision, parents, up, down):
    try:
        changes = statements(up.read_text())
        undoes = None if down is None else statements(down.read_text())
        broken = destructive_sql(up.read_text())
    except UnicodeDecodeError as error:
        raise Unreadable(f"not text: {error}") from error
    downgrade = "missing" if undoes is None else "undoes" if undoes else "empty"
    return {
        "revision": revision,
        "parents": parents,
        "downgrade": downgrade if changes else "not-needed",
        "destructive": [{"line": 0, "what": what} for what in broken],
        "opaque": [],
    }


def main(folder, kind, *patterns):
    root = Path(folder)
    readers = {"alembic": alembic, "sql": sql}[kind](root, *patterns)
    revisions, unreadable = [], []
    for file, read in readers:
        name = str(file.relative_to(root))
        try:
            revisions.append({"file": name, **read()})
        except Unreadable as error:
            unreadable.append({"file": name, "why": str(error)})
    print(json.dumps({"revisions": revisions, "unreadable": unreadable}))


if __name__ == "__main__":
    main(*sys.argv[1:])
