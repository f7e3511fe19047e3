-- Layers over catalogues: layer is the tailoring as data/catalogue encodes it, key the catalogue's, whatever edition.
CREATE TABLE IF NOT EXISTS tailorings (
  id    TEXT PRIMARY KEY,
  key   TEXT NOT NULL,
  name  TEXT NOT NULL,
  layer TEXT NOT NULL
) WITHOUT ROWID;

-- An answer that was taken over from another round and that nobody has confirmed yet.
ALTER TABLE answers ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;

-- A later due date for one district than the round's, empty where it has none of its own.
ALTER TABLE participants ADD COLUMN due TEXT NOT NULL DEFAULT '';

-- The editions of its catalogue that a round has had; rounds says which one holds now. file is the import that
-- brought it, 0 where it was none.
CREATE TABLE editions (
  round     TEXT NOT NULL REFERENCES rounds(id),
  catalogue TEXT NOT NULL REFERENCES catalogues(id),
  file      INTEGER NOT NULL,
  since     TEXT NOT NULL,
  PRIMARY KEY (round, catalogue)
) WITHOUT ROWID;
INSERT INTO editions(round, catalogue, file, since) SELECT id, catalogue, 0, created FROM rounds;

-- Changes of texts that the office says are of the wording only, by the hashes of the two texts.
CREATE TABLE rewordings (
  round       TEXT NOT NULL REFERENCES rounds(id),
  requirement TEXT NOT NULL,
  old_text    TEXT NOT NULL,
  new_text    TEXT NOT NULL,
  PRIMARY KEY (round, requirement, old_text, new_text)
) WITHOUT ROWID;

-- Which requirement of one catalogue stands for which of another; relation as data/catalogue names it.
CREATE TABLE mappings (
  source TEXT NOT NULL REFERENCES catalogues(id),
  target TEXT NOT NULL REFERENCES catalogues(id),
  title  TEXT NOT NULL,
  added  TEXT NOT NULL,
  PRIMARY KEY (source, target)
) WITHOUT ROWID;
CREATE TABLE mapping_pairs (
  source   TEXT NOT NULL,
  target   TEXT NOT NULL,
  position INTEGER NOT NULL,
  old      TEXT NOT NULL,
  new      TEXT NOT NULL,
  relation TEXT NOT NULL,
  PRIMARY KEY (source, target, position),
  FOREIGN KEY (source, target) REFERENCES mappings(source, target)
) WITHOUT ROWID;
