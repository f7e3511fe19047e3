package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kreislage/data/assessment"
)

// File is one exchange file that was written or applied.
type File struct {
	ID        int64
	Direction Direction
	Kind      string
	Export    assessment.ExportID
	Round     assessment.RoundID
	District  assessment.DistrictKey
	Desk      assessment.DeskID // that wrote it
	Sequence  uint64
	Content   string              // hash of the signed content
	Previous  assessment.ExportID // that its desk says it wrote before, as far as it is signed
	Name      string
	SHA256    string
	At        time.Time
	Who       string
	State     string
	Changes   int
	Batch     int64 // the first of the files that were taken in together with it; its own ID where it came in by itself
}

// Direction tells files that were sent from files that came in.
type Direction string

// The two directions.
const (
	Out Direction = "out"
	In  Direction = "in"
)

// The directions of files that only carry the bytes of attachments: they are no state of a round, and whoever asks for
// exchange files does not mean them.
const (
	OutAttachments Direction = "out attachments"
	InAttachments  Direction = "in attachments"
)

// What became of a file.
const (
	FileWritten   = "written"
	FileConfirmed = "confirmed" // sent, and the other side says that it has applied it
	FileApplied   = "applied"
	FileUndone    = "undone"
)

// AddFile logs a file with the content that a hand-filled copy of it is later compared with, and returns its id. Batch
// may be 0 where the file is the first or the only one.
func (t *Tx) AddFile(ctx context.Context, f File, base []byte) (int64, error) {
	res, err := t.exec(ctx, `INSERT INTO files(direction, kind, export, round, district, desk, sequence, content, previous, name, sha256, at, who, state, changes, batch, base)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		f.Direction, f.Kind, f.Export, f.Round, f.District, f.Desk, f.Sequence, f.Content, f.Previous, f.Name, f.SHA256, stamp(t.now()), f.Who, f.State, f.Changes, f.Batch, base)
	if err != nil {
		return 0, wrap("log file", err)
	}
	return res.LastInsertId()
}

// SetFileState notes what became of a file and how many fields it changed.
func (t *Tx) SetFileState(ctx context.Context, id int64, state string, changes int) error {
	_, err := t.exec(ctx, "UPDATE files SET state = ?, changes = ? WHERE id = ?", state, changes, id)
	return wrap("note the file's state", err)
}

// NextSequence returns the number of the next file of a kind that a desk writes for a district in a round, from 1.
func (r Reader) NextSequence(ctx context.Context, kind string, desk assessment.DeskID, round assessment.RoundID, district assessment.DistrictKey) (uint64, error) {
	var n uint64
	err := r.q.QueryRowContext(ctx, "SELECT coalesce(max(sequence), 0) + 1 FROM files WHERE direction = 'out' AND kind = ? AND desk = ? AND round = ? AND district = ?", kind, desk, round, district).Scan(&n)
	return n, wrap("number the file", err)
}

const fileColumns = "id, direction, kind, export, round, district, desk, sequence, content, previous, name, sha256, at, who, state, changes, coalesce(nullif(batch, 0), id)"

func scanFile(rows *sql.Rows, f *File) error {
	var at string
	err := rows.Scan(&f.ID, &f.Direction, &f.Kind, &f.Export, &f.Round, &f.District, &f.Desk, &f.Sequence, &f.Content, &f.Previous, &f.Name, &f.SHA256, &at, &f.Who, &f.State, &f.Changes, &f.Batch)
	f.At = unstamp(at)
	return err
}

// Files lists the log, oldest first. Empty round or district means all.
func (r Reader) Files(ctx context.Context, d Direction, round assessment.RoundID, district assessment.DistrictKey) ([]File, error) {
	where, args := "direction = ?", []any{d}
	if round != "" {
		where, args = where+" AND round = ?", append(args, round)
	}
	if district != "" {
		where, args = where+" AND district = ?", append(args, district)
	}
	rows, err := r.q.QueryContext(ctx, "SELECT "+fileColumns+" FROM files WHERE "+where+" ORDER BY id", args...)
	return collect(rows, err, "list files", scanFile)
}

// File returns one file of the log. The error wraps assessment.ErrNotFound.
func (r Reader) File(ctx context.Context, id int64) (File, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+fileColumns+" FROM files WHERE id = ?", id)
	found, err := collect(rows, err, "read file", scanFile)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("file %d: %w", id, assessment.ErrNotFound)
	}
	if err != nil {
		return File{}, err
	}
	return found[0], nil
}

// FilesOf lists what the log has of one export, in either direction.
func (r Reader) FilesOf(ctx context.Context, export assessment.ExportID) ([]File, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+fileColumns+" FROM files WHERE export = ? ORDER BY id", export)
	return collect(rows, err, "find file", scanFile)
}

// Base returns the content that was logged with a file.
func (r Reader) Base(ctx context.Context, id int64) ([]byte, error) {
	var b []byte
	err := r.q.QueryRowContext(ctx, "SELECT base FROM files WHERE id = ?", id).Scan(&b)
	return b, wrap("read the file's content", err)
}

// Numbered lists the files of one kind and desk with one number in a round: more than one content is a fork.
func (r Reader) Numbered(ctx context.Context, kind string, desk assessment.DeskID, round assessment.RoundID, district assessment.DistrictKey, sequence uint64) ([]File, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+fileColumns+" FROM files WHERE kind = ? AND desk = ? AND round = ? AND district = ? AND sequence = ? ORDER BY id", kind, desk, round, district, sequence)
	return collect(rows, err, "find numbered file", scanFile)
}
