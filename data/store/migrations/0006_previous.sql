-- Which export a file's desk says it wrote before: a file that contradicts what the next one says of it is a fork.
ALTER TABLE files ADD COLUMN previous TEXT NOT NULL DEFAULT '';
