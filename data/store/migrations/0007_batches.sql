-- The first of the files that were taken in together: a person takes them back together. 0: it came in by itself.
ALTER TABLE files ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
