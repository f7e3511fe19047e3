package desk

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// countdown is a context that ends when it is asked for the so-manieth time whether it has: wherever a job looks, there
// it can be stopped.
type countdown struct {
	context.Context
	stop context.CancelFunc
	left atomic.Int64
}

func newCountdown(ctx context.Context, asked int) *countdown {
	c := &countdown{}
	c.Context, c.stop = context.WithCancel(ctx)
	c.left.Store(int64(asked))
	return c
}

func (c *countdown) count() {
	if c.left.Add(-1) == 0 {
		c.stop()
	}
}

func (c *countdown) Done() <-chan struct{} { c.count(); return c.Context.Done() }
func (c *countdown) Err() error            { c.count(); return c.Context.Err() }

// later is where a job that asks about so often is stopped next: with great steps at its beginning, where it only reads,
// and with none left out at its end, where it writes.
func later(at, asks int) int {
	if step := 1 + at/5; at+step < asks-60 {
		return at + step
	}
	return at + 1
}

// asked is how often the context was asked.
func (c *countdown) asked() int { return int(math.MaxInt32 - c.left.Load()) }

// Wherever writing files is stopped, the files that lie there are the ones that the log says were written, each whole,
// and nothing else lies there; written anew, every district has a file, and no number is missing or doubled.
func TestExportStoppedAnywhere(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	dir := filepath.Join(p.dir, "angehalten")
	var first *countdown // the second one: the first of all reads more
	for range 2 {
		first = newCountdown(p.ctx, math.MaxInt32)
		_, err := p.office.Export(first, p.round.ID, nil, dir, nil)
		p.must(err)
	}
	stopped := 0
	for asked, done := 1, false; !done; asked = later(asked, first.asked()) {
		ctx := newCountdown(p.ctx, asked)
		_, err := p.office.Export(ctx, p.round.ID, nil, dir, nil)
		done = ctx.left.Load() > 0
		ctx.stop()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %d: %v", asked, err)
		}
		if err != nil {
			stopped++
		}
		p.wantLogged(dir, asked)
	}
	if stopped < 10 {
		t.Errorf("it was stopped in %d places only", stopped)
	}
}

// wantLogged compares the files in a folder with what the log says was written.
func (p *play) wantLogged(dir string, asked int) {
	p.t.Helper()
	logged, err := p.office.store.Files(p.ctx, store.Out, p.round.ID, "")
	p.must(err)
	lying, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		p.t.Fatal(err)
	}
	if len(logged) != len(lying) {
		p.t.Fatalf("stopped at %d: %d files are logged, %d lie there", asked, len(logged), len(lying))
	}
	for i, f := range logged {
		if _, err := os.Stat(filepath.Join(dir, f.Name)); err != nil || f.Sequence != uint64(i+1) {
			p.t.Fatalf("stopped at %d: file %d is %s with number %d, %v", asked, i+1, f.Name, f.Sequence, err)
		}
	}
}

// Wherever looking at files and taking them in is stopped, a file is in whole or not at all, and said to be in only if
// it is; going on afterwards brings the rest.
func TestAcceptStoppedAnywhere(t *testing.T) {
	p := newSmallPlay(t, 4, "06535", "06633")
	var files []string
	for _, k := range []assessment.DistrictKey{"06535", "06633"} {
		county := p.join(k, p.send(k))
		for i := range 4 {
			p.answer(county, i, assessment.StatusYes, "so ist es")
		}
		files = append(files, p.reply(county))
	}
	first := newCountdown(p.ctx, math.MaxInt32)
	b, err := p.office.Preview(first, files, nil)
	p.must(err)
	_, err = p.office.Accept(first, b, AcceptByMode(AcceptAll), nil)
	p.must(err)
	p.undoAll()
	stopped := 0
	for asked := 1; asked < first.asked(); asked += 1 + asked/8 {
		ctx := newCountdown(p.ctx, asked)
		b, err := p.office.Preview(ctx, files, nil)
		if err == nil {
			_, err = p.office.Accept(ctx, b, AcceptByMode(AcceptAll), nil)
		}
		ctx.stop()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %d: %v", asked, err)
		}
		if err != nil {
			stopped++
		}
		p.wantWhole(b, asked)
		if b != nil {
			_, err = p.office.Accept(p.ctx, b, AcceptByMode(AcceptAll), nil)
			p.must(err)
			p.wantWhole(b, asked)
			p.undoAll()
		}
	}
	if stopped < 10 {
		t.Errorf("it was stopped in %d places only", stopped)
	}
	p.clean(p.office)
}

// wantWhole compares what is said of two files with four answers each with what is there.
func (p *play) wantWhole(b *Batch, asked int) {
	p.t.Helper()
	said := 0
	if b != nil {
		for _, f := range b.Files() {
			if f.Accepted {
				said++
			}
		}
	}
	there := 0
	for _, k := range []assessment.DistrictKey{"06535", "06633"} {
		switch n := len(p.registers(p.office, k)); n {
		case 0:
		case 4:
			there++
		default:
			p.t.Fatalf("stopped at %d: %s has %d fields", asked, k, n)
		}
	}
	if said != there {
		p.t.Fatalf("stopped at %d: %d files are said to be in, %d are", asked, said, there)
	}
}

// undoAll takes back what is in.
func (p *play) undoAll() {
	p.t.Helper()
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	var ids []int64
	for _, i := range imports {
		if !i.Undone {
			ids = append(ids, i.ID)
		}
	}
	_, err = p.office.UndoImports(p.ctx, ids, nil)
	p.must(err)
}
