-- What the figures of a round need of each district, counted from its registers. basis says by what it was counted;
-- it is emptied by every change, and what is out of date is counted again before it is shown.
CREATE TABLE figures (
  round    TEXT NOT NULL,
  district TEXT NOT NULL,
  basis    TEXT NOT NULL,
  counted  BLOB NOT NULL,             -- as data/store packs it: one column is read in half the time of eight
  PRIMARY KEY (round, district)
);
CREATE INDEX figures_district ON figures(district);

-- What the office told about all the other districts, as it stood in its newest file.
CREATE TABLE mirrors (
  round     TEXT NOT NULL,
  topic     TEXT NOT NULL,
  districts INTEGER NOT NULL,
  q1        INTEGER NOT NULL,         -- percent
  median    INTEGER NOT NULL,
  q3        INTEGER NOT NULL,
  PRIMARY KEY (round, topic)
) WITHOUT ROWID;

-- At the office: what each district was last told of the others, and on the strength of which figures.
CREATE TABLE told_mirrors (
  round    TEXT NOT NULL,
  district TEXT NOT NULL,
  told     TEXT NOT NULL,
  PRIMARY KEY (round, district)
) WITHOUT ROWID;

-- Remarks, measures and sign-offs are few among the many fields of answers.
CREATE INDEX registers_few ON registers(round, district, kind) WHERE kind <> 'answer';

-- The newest file of every district in a round is read from this alone.
CREATE INDEX files_latest ON files(round, direction, district, state, sequence, at);
