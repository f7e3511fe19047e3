package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/officecrypt"
	"kreislage/data/store"
	"kreislage/data/workbook"
)

// ErrNotAsMeant says that a written file, read again, did not hold what was meant: nothing was left behind.
var ErrNotAsMeant = errors.New("written file does not hold what was meant")

// Export writes exchange files into dir. The office writes one for each of the districts (none named: all of the
// round); a district writes its reply. Every file is written to a temporary name, read again, compared with what
// was meant and then renamed. Where one fails the others are written all the same, and the errors are joined.
func (d *Desk) Export(ctx context.Context, round assessment.RoundID, districts []assessment.DistrictKey, dir string, progress func(Progress)) ([]ExportedFile, error) {
	d.exporting.Lock()
	defer d.exporting.Unlock()
	r, err := d.store.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	if r.State == assessment.RoundClosed {
		return nil, fmt.Errorf("round %s: %w", r.Name, assessment.ErrRoundClosed)
	}
	if districts, err = d.recipients(ctx, round, districts); err != nil {
		return nil, err
	}
	key, err := d.signingKey(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the target folder: %w", diskError(err))
	}
	var mirror *mirrorSource
	if d.role == assessment.RoleOffice {
		if mirror, err = d.mirrorSource(ctx, round); err != nil {
			return nil, err
		}
	}
	out := make([]ExportedFile, len(districts))
	err = eachParallel(ctx, len(districts), progress, func(i int) (string, error) {
		f, err := d.exportOne(ctx, r, districts[i], mirror, dir, key)
		out[i] = f
		if err != nil {
			return "", fmt.Errorf("district %s: %w", districts[i], err)
		}
		return filepath.Base(f.Path), nil
	})
	return written(out), err
}

func written(files []ExportedFile) []ExportedFile {
	out := []ExportedFile{}
	for _, f := range files {
		if f.Path != "" {
			out = append(out, f)
		}
	}
	return out
}

// recipients checks that the files to be written concern districts of the round.
func (d *Desk) recipients(ctx context.Context, round assessment.RoundID, chosen []assessment.DistrictKey) ([]assessment.DistrictKey, error) {
	if d.role == assessment.RoleDistrict {
		return []assessment.DistrictKey{d.district}, nil
	}
	all, err := d.store.Participants(ctx, round)
	if err != nil {
		return nil, err
	}
	var keys []assessment.DistrictKey
	part := map[assessment.DistrictKey]bool{}
	for _, di := range all {
		keys, part[di.Key] = append(keys, di.Key), true
	}
	if len(chosen) == 0 {
		return keys, nil
	}
	for _, k := range chosen {
		if !part[k] {
			return nil, fmt.Errorf("district %s in this round: %w", k, assessment.ErrNotFound)
		}
	}
	return chosen, nil
}

// eachParallel runs do for 0..n-1 on as many workers as there are processors, reporting each that is done.
// The errors of all are joined; a cancelled context ends it early.
func eachParallel(ctx context.Context, n int, progress func(Progress), do func(int) (string, error)) error {
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		errs error
		done int
		jobs = make(chan int)
	)
	for range min(n, runtime.NumCPU()) {
		wg.Go(func() {
			for i := range jobs {
				item, err := do(i)
				mu.Lock()
				errs = errors.Join(errs, err)
				done++
				if progress != nil {
					progress(Progress{Done: done, Total: n, Item: item})
				}
				mu.Unlock()
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	return errors.Join(errs, ctx.Err())
}

func (d *Desk) exportOne(ctx context.Context, round assessment.Round, district assessment.DistrictKey, mirror *mirrorSource, dir string, key ed25519.PrivateKey) (ExportedFile, error) {
	code, err := d.code(ctx, district)
	if err != nil {
		return ExportedFile{}, err
	}
	kind := envelope.KindAssignment
	if d.role == assessment.RoleDistrict {
		kind = envelope.KindReply
	}
	m, c, err := d.draft(ctx, kind, round, district)
	if err != nil {
		return ExportedFile{}, err
	}
	p := parcel{manifest: m, content: c, code: code}
	if mirror != nil {
		if p.content.Mirror, p.more, err = d.mirrorFor(ctx, mirror, round.ID, district); err != nil {
			return ExportedFile{}, err
		}
	}
	return d.pack(ctx, round, p, dir, key)
}

// parcel is what is to be written.
type parcel struct {
	manifest envelope.Manifest
	content  envelope.Content
	code     string
	more     func(*store.Tx) error // kept together with the log entry
}

// pack seals, lays out, encrypts and delivers.
func (d *Desk) pack(ctx context.Context, round assessment.Round, p parcel, dir string, key ed25519.PrivateKey) (ExportedFile, error) {
	sealed, err := envelope.Seal(p.manifest, p.content, key)
	if err != nil {
		return ExportedFile{}, fmt.Errorf("seal: %w", err)
	}
	if p.manifest, err = envelope.Claims(sealed); err != nil {
		return ExportedFile{}, fmt.Errorf("seal: %w", err)
	}
	cat, err := d.Catalogue(ctx, round.Catalogue)
	if err != nil {
		return ExportedFile{}, err
	}
	book := bookOf(d.say(), p.manifest, p.content, cat)
	book.Machine = workbook.Machine{Manifest: sealed.Manifest, Payload: sealed.Content, Signature: sealed.Signature}
	plain, err := workbook.Write(book, d.say())
	if err != nil {
		return ExportedFile{}, fmt.Errorf("lay out the workbook: %w", err)
	}
	raw, err := officecrypt.Encrypt(plain, p.code, officecrypt.Options{SpinCount: d.o.SpinCount, Random: d.o.Random})
	if err != nil {
		return ExportedFile{}, fmt.Errorf("encrypt: %w", err)
	}
	return d.deliver(ctx, dir, p, sealed, book, raw)
}

// draft gathers what is to be sent, on one state of the data.
func (d *Desk) draft(ctx context.Context, kind envelope.Kind, round assessment.Round, district assessment.DistrictKey) (envelope.Manifest, envelope.Content, error) {
	id, err := assessment.NewID(d.o.Random)
	if err != nil {
		return envelope.Manifest{}, envelope.Content{}, err
	}
	m := envelope.Manifest{
		Kind: kind, Office: d.office, OfficeName: d.officeName, District: district, Round: round.ID, Desk: d.id,
		Export: assessment.ExportID(id), Catalogue: round.Catalogue, Program: d.o.Program, Time: d.o.Clock().UTC().Format(time.RFC3339),
	}
	// Everything is read through the one snapshot: a second connection of the pool may never come free while others
	// write their files too.
	cat, err := d.Catalogue(ctx, round.Catalogue)
	if err != nil {
		return envelope.Manifest{}, envelope.Content{}, err
	}
	var c envelope.Content
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		if m.Sequence, err = r.NextSequence(ctx, string(kind), d.id, round.ID, district); err != nil {
			return err
		}
		if m.Previous, err = previous(ctx, r, m); err != nil {
			return err
		}
		if m.Predecessors, err = predecessors(ctx, r); err != nil {
			return err
		}
		if m.Applied, err = receipts(ctx, r, round.ID, district); err != nil {
			return err
		}
		c, err = d.content(ctx, r, round, district, cat)
		return err
	})
	return m, c, err
}

// previous names the file that this desk wrote before the one that m is drafted for.
func previous(ctx context.Context, r store.Reader, m envelope.Manifest) (assessment.ExportID, error) {
	files, err := r.Numbered(ctx, string(m.Kind), m.Desk, m.Round, m.District, m.Sequence-1)
	for _, f := range files {
		if f.Direction == store.Out {
			return f.Export, err
		}
	}
	return "", err
}

// receipts names the newest file of each desk that has been applied here.
func receipts(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey) ([]envelope.Receipt, error) {
	files, err := r.Files(ctx, store.In, round, district)
	if err != nil {
		return nil, err
	}
	out := []envelope.Receipt{}
	at := map[assessment.DeskID]int{}
	for _, f := range files {
		if f.State != store.FileApplied || f.Content == "" {
			continue // taken back, or filled in by hand: nothing that its sender could have confirmed
		}
		i, known := at[f.Desk]
		if !known {
			i = len(out)
			at[f.Desk] = i
			out = append(out, envelope.Receipt{Desk: f.Desk})
		}
		if f.Sequence > out[i].Sequence {
			out[i].Export, out[i].Sequence = f.Export, f.Sequence
		}
	}
	return out, nil
}

// deliver writes the file, proves it, logs it and gives it its name. It is logged before it is named: a number
// that was used for a file nobody got is harmless, a number used twice is a fork.
func (d *Desk) deliver(ctx context.Context, dir string, p parcel, sealed envelope.Sealed, book workbook.Book, raw []byte) (ExportedFile, error) {
	m := p.manifest
	tmp, err := writeTemp(dir, raw)
	if err != nil {
		return ExportedFile{}, err
	}
	defer os.Remove(tmp) // gone already once it is renamed
	if err := prove(ctx, tmp, m, sealed, book, p.code); err != nil {
		return ExportedFile{}, err
	}
	// Two districts may have keys that make one name: each has its place before the next looks for one.
	d.naming.Lock()
	defer d.naming.Unlock()
	target, err := freeName(dir, fileName(book.Title, m))
	if err != nil {
		return ExportedFile{}, err
	}
	sum := sha256.Sum256(raw)
	f := store.File{
		Direction: store.Out, Kind: string(m.Kind), Export: m.Export, Round: m.Round, District: m.District, Desk: m.Desk, Sequence: m.Sequence,
		Content: m.Content, Previous: m.Previous, Name: filepath.Base(target), SHA256: hex.EncodeToString(sum[:]), Who: d.o.Who, State: store.FileWritten,
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error {
		// A file counts like a write: a folder that is put back to a time before it lies below the mark then.
		if _, err := tx.NextCounter(ctx); err != nil {
			return err
		}
		if _, err := tx.AddFile(ctx, f, sealed.Content); err != nil || p.more == nil {
			return err
		}
		return p.more(tx)
	}); err != nil {
		return ExportedFile{}, err
	}
	ctx = context.WithoutCancel(ctx) // what the log says was written has to lie there, even if somebody stops now
	if err := d.raiseMark(ctx); err != nil {
		return ExportedFile{}, err
	}
	if err := renameNew(tmp, target); err != nil {
		return ExportedFile{}, fmt.Errorf("name the file: %w", diskError(err))
	}
	syncDir(dir)
	di, err := d.store.District(ctx, m.District)
	return ExportedFile{target, di, m.Sequence, f.SHA256, int64(len(raw))}, err
}

// writeTemp writes bytes to a new file that only its owner can read, and forces them to the disk.
func writeTemp(dir string, raw []byte) (string, error) {
	f, err := os.CreateTemp(dir, ".kreislage-*.tmp")
	if err != nil {
		return "", fmt.Errorf("write the file: %w", diskError(err))
	}
	_, err = f.Write(raw)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("write the file: %w", diskError(err))
	}
	return f.Name(), nil
}

// prove reads the file again as its receiver will, and compares: same signed bytes, and cells that show them.
func prove(ctx context.Context, path string, m envelope.Manifest, sealed envelope.Sealed, book workbook.Book, code string) error {
	f := readFile(ctx, path, []credential{{district: m.District, code: code}})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f.verdict != "" || !f.signed || !f.integral || string(f.sealed.Manifest) != string(sealed.Manifest) || string(f.sealed.Content) != string(sealed.Content) {
		return fmt.Errorf("%w: %s", ErrNotAsMeant, f.verdict)
	}
	cmp := workbook.Compare(book, f.cells)
	if cmp.Answers.Rows != len(book.Rows) || cmp.New+cmp.Changed+cmp.Refused > 0 || len(cmp.Missing) > 0 {
		return fmt.Errorf("%w: %+v", ErrNotAsMeant, cmp.Counts)
	}
	return nil
}

// kindLetter stands before a file's number: A for what the office asks, R for a reply, D for a delegation.
var kindLetter = map[envelope.Kind]string{envelope.KindAssignment: "A", envelope.KindReply: "R", envelope.KindDelegation: "D"}

// fileNumber is a file's number as people name it.
func fileNumber(m envelope.Manifest) string {
	return fmt.Sprintf("%s-%04d", kindLetter[m.Kind], m.Sequence)
}

// fileName says round, district and number, and nothing else.
func fileName(round string, m envelope.Manifest) string {
	return safeName(round, 60) + "_" + safeName(string(m.District), 30) + "_" + fileNumber(m) + ".xlsx"
}

// safeName keeps what every file system takes.
func safeName(s string, max int) string {
	var b strings.Builder
	for _, r := range s {
		if b.Len() >= max {
			break
		}
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '.' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if name := strings.Trim(b.String(), "-."); name != "" {
		return name
	}
	return "x"
}

// freeName never names a file like one that is there: two rounds may share a name.
func freeName(dir, name string) (string, error) {
	ending := filepath.Ext(name)
	base := strings.TrimSuffix(name, ending)
	for i := 1; i < 1000; i++ {
		target := filepath.Join(dir, name)
		if _, err := os.Lstat(target); errors.Is(err, os.ErrNotExist) {
			return target, nil
		}
		name = fmt.Sprintf("%s_%d%s", base, i+1, ending)
	}
	return "", fmt.Errorf("%s: %w", name, assessment.ErrExists)
}

// syncDir makes a rename last on systems where folders can be synced; where they cannot, the system does it.
func syncDir(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		f.Close()
	}
}

// diskError names what a person can do something about.
func diskError(err error) error { return store.DiskError(err) }
