"""What an alembic revision file does, as far as it can be seen without running it."""

import ast
import sys
from collections import Counter

from sql import destructive_sql, statements

# Operations of alembic that only add, or only look.
HARMLESS = {
    "add_column",
    "bulk_insert",
    "batch_alter_table",
    "create_check_constraint",
    "create_exclude_constraint",
    "create_foreign_key",
    "create_index",
    "create_primary_key",
    "create_table",
    "create_table_comment",
    "create_unique_constraint",
    "drop_index",
    "drop_table_comment",
    "f",
    "get_bind",
    "get_context",
    "inline_literal",
}
DROPS = {"drop", "drop_all", "drop_column", "drop_table", "rename_table"}
# Harmful or not by their arguments.
DEPENDS = {"alter_column", "drop_constraint"}
# Builtins that run what no reader sees.
HIDING = {"eval", "exec", "__import__", "getattr"}
# Whoever writes with ON CONFLICT needs these two kinds; the others only forbid.
LOOSENING = {"foreignkey", "check"}
RUNS_SQL = {"execute", "exec_driver_sql"}
# What a module may come from without being able to change a schema on its own.
TRANSPARENT = {"alembic", "sqlalchemy", "sqlmodel", "geoalchemy2", "pgvector"} | set(sys.stdlib_module_names)


class Unreadable(Exception):
    """The file cannot be understood well enough to judge it."""


def alembic_revision(file):
    try:
        module = ast.parse(file.read_bytes(), filename=file.name)
    except (SyntaxError, ValueError) as error:
        raise Unreadable(f"not Python {sys.version_info.major}.{sys.version_info.minor}: {error}") from error
    reader = Reader(module)
    revision, parents = reader.constant("revision"), reader.constant("down_revision")
    if not isinstance(revision, str) or not revision:
        raise Unreadable("revision is not text")
    if parents is None:
        parents = []
    elif isinstance(parents, str):
        parents = [parents]
    if not isinstance(parents, (list, tuple)) or not all(isinstance(parent, str) for parent in parents):
        raise Unreadable("down_revision is neither text nor a list of texts")
    upgrade = reader.definitions.get("upgrade")
    if not isinstance(upgrade, ast.FunctionDef):
        raise Unreadable("no def upgrade()")
    changes = bool(effective(upgrade))
    return {
        "revision": revision,
        "parents": list(parents),
        "downgrade": undoing(reader.definitions.get("downgrade")) if changes else "not-needed",
        **reader.effects(upgrade),
    }


def effective(function):
    """The body without its docstring, pass, … and bare returns."""
    return [
        statement
        for statement in function.body
        if not isinstance(statement, ast.Pass)
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        and not (
            isinstance(statement, ast.Return)
            and (statement.value is None or isinstance(statement.value, ast.Constant))
        )
    ]


def undoing(downgrade):
    if not isinstance(downgrade, ast.FunctionDef):
        return "missing"
    body = effective(downgrade)
    if not body:
        return "empty"
    return "raises" if any(isinstance(statement, ast.Raise) for statement in body) else "undoes"


class Reader:
    """What one revision file does, as far as it can be seen without running it."""

    def __init__(self, module):
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        self.definitions = {node.name: node for node in module.body if isinstance(node, kinds)}
        self.top = assigned(module.body)
        self.values = assigned(ast.walk(module))
        # A name that is set twice, or by a loop or an argument, has no one value.
        self.settings = Counter(
            [node.id for node in ast.walk(module) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
            + [node.arg for node in ast.walk(module) if isinstance(node, ast.arg)]
        )
        self.foreign = set()
        self.operations = set()
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                self.foreign |= {(a.asname or a.name).split(".")[0] for a in node.names if not transparent(a.name)}
            elif isinstance(node, ast.ImportFrom) and (node.level or not transparent(node.module or "")):
                self.foreign |= {alias.asname or alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module == "alembic":
                self.operations |= {alias.asname or alias.name for alias in node.names if alias.name == "op"}

    def constant(self, name):
        given = self.top.get(name, [])
        if len(given) != 1:
            raise Unreadable(f"{name} is not set exactly once" if given else f"no {name} = …")
        try:
            return ast.literal_eval(given[0])
        except ValueError as error:
            raise Unreadable(f"{name} cannot be read without running the file") from error

    def effects(self, function):
        """What breaks the release before, and what cannot be seen; local functions that are called count too."""
        destructive, seen, waiting = [], set(), [function]
        opaque = [{"line": one.lineno, "what": "a decorator may do anything"} for one in function.decorator_list]
        if "*" in self.foreign:
            opaque.append({"line": 1, "what": "import * may bring anything"})
        while waiting:
            current = waiting.pop()
            if current.name in seen:
                continue
            seen.add(current.name)
            called = {id(node.func) for node in ast.walk(current) if isinstance(node, ast.Call)}
            for node in ast.walk(current):
                if isinstance(node, ast.Attribute) and node.attr in DROPS | DEPENDS and id(node) not in called:
                    destructive.append({"line": node.lineno, "what": f"hands {node.attr} on"})
                if isinstance(node, ast.Name) and node.id in self.definitions:
                    waiting.append(self.definitions[node.id])
                if isinstance(node, ast.Call):
                    broken, unclear = self.call(node)
                    destructive += [{"line": node.lineno, "what": what} for what in broken]
                    opaque += [{"line": node.lineno, "what": what} for what in unclear]
        return {"destructive": destructive, "opaque": opaque}

    def call(self, node):
        """(what it breaks, what cannot be seen) of one call."""
        if not isinstance(node.func, (ast.Name, ast.Attribute)):
            return [], ["a call whose target is worked out at run time"]
        name = name_of(node)
        owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        root = owner.id if isinstance(owner, ast.Name) else None
        if root in self.foreign or (isinstance(node.func, ast.Name) and name in HIDING):
            return [], [f"{ast.unparse(node.func)}() is not in this file"]
        if name in RUNS_SQL:
            return self.sql(node)
        if name in DROPS:
            return [f"{name} {words(node)}".strip()], []
        if name == "drop_constraint":
            kind = keyword(node, "type_", 2)
            kind = kind.value if isinstance(kind, ast.Constant) else None
            return ([], []) if kind in LOOSENING else ([f"drop_constraint {words(node)}"], [])
        if name == "alter_column":
            return altered(node), []
        if name == "add_column":
            return not_null(node), []
        if name == "delete":
            return ["deletes rows"], []
        if root in self.operations and name not in HARMLESS:
            return [], [f"{root}.{name}() is not known"]
        return [], []

    def sql(self, node):
        if not node.args:
            return [], ["execute() without a statement"]
        text = self.text(node.args[0])
        if isinstance(text, str):
            hidden = not text.strip() or any(one.startswith("?") for one in statements(text))
            return destructive_sql(text), ["SQL that is put together at run time"] if hidden else []
        built = [part.attr for part in ast.walk(node.args[0]) if isinstance(part, ast.Attribute)]
        if {"delete", "insert", "select", "update", "values"} & set(built):
            return [], []
        return [], ["SQL that is put together at run time"]

    def text(self, node, depth=0):
        """SQL as text, with ? for what is only known at run time; nothing when even its kind is unknown."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        if isinstance(node, ast.JoinedStr):
            return "".join(part.value if isinstance(part, ast.Constant) else "?" for part in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
            left = self.text(node.left, depth)
            right = "" if isinstance(node.op, ast.Mod) else self.text(node.right, depth)
            return None if left is None else left + ("?" if right is None else right)
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "format" and isinstance(node.func, ast.Attribute):
                return self.text(node.func.value, depth)
            if name in {"text", "DDL", "dedent"} and node.args:
                return self.text(node.args[0], depth)
            if name in {"bindparams", "strip"} and isinstance(node.func, ast.Attribute):
                return self.text(node.func.value, depth)
        if isinstance(node, ast.Name) and depth < 5 and self.settings[node.id] == 1 and node.id in self.values:
            return self.text(self.values[node.id][0], depth + 1)
        return None


def assigned(nodes):
    """Every name with the values that plain assignments give it."""
    values = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            values.setdefault(node.target.id, []).append(node.value)
    return values


def transparent(module):
    return module.split(".")[0] in TRANSPARENT


def keyword(node, name, position=None):
    given = next((one.value for one in node.keywords if one.arg == name), None)
    return node.args[position] if given is None and position is not None and len(node.args) > position else given


def words(node):
    return " ".join(arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def altered(node):
    nullable = keyword(node, "nullable")
    may_forbid_null = nullable is not None and not (isinstance(nullable, ast.Constant) and nullable.value is True)
    default = keyword(node, "server_default")
    found = [
        ("changes the type", keyword(node, "type_") is not None),
        ("renames it", keyword(node, "new_column_name") is not None or keyword(node, "name") is not None),
        ("forbids null", may_forbid_null),
        ("takes the default away", isinstance(default, ast.Constant) and default.value is None),
    ]
    return [f"alter_column {words(node)}: {what}" for what, so in found if so]


def not_null(node):
    """A new column that must have a value fails every insert of code that does not know it."""
    columns = [one for one in ast.walk(node) if isinstance(one, ast.Call) and name_of(one) == "Column"]
    for column in columns:
        nullable = keyword(column, "nullable")
        filled = keyword(column, "server_default") is not None or any(
            isinstance(one, ast.Call) and name_of(one) in {"Computed", "Identity"} for one in ast.walk(column)
        )
        if nullable is not None and not (isinstance(nullable, ast.Constant) and nullable.value is True) and not filled:
            name = " ".join(filter(None, [words(node), words(column)]))
            return [f"add_column {name}: forbids null without a server_default"]
    return []


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
