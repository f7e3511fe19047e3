package desk

import (
	"testing"
	"time"
)

// An old value comes back from the history as a new version, and that can be taken back too.
func TestBringBack(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	d := p.join("06535", p.send("06535"))
	k := p.whole(0)
	p.types(d, 0, "a", "alt")
	old := p.now
	p.types(d, 0, "b", "neu")
	past, err := d.History(p.ctx, k)
	p.must(err)
	if len(past) != 2 || past[0].ID == 0 || past[1].ID <= past[0].ID {
		t.Fatalf("history: %+v", past)
	}
	if a, err := d.StateAt(p.ctx, k, old); err != nil || a.Explanation != "alt" {
		t.Fatalf("then: %+v, %v", a, err)
	}
	if a, err := d.StateAt(p.ctx, k, time.Time{}); err != nil || !a.Empty() {
		t.Fatalf("before all: %+v, %v", a, err)
	}
	a, err := d.BringBack(p.ctx, past[1].ID)
	p.must(err)
	if a.Explanation != "alt" {
		t.Fatalf("brought back: %+v", a)
	}
	if past, err = d.History(p.ctx, k); err != nil || len(past) != 3 || past[2].Source != SourceBack {
		t.Fatalf("history: %+v, %v", past, err)
	}
	p.undone(d, "Antwort zu "+p.requirement(0).Ref+" zurückgenommen.", 0)
	p.says(d, 0, "neu")
	if _, err := d.BringBack(p.ctx, 4711); err == nil {
		t.Fatal("an entry that is not there was brought back")
	}
	p.clean(d)
}
