-- Attachments are found by their kind among millions of registers, and their past among the history.
CREATE INDEX registers_attachment ON registers(round, district, item) WHERE kind = 'attachment';
CREATE INDEX history_attachment ON history(id) WHERE kind = 'attachment';
