package desk

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"kreislage/data/assessment"
)

// deputy is one of several desks of a county.
func (p *play) deputy(name, file string) *Desk {
	p.t.Helper()
	d, err := InitDistrict(p.ctx, filepath.Join(p.dir, name), file, p.code("06535"), "", p.options(name))
	p.must(err)
	p.t.Cleanup(func() { d.Close() })
	return d
}

// deputies are three desks of one county: the first two have answered three questions differently, and all of them know
// by the office's file.
func deputies(t *testing.T) (p *play, first, second, third *Desk) {
	p = newSmallPlay(t, 4, "06535")
	sent := p.send("06535")
	first, second, third = p.deputy("erste", sent), p.deputy("zweite", sent), p.deputy("dritte", sent)
	for i := range 3 {
		p.answer(first, i, assessment.StatusYes, fmt.Sprint("erste ", i))
		p.answer(second, i, assessment.StatusNo, fmt.Sprint("zweite ", i))
		for _, d := range []*Desk{first, second} {
			p.take(p.office, AcceptAll, p.reply(d))
			p.take(third, AcceptAll, p.send("06535")) // a file each: which one carried a version says nothing on whose it is
		}
	}
	p.take(first, AcceptAll, p.send("06535"))
	return p, first, second, third
}

// Whose version holds is said of a desk, at any desk of the county and whichever files carried the versions; the office,
// which only passed them on, is nobody's author.
func TestSettleByDesk(t *testing.T) {
	p, first, second, third := deputies(t)
	for _, d := range []*Desk{first, third} {
		all, err := d.Conflicts(p.ctx, p.round.ID)
		p.must(err)
		want := []string{string(first.Info().Desk), string(second.Info().Desk)}
		slices.Sort(want)
		if len(all) != 3 || !slices.Equal(all[0].Origins(), want) {
			t.Fatalf("%d conflicts of %q, want those of %q", len(all), all[0].Origins(), want)
		}
		for _, v := range all[0].Values {
			if v.Who == d.officeName {
				t.Errorf("%q is told to be the office's", v.Text)
			}
		}
		plan := p.plan(d, Settling{Rule: SettleOrigin, Origins: want, Origin: string(second.Info().Desk)})
		if len(plan.Decisions) != 3 || plan.Left != 0 || plan.Decisions[2].Text != "nein: zweite 2" {
			t.Fatalf("%+v", plan)
		}
	}
}

// A decision that was taken back leaves the conflict as it was told before: whose versions they are, with which files
// they came, and what stood there; and it can be decided by the same rule again.
func TestSettleAgainAfterUndo(t *testing.T) {
	p, first, second, _ := deputies(t)
	told := func() string {
		all, err := first.Conflicts(p.ctx, p.round.ID)
		p.must(err)
		text := ""
		for _, c := range all {
			var versions []string
			for _, v := range c.Values {
				versions = append(versions, fmt.Sprintf("%q by %s %q in %q on %s", v.Text, v.Writer, v.Who, v.File, v.At))
			}
			slices.Sort(versions)
			text += fmt.Sprintf("%s %q before %q\n", c.ID, versions, c.Before)
		}
		return text
	}
	before := told()
	for range 2 {
		origins := []string{string(first.Info().Desk), string(second.Info().Desk)}
		slices.Sort(origins)
		did, err := first.Settle(p.ctx, p.plan(first, Settling{Rule: SettleOrigin, Origins: origins, Origin: string(second.Info().Desk)}))
		p.must(err)
		if did.Done != 3 {
			t.Fatalf("%+v", did)
		}
		_, err = first.UndoEdit(p.ctx)
		p.must(err)
		if after := told(); after != before {
			t.Fatalf("before:\n%s\nafter:\n%s", before, after)
		}
	}
}

// The more cautious of two versions is one that claims less. Where both claim the same in other words, or the field
// claims nothing, no version is dropped for its place in the alphabet.
func TestSettleCautiousKeepsWords(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	sent := p.send("06535")
	first, second := p.deputy("erste", sent), p.deputy("zweite", sent)
	p.answer(first, 0, assessment.StatusPartly, "Die Sicherung läuft nur an Werktagen.")
	p.answer(second, 0, assessment.StatusPartly, "eingerichtet")
	for d, name := range map[*Desk]string{first: "Frau Adam", second: "offen"} {
		_, err := d.Answer(p.ctx, p.key(1), Edit{Responsible: &name})
		p.must(err)
		p.take(p.office, AcceptAll, p.reply(d))
	}
	p.take(first, AcceptAll, p.send("06535"))
	if plan := p.plan(first, Settling{Rule: SettleCautious}); len(plan.Decisions) != 0 || plan.Left != 2 {
		t.Errorf("%+v", plan)
	}
}
