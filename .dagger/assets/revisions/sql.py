"""What SQL takes away from the release before: statement by statement, without running it."""

import re

TOKENS = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<body>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)|(?P<text>'(?:[^']|'')*')|(?P<end>;)",
    re.DOTALL,
)


def statements(sql):
    """The statements of a script without comments and texts; the body of a DO block or function counts as more of them."""
    found, current, at = [], "", 0
    bodies = []
    for token in TOKENS.finditer(sql):
        current += sql[at : token.start()]
        at = token.end()
        if token["body"]:
            bodies.append(token["body"].strip("$").removeprefix(token["tag"]).removesuffix(token["tag"]).strip("$"))
            current += "''"
        elif token["text"]:
            current += "''"
        elif token["end"]:
            found.append(current)
            current = ""
        else:
            current += " "
    found.append(current + sql[at:])
    return [" ".join(one.split()) for one in found if one.strip()] + [
        one for body in bodies for one in statements(body)
    ]


DESTRUCTIVE_SQL = [
    (r"\bDROP (?!INDEX\b|CONSTRAINT\b|NOT NULL\b|EXPRESSION\b|IDENTITY\b|TRIGGER\b|COMMENT\b)", "drops"),
    (r"\bDROP CONSTRAINT\b", "drops a constraint"),
    (r"^TRUNCATE\b", "empties a table"),
    (r"\bDELETE FROM\b", "deletes rows"),
    (r"\bRENAME\b", "renames"),
    (r"^ALTER TABLE .*\bALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b", "changes a type"),
    (r"\bSET NOT NULL\b", "forbids null"),
    (r"\bSET SCHEMA\b", "moves to another schema"),
    (
        r"^ALTER TABLE .*\bADD (?:COLUMN )?(?!CONSTRAINT\b)(?!.*\b(?:DEFAULT|GENERATED)\b).*\bNOT NULL\b",
        "adds NOT NULL without a default",
    ),
    (r"\bREVOKE\b", "takes a right away"),
    (r"\bEXECUTE (?!FUNCTION\b|PROCEDURE\b)", "runs SQL that it puts together"),
]


def destructive_sql(sql):
    return [
        f"{what}: {shortened(statement)}"
        for statement in statements(sql)
        for what in [next((what for pattern, what in DESTRUCTIVE_SQL if re.search(pattern, statement, re.I)), None)]
        if what
    ]


def shortened(text):
    return text if len(text) <= 100 else f"{text[:99]}…"
