CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Secrets are sealed by the vault; a slot holds the vault's own key, sealed too.
CREATE TABLE secrets (
  name   TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE districts (
  key      TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  contact  TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE scopes (
  district TEXT NOT NULL REFERENCES districts(key),
  id       TEXT NOT NULL,
  name     TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL,
  PRIMARY KEY (district, id)
) WITHOUT ROWID;

-- party is 'office' or a district's key; trust is own, pinned or seen.
CREATE TABLE desks (
  id    TEXT PRIMARY KEY,
  party TEXT NOT NULL,
  key   BLOB NOT NULL,
  trust TEXT NOT NULL,
  seen  TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE catalogues (
  id        TEXT PRIMARY KEY,
  key       TEXT NOT NULL,
  title     TEXT NOT NULL,
  edition   TEXT NOT NULL,
  language  TEXT NOT NULL,
  publisher TEXT NOT NULL,
  licence   TEXT NOT NULL,
  notes     TEXT NOT NULL,
  added     TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE topics (
  catalogue TEXT NOT NULL REFERENCES catalogues(id),
  position  INTEGER NOT NULL,
  id        TEXT NOT NULL,
  title     TEXT NOT NULL,
  notes     TEXT NOT NULL,
  PRIMARY KEY (catalogue, position)
) WITHOUT ROWID;

CREATE TABLE requirements (
  catalogue   TEXT NOT NULL REFERENCES catalogues(id),
  position    INTEGER NOT NULL,
  id          TEXT NOT NULL,
  ref         TEXT NOT NULL,
  topic       TEXT NOT NULL,
  section     TEXT NOT NULL,
  title       TEXT NOT NULL,
  text        TEXT NOT NULL,
  guidance    TEXT NOT NULL,
  level       TEXT NOT NULL,
  modal       TEXT NOT NULL,
  effort      INTEGER NOT NULL,
  priority    INTEGER NOT NULL,
  tags        TEXT NOT NULL,
  sources     TEXT NOT NULL,
  hash        TEXT NOT NULL,
  PRIMARY KEY (catalogue, position),
  UNIQUE (catalogue, id)
);

CREATE TABLE rounds (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  catalogue      TEXT NOT NULL REFERENCES catalogues(id),
  due            TEXT NOT NULL,
  state          TEXT NOT NULL,
  classification TEXT NOT NULL,
  cover          TEXT NOT NULL,
  created        TEXT NOT NULL
);

CREATE TABLE participants (
  round    TEXT NOT NULL REFERENCES rounds(id),
  district TEXT NOT NULL REFERENCES districts(key),
  PRIMARY KEY (round, district)
) WITHOUT ROWID;

-- The truth: one row a field, its register as data/merge encodes it.
CREATE TABLE registers (
  round    TEXT NOT NULL,
  district TEXT NOT NULL,
  scope    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  item     TEXT NOT NULL,
  field    TEXT NOT NULL,
  state    TEXT NOT NULL,
  PRIMARY KEY (round, district, scope, kind, item, field)
) WITHOUT ROWID;

-- What the registers of answers say at the moment, for reading and counting. conflict has a bit for each field.
CREATE TABLE answers (
  round       TEXT NOT NULL,
  district    TEXT NOT NULL,
  scope       TEXT NOT NULL,
  requirement TEXT NOT NULL,
  status      INTEGER NOT NULL DEFAULT 0,
  text_hash   TEXT NOT NULL DEFAULT '',
  explanation TEXT NOT NULL DEFAULT '',
  responsible TEXT NOT NULL DEFAULT '',
  due         TEXT NOT NULL DEFAULT '',
  effort      TEXT NOT NULL DEFAULT '',
  evidence    TEXT NOT NULL DEFAULT '',
  conflict    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (round, district, scope, requirement)
) WITHOUT ROWID;

CREATE TABLE files (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  direction TEXT NOT NULL,            -- in or out
  kind      TEXT NOT NULL,
  export    TEXT NOT NULL,
  round     TEXT NOT NULL,
  district  TEXT NOT NULL,
  desk      TEXT NOT NULL,
  sequence  INTEGER NOT NULL,
  content   TEXT NOT NULL,            -- hash of the signed content
  name      TEXT NOT NULL,            -- file name without its folder
  sha256    TEXT NOT NULL,
  at        TEXT NOT NULL,
  who       TEXT NOT NULL,
  state     TEXT NOT NULL,            -- written, applied, undone
  changes   INTEGER NOT NULL DEFAULT 0,
  base      BLOB                      -- the content: what a hand-filled copy of this file is compared with
);
CREATE INDEX files_export ON files(export);
CREATE INDEX files_round ON files(round, district, direction);

CREATE TABLE history (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       TEXT NOT NULL,
  who      TEXT NOT NULL,
  source   TEXT NOT NULL,
  session  TEXT NOT NULL DEFAULT '',
  file     INTEGER REFERENCES files(id),
  round    TEXT NOT NULL,
  district TEXT NOT NULL,
  scope    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  item     TEXT NOT NULL,
  field    TEXT NOT NULL,
  before   TEXT NOT NULL,
  after    TEXT NOT NULL
);
CREATE INDEX history_item ON history(round, district, scope, kind, item, id);
CREATE INDEX history_file ON history(file) WHERE file IS NOT NULL;

-- Files that could not be taken in: what was wrong, and whether a copy of the bytes lies aside.
CREATE TABLE quarantine (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       TEXT NOT NULL,
  name     TEXT NOT NULL,
  sha256   TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  detail   TEXT NOT NULL,
  district TEXT NOT NULL,
  kept     INTEGER NOT NULL,
  UNIQUE (sha256, verdict)
);

-- Packs that a district has given to colleagues.
CREATE TABLE delegations (
  export   TEXT PRIMARY KEY,
  colleague TEXT NOT NULL,
  at       TEXT NOT NULL,
  returned TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
