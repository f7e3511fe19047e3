package desk

import (
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/bundle"
	"kreislage/data/vault"
)

// blob is some bytes that no two seeds share.
func blob(seed uint64, n int) []byte {
	b := make([]byte, n)
	var s [32]byte
	s[0] = byte(seed)
	_, _ = rand.NewChaCha8(s).Read(b)
	return b
}

// companion exports a desk's attachments and returns the file's path.
func (p *play) companion(d *Desk) string {
	p.t.Helper()
	f, err := d.ExportAttachments(p.ctx, p.round.ID, filepath.Join(p.dir, "in"))
	p.must(err)
	return f.Path
}

// attached is a county with two attachments and its reply, not taken in yet.
func attached(t *testing.T) (p *play, county *Desk, a, b Attachment, reply string) {
	t.Helper()
	p = newSmallPlay(t, 3, "06535", "06633")
	county = p.join("06535", p.send("06535"))
	var err error
	a, err = county.Attach(p.ctx, p.key(0), p.file("eins.bin", blob(1, 300_000)), "")
	p.must(err)
	b, err = county.Attach(p.ctx, p.key(1), p.file("zwei.bin", blob(2, 65_536)), "")
	p.must(err)
	return p, county, a, b, p.reply(county)
}

// Bytes travel in a file of their own, once the district says so; the office has them byte by byte after the reply.
func TestCompanion(t *testing.T) {
	p, county, a, b, reply := attached(t)
	f, err := county.ExportAttachments(p.ctx, p.round.ID, filepath.Join(p.dir, "in"))
	p.must(err)
	if filepath.Base(f.Path) != "Kurzerhebung_06535_Anlagen-0001.anlagen" || f.Sequence != 1 || f.District.Key != "06535" {
		t.Errorf("%+v", f)
	}
	raw, err := os.ReadFile(f.Path)
	p.must(err)
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != f.Hash || int64(len(raw)) != f.Size || bytes.Contains(raw, blob(1, 300_000)[:40]) || bytes.Contains(raw, []byte(a.SHA256)) {
		t.Error("hash, size, or something readable")
	}
	// Before its reply it is too early, and nothing is kept.
	v := p.takes(p.office, AcceptAll, VerdictEarly, f.Path)[0]
	if v.Accepted || v.Refused != 2 || !strings.Contains(v.Sentence, "zuerst die Antwortdatei") || len(p.kept(p.office)) != 0 {
		t.Fatalf("early: %+v", v)
	}
	if aside, err := p.office.Quarantine(p.ctx); err != nil || len(aside) != 0 {
		t.Errorf("set aside: %v, %v", aside, err)
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, reply)
	v = p.takes(p.office, AcceptSigned, VerdictAttachments, f.Path)[0]
	if !v.Accepted || v.New != 2 || v.Rows != 2 {
		t.Fatalf("%+v", v)
	}
	for i, x := range []Attachment{a, b} {
		got, err := p.office.AttachmentBytes(p.ctx, x.ID)
		if want := blob(uint64(i+1), int(x.Size)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v", x.Name, err)
		}
	}
	list, err := p.office.Attachments(p.ctx, p.round.ID, "06535")
	p.must(err)
	if len(list) != 2 || !list[0].Here || !list[1].Here {
		t.Errorf("%+v", list)
	}
	p.takes(p.office, AcceptSigned, VerdictContained, f.Path)
	p.takes(county, AcceptSigned, VerdictOwn, f.Path)
	// It is no state of the round: no number that a person would take for a reply's.
	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	p.must(err)
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	if rows[0].ReceiveNo != 1 || len(imports) != 1 || filepath.Base(p.companion(county)) != "Kurzerhebung_06535_Anlagen-0002.anlagen" || filepath.Base(p.reply(county)) != "Kurzerhebung_06535_R-0002.xlsx" {
		t.Errorf("%+v, %+v", rows[0], imports)
	}
	p.clean(p.office, county)
}

// Dropped together, in whatever order, reply and attachments are taken in one go; without the reply being accepted the
// attachments wait.
func TestCompanionBesideItsReply(t *testing.T) {
	p, county, _, _, _ := attached(t)
	p.companion(county)
	v := p.take(p.office, AcceptSigned, filepath.Join(p.dir, "in"))
	if v[0].Verdict != VerdictEarly || v[0].Accepted || v[1].Verdict != VerdictUntrusted {
		t.Fatalf("reply not accepted: %+v", v)
	}
	b, err := p.office.Preview(p.ctx, []string{filepath.Join(p.dir, "in")}, nil)
	p.must(err)
	if f := b.Files()[0]; f.Verdict != VerdictAttachments || f.New != 2 {
		t.Fatalf("preview: %+v", f)
	}
	v, err = p.office.Accept(p.ctx, b, AcceptByMode(AcceptAll), nil)
	p.must(err)
	if !v[0].Accepted || !v[1].Accepted || len(p.kept(p.office)) != 2 {
		t.Fatalf("%+v", v)
	}
}

// Only what accepted answers name is taken; the rest is told.
func TestCompanionBringsNothingElse(t *testing.T) {
	p, county, a, _, reply := attached(t)
	p.take(p.office, AcceptAll, reply)
	_, err := county.Attach(p.ctx, p.key(2), p.file("neu.bin", blob(3, 1000)), "")
	p.must(err)
	v := p.takes(p.office, AcceptSigned, VerdictAttachments, p.companion(county))[0]
	if !v.Accepted || v.New != 2 || v.Refused != 1 || len(p.kept(p.office)) != 2 {
		t.Fatalf("%+v", v)
	}
	// What is damaged here is mended by the next one.
	p.must(os.WriteFile(p.office.bytesPath(a.SHA256), []byte("kaputt"), 0o600))
	p.take(p.office, AcceptSigned, p.reply(county))
	if v := p.takes(p.office, AcceptSigned, VerdictAttachments, p.companion(county))[0]; v.New != 2 || v.Unchanged != 1 {
		t.Errorf("%+v", v)
	}
	if _, err := p.office.AttachmentBytes(p.ctx, a.ID); err != nil {
		t.Error(err)
	}
}

// Whatever is done to a companion on its way, it is refused with a sentence, set aside, and brings nothing.
func TestHostileCompanions(t *testing.T) {
	p, county, _, _, reply := attached(t)
	p.take(p.office, AcceptAll, reply)
	whole, err := os.ReadFile(p.companion(county))
	p.must(err)
	flip := func(n int) []byte {
		b := bytes.Clone(whole)
		b[n] ^= 1
		return b
	}
	code, other := p.code("06535"), p.code("06633")
	head := bundle.Head{Office: string(p.office.office), District: "06535", Round: string(p.round.ID)}
	forge := func(code string, h bundle.Head, plain []byte, entries ...bundle.Entry) []byte {
		var b bytes.Buffer
		h.Entries = entries
		p.must(sealCompanion(&b, code, h, p.office.o.Random, func(_ bundle.Entry, w io.Writer) error {
			_, err := w.Write(plain)
			return err
		}))
		return b.Bytes()
	}
	sum := sha256.Sum256([]byte("x"))
	x := bundle.Entry{SHA256: hex.EncodeToString(sum[:]), Size: 1}
	elsewhere := head
	elsewhere.Office = "andere"
	for name, c := range map[string]struct {
		raw  []byte
		want Verdict
		kept bool
	}{
		"cut in the first line": {whole[:len(companionMagic)], VerdictDamaged, true},
		"cut in the salt":       {whole[:len(companionMagic)+9], VerdictDamaged, true},
		"cut before the end":    {whole[:len(whole)-1], VerdictDamaged, true},
		"cut between chunks":    {whole[:len(whole)/2], VerdictDamaged, true},
		"longer":                {append(bytes.Clone(whole), 0), VerdictDamaged, true},
		"flipped salt":          {flip(len(companionMagic) + 5), VerdictWrongCode, true},
		"flipped head":          {flip(len(companionMagic) + 80), VerdictDamaged, true},
		"flipped bytes":         {flip(len(whole) / 2), VerdictDamaged, true},
		"flipped last byte":     {flip(len(whole) - 1), VerdictDamaged, true},
		"a newer format":        {append([]byte(companionMagic+"2\n"), whole[len(companionMagic)+2:]...), VerdictFuture, true},
		"no format":             {append([]byte(companionMagic+"x\n"), whole[len(companionMagic)+2:]...), VerdictDamaged, true},
		"another's code":        {forge(other, head, []byte("x"), x), VerdictForeign, true},
		"another office":        {forge(code, elsewhere, []byte("x"), x), VerdictForeign, true},
		"unknown bytes":         {forge(code, head, []byte("x"), x), VerdictEarly, false},
		"empty list":            {forge(code, head, nil), VerdictContained, false},
		"nobody's code":         {forge("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", head, []byte("x"), x), VerdictWrongCode, true},
	} {
		path := p.put(name+AttachmentsEnding, c.raw)
		v := p.take(p.office, AcceptAll, path)[0]
		if v.Verdict != c.want || v.Accepted && c.want != VerdictContained || v.Sentence == "" || strings.Contains(v.Sentence, "«") {
			t.Errorf("%s: %s %q", name, v.Verdict, v.Sentence)
		}
		if got := len(p.kept(p.office)); got > 0 {
			t.Fatalf("%s: %d files were kept", name, got)
		}
		aside, err := p.office.Quarantine(p.ctx)
		p.must(err)
		found := false
		for _, q := range aside {
			if q.File == filepath.Base(path) {
				found = true
				if copied, err := os.ReadFile(q.Copy); err != nil || !bytes.Equal(copied, c.raw) || filepath.Ext(q.Copy) != AttachmentsEnding {
					t.Errorf("%s: copy %s, %v", name, q.Copy, err)
				}
			}
		}
		if found != c.kept {
			t.Errorf("%s: set aside %v", name, found)
		}
	}
}

// A head that claims more than the file can hold, or more than an attachment may have, asks for nothing.
func TestLyingCompanion(t *testing.T) {
	p, _, a, _, reply := attached(t)
	p.take(p.office, AcceptAll, reply)
	for name, c := range map[string]struct {
		size int64
		want Verdict
	}{"10 GB": {10 << 30, VerdictTooCostly}, "10 MB in a few bytes": {10 << 20, VerdictDamaged}, "other size": {3, VerdictDamaged}, "negative": {-1, VerdictDamaged}} {
		var plain bytes.Buffer
		h := `{"office":"` + string(p.office.office) + `","district":"06535","entries":[{"sha256":"` + a.SHA256 + `","size":` + itoa(c.size) + `}]}`
		plain.Write([]byte{0, 0, 0, byte(len(h))})
		plain.WriteString(h)
		plain.WriteString("ein paar Bytes")
		path := p.put(name+AttachmentsEnding, sealRaw(p, plain.Bytes()))
		if v := p.take(p.office, AcceptAll, path)[0]; v.Verdict != c.want || v.Accepted {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if len(p.kept(p.office)) > 0 {
		t.Error("something was kept")
	}
}

// What was previewed and has changed until it is accepted is refused then.
func TestCompanionChangedAfterThePreview(t *testing.T) {
	p, county, _, _, reply := attached(t)
	p.take(p.office, AcceptAll, reply)
	path := p.companion(county)
	b, err := p.office.Preview(p.ctx, []string{path}, nil)
	p.must(err)
	raw, err := os.ReadFile(path)
	p.must(err)
	raw[len(raw)-1] ^= 1
	p.must(os.WriteFile(path, raw, 0o600))
	v, err := p.office.Accept(p.ctx, b, AcceptByMode(AcceptAll), nil)
	p.must(err)
	if v[0].Accepted || v[0].Verdict != VerdictDamaged {
		t.Errorf("%+v", v[0])
	}
}

// Nothing to send, another desk's job, and a damaged attachment are told, and leave no file.
func TestExportAttachmentsRefuses(t *testing.T) {
	p, county, a, _, _ := attached(t)
	dir := filepath.Join(p.dir, "leer")
	if _, err := p.office.ExportAttachments(p.ctx, p.round.ID, dir); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("office: %v", err)
	}
	p.must(os.WriteFile(county.bytesPath(a.SHA256), []byte("kaputt"), 0o600))
	if _, err := county.ExportAttachments(p.ctx, p.round.ID, dir); !errors.Is(err, ErrAttachmentDamaged) {
		t.Errorf("damaged: %v", err)
	}
	ctx, cancel := context.WithCancel(p.ctx)
	cancel()
	if _, err := county.ExportAttachments(ctx, p.round.ID, dir); err == nil {
		t.Error("cancelled, and written all the same")
	}
	other := p.join("06633", p.send("06633"))
	if _, err := other.ExportAttachments(p.ctx, p.round.ID, dir); !errors.Is(err, ErrNoAttachments) {
		t.Errorf("nothing: %v", err)
	}
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// sealRaw seals any bytes as a companion of a county that knows its code.
func sealRaw(p *play, plain []byte) []byte {
	p.t.Helper()
	salt := bytes.Repeat([]byte{7}, companionSalt)
	v, check, err := vault.FromCode(p.code("06535"), salt, companionPurpose)
	p.must(err)
	b := bytes.NewBufferString(companionMagic + "1\n" + string(salt) + string(check))
	p.must(v.SealStream(companionStream, b, bytes.NewReader(plain), cryptorand.Reader))
	return b.Bytes()
}

// BenchmarkCompanion sends and takes in thirty attachments of 10 MB, and reports how much memory that takes at most: no
// more than for one.
func BenchmarkCompanion(b *testing.B) {
	for _, n := range []int{1, 30} {
		b.Run(itoa(int64(n)), func(b *testing.B) { benchCompanion(b, n) })
	}
}

func benchCompanion(b *testing.B, n int) {
	x := newBenchRound(b, 40)
	path := filepath.Join(x.dir, "gross.bin")
	for i := range n {
		x.must(os.WriteFile(path, blob(uint64(i), assessment.MaxAttachment), 0o600))
		_, err := x.county.Attach(x.ctx, x.edits[i].Key, path, "")
		x.must(err)
	}
	reply, err := x.county.Export(x.ctx, x.round, nil, filepath.Join(x.dir, "in"), nil)
	x.must(err)
	batch, err := x.office.Preview(x.ctx, []string{reply[0].Path}, nil)
	x.must(err)
	_, err = x.office.Accept(x.ctx, batch, AcceptByMode(AcceptAll), nil)
	x.must(err)
	runtime.GC()
	var most atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	var export, take time.Duration
	for b.Loop() {
		var f ExportedFile
		export += x.timed(func() { f, err = x.county.ExportAttachments(x.ctx, x.round, filepath.Join(x.dir, "in")) })
		x.must(err)
		take += x.timed(func() {
			batch, err = x.office.Preview(x.ctx, []string{f.Path}, nil)
			x.must(err)
			_, err = x.office.Accept(x.ctx, batch, AcceptByMode(AcceptAll), nil)
		})
		x.must(err)
		x.must(os.RemoveAll(filepath.Join(x.office.folder, attachmentFolder)))
	}
	close(stop)
	<-done
	b.ReportMetric(float64(most.Load())/(1<<20), "most-MB")
	b.ReportMetric(float64(export.Milliseconds())/float64(b.N), "export-ms")
	b.ReportMetric(float64(take.Milliseconds())/float64(b.N), "import-ms")
}
