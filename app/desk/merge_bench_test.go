package desk

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"kreislage/app/scale"
	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/officecrypt"
	"kreislage/data/store"
	"kreislage/data/workbook"
)

// mergeFiles is how many replies BenchmarkMerge takes in: 400, or what KREISLAGE_MERGE says.
func mergeFiles(b *testing.B) int {
	n, err := strconv.Atoi(cmpOr(os.Getenv("KREISLAGE_MERGE"), "400"))
	if err != nil || n < 4 {
		b.Fatalf("KREISLAGE_MERGE: %q is no number from 4 on", os.Getenv("KREISLAGE_MERGE"))
	}
	return n
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// mergeRound is an office with many districts and one reply of each, all different, signed by keys that the office has
// confirmed. The folder can be put back to how it was before anything came in.
type mergeRound struct {
	*benchRound
	replies []string
	codes   []string
	saved   string
}

func newMergeRound(b *testing.B, districts int) *mergeRound {
	b.Helper()
	x := &mergeRound{benchRound: newBenchRound(b, 901)}
	keys := make([]ed25519.PrivateKey, districts)
	part := make([]assessment.DistrictKey, districts)
	for i := range districts {
		part[i] = assessment.DistrictKey(fmt.Sprintf("%08d", i))
		_, err := x.office.AddDistrict(x.ctx, part[i], fmt.Sprintf("Landkreis %d", i), "")
		x.must(err)
		seed := sha256.Sum256([]byte(part[i]))
		keys[i] = ed25519.NewKeyFromSeed(seed[:])
	}
	rounds, err := x.office.Rounds(x.ctx)
	x.must(err)
	round, err := x.office.NewRound(x.ctx, NewRound{Name: "Erhebung", Catalogue: rounds[0].Catalogue, Districts: part})
	x.must(err)
	x.must(x.office.store.Write(x.ctx, func(tx *store.Tx) error {
		for i, k := range part {
			d := store.Desk{ID: deskOf(i), Party: string(k), Key: keys[i].Public().(ed25519.PublicKey), Trust: store.TrustPinned}
			if err := tx.SetDesk(x.ctx, d); err != nil {
				return err
			}
		}
		return nil
	}))
	x.codes, x.replies = make([]string, districts), make([]string, districts)
	for i, k := range part {
		l, err := x.office.Letter(x.ctx, k)
		x.must(err)
		x.codes[i] = l.Code
	}
	x.must(os.MkdirAll(filepath.Join(x.dir, "replies"), 0o700))
	x.must(eachParallel(x.ctx, districts, nil, func(i int) (string, error) {
		return "", x.reply(i, part[i], round.Round, keys[i])
	}))
	x.must(x.office.Close())
	x.saved = filepath.Join(x.dir, "saved")
	for _, part := range []string{"office", "profile"} {
		x.must(os.CopyFS(filepath.Join(x.saved, part), os.DirFS(filepath.Join(x.dir, part))))
	}
	x.restore()
	return x
}

func deskOf(i int) assessment.DeskID { return assessment.DeskID(fmt.Sprintf("%032x", i+1)) }

// reset puts the office's folder, and what its computer remembers of it, back to before the first reply.
func (x *mergeRound) reset() {
	x.b.Helper()
	x.must(x.office.Close())
	x.restore()
}

func (x *mergeRound) restore() {
	x.b.Helper()
	for _, part := range []string{"office", "profile"} {
		x.must(os.RemoveAll(filepath.Join(x.dir, part)))
		x.must(os.CopyFS(filepath.Join(x.dir, part), os.DirFS(filepath.Join(x.saved, part))))
	}
	var err error
	x.office, err = Open(x.ctx, filepath.Join(x.dir, "office"), x.o)
	x.must(err)
}

// reply writes what a district's desk would write, without a folder of its own for each of them.
func (x *mergeRound) reply(i int, district assessment.DistrictKey, round assessment.Round, key ed25519.PrivateKey) error {
	m := envelope.Manifest{
		Kind: envelope.KindReply, Office: x.office.office, OfficeName: x.office.officeName, District: district, Round: round.ID, Desk: deskOf(i),
		Export: assessment.ExportID(fmt.Sprintf("%032x", 1_000_000+i)), Catalogue: round.Catalogue, Sequence: 1, Program: "bench", Time: "2026-11-01T08:00:00Z",
	}
	cat, err := x.office.Catalogue(x.ctx, round.Catalogue)
	if err != nil {
		return err
	}
	c := envelope.Content{Round: round, District: assessment.District{Key: district, Name: fmt.Sprintf("Landkreis %d", i)}, Scopes: []assessment.Scope{{ID: assessment.WholeScope}}}
	counter := uint64(0)
	for j, q := range cat.Requirements {
		st := assessment.Statement{
			Status: assessment.Status(1 + (i+j)%4), TextHash: q.Hash,
			Explanation: fmt.Sprintf("Erläuterung %d aus dem Kreis %d: so wird es bei uns gemacht, mit Umlauten äöü und einem längeren Satz dazu.", j, i),
		}
		for _, f := range []struct {
			field assessment.Field
			value string
		}{{assessment.FieldStatus, st.Encode()}, {assessment.FieldResponsible, "IT-Abteilung"}, {assessment.FieldDue, "2027-03-31"}} {
			counter++
			r := merge.Register{}.Write(merge.Version{Desk: string(m.Desk), Counter: counter}, f.value)
			c.Entries = append(c.Entries, envelope.Entry{Scope: assessment.WholeScope, Kind: assessment.KindAnswer, Item: string(q.ID), Field: f.field, Register: r})
		}
	}
	sealed, err := envelope.Seal(m, c, key)
	if err != nil {
		return err
	}
	if m, err = envelope.Claims(sealed); err != nil {
		return err
	}
	book := bookOf(x.office.say(), m, c, cat)
	book.Machine = workbook.Machine{Manifest: sealed.Manifest, Payload: sealed.Content, Signature: sealed.Signature}
	plain, err := workbook.Write(book, x.office.say())
	if err != nil {
		return err
	}
	raw, err := officecrypt.Encrypt(plain, x.codes[i], officecrypt.Options{})
	if err != nil {
		return err
	}
	x.replies[i] = filepath.Join(x.dir, "replies", fileName(round.Name, m))
	return os.WriteFile(x.replies[i], raw, 0o600)
}

// take does what the window does with files that were dropped on it: preview, then accept what is clean. It returns
// the two times.
func (x *mergeRound) take(files []string) (preview, accept time.Duration) {
	x.b.Helper()
	var batch *Batch
	var err error
	preview = x.timed(func() { batch, err = x.office.Preview(x.ctx, files, nil) })
	x.must(err)
	accept = x.timed(func() { _, err = x.office.Accept(x.ctx, batch, AcceptByMode(AcceptSigned), nil) })
	x.must(err)
	for _, f := range batch.Files() {
		if !f.Accepted || f.New != 901 || f.Conflicts+f.Refused > 0 {
			x.b.Fatalf("%+v", f)
		}
	}
	return preview, accept
}

// floors does for each file what no merge can do without, one file after the other or on all processors, and returns
// how long that took. Each file's rows go into a file of their own, so that nothing waits for anything.
func (x *mergeRound) floors(plain [][]byte, parallel bool) time.Duration {
	x.b.Helper()
	dir := x.b.TempDir()
	defer os.RemoveAll(dir)
	one := func(i int) (string, error) {
		raw, err := os.ReadFile(x.replies[i])
		if err != nil {
			return "", err
		}
		floorKey()
		floorCipher(raw)
		if err := floorXML(plain[i%len(plain)]); err != nil {
			return "", err
		}
		return "", floorInsert(filepath.Join(dir, fmt.Sprint(i)), 901*fieldsPerAnswer*rowsPerField)
	}
	return x.timed(func() {
		if parallel {
			x.must(eachParallel(x.ctx, len(x.replies), nil, one))
			return
		}
		for i := range x.replies {
			_, err := one(i)
			x.must(err)
		}
	})
}

// plains decrypts a few of the files, so that their floors need not: 400 unpacked ones would be the memory that is
// measured.
func (x *mergeRound) plains() [][]byte {
	var out [][]byte
	for i := range min(4, len(x.replies)) {
		raw, err := os.ReadFile(x.replies[i])
		x.must(err)
		res, err := officecrypt.Decrypt(x.ctx, raw, x.codes[i], officecrypt.Limits{})
		x.must(err)
		out = append(out, bytes.Clone(res.Plain))
	}
	return out
}

// BenchmarkMerge takes in 400 signed replies of 901 requirements as the window does it, and compares the time with the
// floors of the same files in the same run: done one after the other, and done by as many workers as a merge has.
// Where others keep the machine busy, x-floors-cpu says more: what the processors have done, whoever else they worked
// for. The memory is the most that the heap held, for few and for many files.
func BenchmarkMerge(b *testing.B) {
	n := mergeFiles(b)
	start := time.Now()
	x := newMergeRound(b, n)
	b.Logf("%d replies written in %v, load %s", n, time.Since(start).Round(time.Second), scale.Load())
	plain := x.plains()
	var jobs, previews, serials, parallels []time.Duration
	var cpu, cpuFloors, heap []float64
	for b.Loop() {
		parallels = append(parallels, x.floors(plain, true))
		before := processorTime()
		p, a := x.take(x.replies)
		cpu = append(cpu, (processorTime() - before).Seconds())
		x.reset()
		jobs, previews = append(jobs, p+a), append(previews, p)
		before = processorTime()
		serials = append(serials, x.floors(plain, false))
		cpuFloors = append(cpuFloors, (processorTime() - before).Seconds())
	}
	for _, many := range []int{4, 40, 400} {
		if many > n {
			break
		}
		top := peak(func() { x.take(x.replies[:many]) })
		x.reset()
		b.ReportMetric(float64(top>>20), fmt.Sprintf("heap-MiB-%d", many))
		heap = append(heap, float64(top))
	}
	job := slices.Min(jobs)
	b.ReportMetric(float64(job)/float64(slices.Min(serials)), "x-floors")
	b.ReportMetric(float64(job)/float64(slices.Min(parallels)), "x-floors-parallel")
	b.ReportMetric(job.Seconds(), "merge-s")
	b.ReportMetric(slices.Min(previews).Seconds(), "preview-s")
	b.ReportMetric(slices.Min(cpu), "cpu-s")
	b.ReportMetric(slices.Min(cpuFloors), "floors-cpu-s")
	b.ReportMetric(slices.Min(cpu)/max(slices.Min(cpuFloors), 0.001), "x-floors-cpu")
	b.ReportMetric(slices.Min(serials).Seconds(), "floors-s")
	b.ReportMetric(slices.Min(parallels).Seconds(), "floors-parallel-s")
	b.ReportMetric(heap[len(heap)-1]/heap[0], "heap-growth")
	runtime.GC()
}
