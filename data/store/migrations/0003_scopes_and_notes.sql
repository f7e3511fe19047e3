-- A scope's name and whether it still answers are one state with a version, so that desks agree on the newest.
ALTER TABLE scopes ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scopes ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;

-- This desk's private notes: on answers, and under empty names on a district. They never leave the folder.
CREATE TABLE notes (
  round       TEXT NOT NULL,
  district    TEXT NOT NULL,
  scope       TEXT NOT NULL,
  requirement TEXT NOT NULL,
  text        TEXT NOT NULL,
  at          TEXT NOT NULL,
  PRIMARY KEY (round, district, scope, requirement)
) WITHOUT ROWID;
