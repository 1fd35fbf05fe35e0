/** Shows what the reader finds in revision files: by the syntax tree, never by what a line looks like. */
import { describe, expect, it } from "vitest"
import { alembicFile, readFiles, readFolder } from "./revision-reader.js"

interface Row {
  name: string
  up: string[]
  more?: string
  destructive?: string[]
  opaque?: string[]
}

const table: Row[] = [
  { name: "adds a table", up: ["op.create_table('t', sa.Column('id', sa.Integer, nullable=False))"] },
  { name: "adds a column that may be null", up: ["op.add_column('t', sa.Column('c', sa.Text))"] },
  {
    name: "adds a column with a default",
    up: ["op.add_column('t', sa.Column('c', sa.Text, nullable=False, server_default='x'))"],
  },
  {
    name: "adds a computed column",
    up: ["op.add_column('t', sa.Column('c', sa.Text, sa.Computed('a'), nullable=False))"],
  },
  {
    name: "adds a column that must have a value",
    up: ["op.add_column('t', sa.Column('c', sa.Text, nullable=False))"],
    destructive: ["add_column t c: forbids null without a server_default"],
  },
  { name: "drops a table", up: ["op.drop_table('t')"], destructive: ["drop_table t"] },
  { name: "drops a column", up: ["op.drop_column('t', 'c')"], destructive: ["drop_column t c"] },
  {
    name: "drops a column in a batch",
    up: ["with op.batch_alter_table('t') as batch:", "    batch.drop_column('c')"],
    destructive: ["drop_column c"],
  },
  { name: "renames a table", up: ["op.rename_table('t', 'u')"], destructive: ["rename_table t u"] },
  {
    name: "renames a column",
    up: ["op.alter_column('t', 'c', new_column_name='d')"],
    destructive: ["alter_column t c: renames it"],
  },
  {
    name: "changes a type and forbids null",
    up: ["op.alter_column('t', 'c', type_=sa.Text(), nullable=False)"],
    destructive: ["alter_column t c: changes the type", "alter_column t c: forbids null"],
  },
  { name: "allows null", up: ["op.alter_column('t', 'c', nullable=True)"] },
  { name: "drops a foreign key", up: ["op.drop_constraint('k', 't', type_='foreignkey')"] },
  { name: "drops a unique constraint", up: ["op.drop_constraint('k', 't')"], destructive: ["drop_constraint k t"] },
  {
    name: "drops a type",
    up: ["sa.Enum(name='e').drop(op.get_bind())"],
    destructive: ["drop"],
  },
  {
    name: "hands a drop to somebody",
    up: ["for table in 'ab':", "    away = op.drop_table", "    away(table)"],
    destructive: ["hands drop_table on"],
  },
  {
    name: "drops in a function of its own",
    up: ["helper()"],
    more: "def helper():\n    op.drop_table('t')\n",
    destructive: ["drop_table t"],
  },
  {
    name: "names a drop in a comment and a text",
    up: ["# op.drop_table('t')", "op.execute(\"SELECT 'DROP TABLE t'\")"],
  },
  {
    name: "drops in SQL",
    up: ["op.execute('drop  table t')"],
    destructive: ["drops: drop table t"],
  },
  {
    name: "drops in SQL of a constant",
    up: ["op.get_bind().execute(sa.text(SQL))"],
    more: "SQL = 'UPDATE t SET c = 1; ALTER TABLE t DROP COLUMN c'\n",
    destructive: ["drops: ALTER TABLE t DROP COLUMN c"],
  },
  {
    name: "changes a type in SQL",
    up: ["op.execute('ALTER TABLE t ALTER COLUMN c TYPE text')"],
    destructive: ["changes a type: ALTER TABLE t ALTER COLUMN c TYPE text"],
  },
  {
    name: "deletes in a block",
    up: ["op.execute('DO $$ BEGIN DELETE FROM t; END $$')"],
    destructive: ["deletes rows: BEGIN DELETE FROM t"],
  },
  { name: "fills and indexes in SQL", up: ["op.execute('UPDATE t SET c = 1; CREATE INDEX i ON t (c)')"] },
  { name: "fills in SQL with a name worked out", up: ["op.execute(f'UPDATE {1} SET c = 1')"] },
  { name: "inserts by expression", up: ["op.execute(sa.table('t').insert())"] },
  {
    name: "runs SQL that nobody can see",
    up: ["op.execute(open('x.sql').read())"],
    opaque: ["SQL that is put together at run time"],
  },
  {
    name: "runs a verb worked out",
    up: ["op.execute(f'{verb} TABLE t')"],
    opaque: ["SQL that is put together at run time"],
  },
  {
    name: "runs a loop's SQL",
    up: ["for one in ['DROP TABLE t']:", "    op.execute(one)"],
    opaque: ["SQL that is put together at run time"],
  },
  {
    name: "adds to its SQL later",
    up: ["sql = 'SELECT 1'", "sql += '; DROP TABLE t'", "op.execute(sql)"],
    opaque: ["SQL that is put together at run time"],
  },
  {
    name: "runs an argument that is named like a constant",
    up: ["run('DROP TABLE t')"],
    more: "sql = 'SELECT 1'\ndef run(sql):\n    op.execute(sql)\n",
    opaque: ["SQL that is put together at run time"],
  },
  {
    name: "calls into the app",
    up: ["rebuild(op)"],
    more: "from shop.schema import rebuild\n",
    opaque: ["rebuild() is not in this file"],
  },
  { name: "uses an operation of a plug-in", up: ["op.sync_views()"], opaque: ["op.sync_views() is not known"] },
  {
    name: "works a drop out",
    up: ["getattr(op, 'drop_' + 'table')('t')"],
    opaque: ["a call whose target is worked out at run time", "getattr() is not in this file"],
  },
]

const read = readFiles(
  Object.fromEntries(table.map(({ up, more }, row) => [`row${row}.py`, alembicFile(`r${row}`, up, undefined, more)])),
  "alembic",
)
const found = new Map(read.revisions.map((revision) => [revision.file, revision]))

describe("a way up that", () => {
  it.each(table.map((row, index) => ({ ...row, index })))("$name", ({ index, destructive = [], opaque = [] }) => {
    const revision = found.get(`row${index}.py`)!

    expect(revision.destructive.map(({ what }) => what)).toEqual(destructive)
    expect(revision.opaque.map(({ what }) => what)).toEqual(opaque)
  })
})

const created = ["op.create_table('t')"]
const downs: [string, string, string][] = [
  ["undoes", alembicFile("d0", created, ["op.drop_table('t')"]), "undoes"],
  ["is only pass", alembicFile("d1", created, ["pass"]), "empty"],
  [
    "is only a docstring and a comment",
    alembicFile("d2", created, ['"""Nothing to do."""', "# really", "..."]),
    "empty",
  ],
  ["returns at once", alembicFile("d3", created, ["return None"]), "empty"],
  ["refuses", alembicFile("d4", created, ["raise NotImplementedError"]), "raises"],
  ["refuses after something else", alembicFile("d5", created, ["x = 1", "raise RuntimeError('no')"]), "raises"],
  ["is not there", alembicFile("d6", created).split("def downgrade")[0]!, "missing"],
  ["has nothing to undo, as in a merge", alembicFile("d7", ["pass"], ["pass"]), "not-needed"],
]

describe("a way down that", () => {
  const read = readFiles(Object.fromEntries(downs.map(([, text], row) => [`d${row}.py`, text])), "alembic")

  it.each(downs.map(([name, , expected], row) => ({ name, expected, row })))("$name", ({ expected, row }) => {
    expect(read.revisions[row]!.downgrade).toBe(expected)
  })
})

const good = alembicFile("a", ["pass"])
const bad: [string, string, string][] = [
  ["is no Python", "def upgrade(:\n", "not Python 3"],
  ["works its revision out", good.replace('revision = "a"', "revision = name()"), "revision cannot be read"],
  ["has no revision", good.replace('revision = "a"', ""), "no revision = …"],
  ["has no parent", good.replace("down_revision = None", ""), "no down_revision = …"],
  ["has parents of another kind", good.replace("down_revision = None", "down_revision = 7"), "neither text nor a list"],
  ["has no way up", good.replace("def upgrade", "def forwards"), "no def upgrade()"],
  ["sets its revision twice", `${good}\nrevision = "b"\n`, "revision is not set exactly once"],
]

describe("a file that cannot be read", () => {
  const read = readFiles(Object.fromEntries(bad.map(([, text], row) => [`u${row}.py`, text])), "alembic")

  it.each(bad.map(([name, , why], row) => ({ name, why, row })))("because it $name is named", ({ why, row }) => {
    expect(read.revisions).toEqual([])
    expect(read.unreadable[row]).toEqual({ file: `u${row}.py`, why: expect.stringContaining(why) as string })
  })
})

it("reads the parents of a merge, and annotated names", () => {
  const text = good
    .replace('revision = "a"', 'revision: str = "m"')
    .replace("down_revision = None", 'down_revision: tuple[str, ...] | None = ("a", "b")')

  expect(readFiles({ "m.py": text }, "alembic").revisions[0]).toMatchObject({ revision: "m", parents: ["a", "b"] })
})

it("reads the sample's own revisions, which only add", () => {
  const { revisions, unreadable } = readFolder("app/migrations/versions", "alembic")

  expect(unreadable).toEqual([])
  expect(revisions.length).toBeGreaterThan(2)
  for (const revision of revisions) expect(revision).toMatchObject({ downgrade: "undoes", destructive: [], opaque: [] })
})

it("reads files of SQL in the order of their numbers, each with its way down", () => {
  const { revisions } = readFiles(
    {
      "9_add.up.sql": "CREATE TABLE t (id int);",
      "9_add.down.sql": "DROP TABLE t;",
      "10_contract.up.sql": "-- old\nALTER TABLE t DROP COLUMN c;",
      "10_contract.down.sql": "-- nothing\n",
      "11_fill.up.sql": "UPDATE t SET c = 1;",
      "notes.txt": "DROP TABLE t;",
    },
    "sql",
    "^(\\d+)_.*\\.up\\.sql$",
    "^(\\d+)_.*\\.down\\.sql$",
  )

  expect(revisions.map(({ revision, parents, downgrade }) => [revision, parents, downgrade])).toEqual([
    ["9", [], "undoes"],
    ["10", ["9"], "empty"],
    ["11", ["10"], "missing"],
  ])
  expect(revisions.flatMap(({ destructive }) => destructive.map(({ what }) => what))).toEqual([
    "drops: ALTER TABLE t DROP COLUMN c",
  ])
})
