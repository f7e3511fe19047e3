-- Attachments are found by their kind among millions of registers, and their past among the history.
CREATE INDEX registers_attachment ON registers(round, district, item) WHERE kind = 'attachment';
CREATE INDEX history_attachment ON history(id) WHERE kind = 'attachment';

-- What a search must look at again although the history has no new entry of it: what is typed on in one visit to a
-- field, and private notes. The newest mark of each thing counts.
CREATE TABLE touched (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  round    TEXT NOT NULL,
  district TEXT NOT NULL,
  scope    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  item     TEXT NOT NULL,
  UNIQUE (round, district, scope, kind, item)
);
