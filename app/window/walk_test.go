package window

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
)

// walkBound is more pieces than any screen on stage has.
const walkBound = 400

// reachable are the pieces below an object that can have the focus, and whether they are in sight and may be used.
func reachable(o fyne.CanvasObject, inSight bool, found map[fyne.Focusable]bool) {
	inSight = inSight && o.Visible()
	if d, ok := o.(fyne.Disableable); ok && d.Disabled() {
		inSight = false
	}
	if f, ok := o.(fyne.Focusable); ok {
		found[f] = found[f] || inSight
	}
	children := []fyne.CanvasObject{}
	if c, ok := o.(*fyne.Container); ok {
		children = c.Objects
	}
	if w, ok := o.(fyne.Widget); ok {
		children = rendered(w)
	}
	for _, child := range children {
		reachable(child, inSight, found)
	}
}

// walk goes once round with Tab and says what is wrong with the way.
func (p *player) walk() error {
	content := p.shell.Window().Content()
	p.canvas().Unfocus()
	p.canvas().FocusNext()
	first := p.canvas().Focused()
	if first == nil {
		return fmt.Errorf("Tab reaches nothing")
	}
	passed := map[fyne.Focusable]bool{}
	for at := first; ; at = p.canvas().Focused() {
		if at == nil {
			return fmt.Errorf("the focus is lost after %d pieces", len(passed))
		}
		if at == first && len(passed) > 0 {
			break
		}
		if passed[at] || len(passed) > walkBound {
			return fmt.Errorf("the focus does not come back to the first piece: trapped at %T after %d", at, len(passed))
		}
		passed[at] = true
		now := map[fyne.Focusable]bool{}
		reachable(content, true, now)
		if usable, there := now[at]; there && !usable {
			return fmt.Errorf("the focus lands on %T, which is hidden or cannot be used", at)
		}
		p.canvas().FocusNext()
	}
	all := map[fyne.Focusable]bool{}
	reachable(content, true, all)
	for f, usable := range all {
		if usable && !passed[f] {
			return fmt.Errorf("Tab passes by %T", f)
		}
	}
	return nil
}

// On every screen of both desks Tab reaches everything that can have the focus, nothing that is hidden or cannot be
// used, and comes back to where it began; at an ordinary text size and at twice of it.
func TestTabReachesEverything(t *testing.T) {
	office, district := stage.NewOffice(4), answeredDistrict().Plan().Survey().PassOn()
	office.Files, district.Files = replies(), replies()
	both := []shared.Route{{Screen: "receive"}, {Screen: "receive", Paths: []string{"/in"}}, {Screen: "imports"}, {Screen: "conflicts"}, {Screen: "settings"}}
	for _, c := range []struct {
		name   string
		desk   *stage.Desk
		routes []shared.Route
	}{
		{"office", office, append([]shared.Route{
			{Screen: "start"}, {Screen: "districts"}, {Screen: "county", District: "06535"}, {Screen: "catalogues"}, {Screen: "catalogue"},
			{Screen: "rounds"}, {Screen: "round-new"}, {Screen: "compare"}, {Screen: "reissue"}, {Screen: "export"}, {Screen: "cockpit"},
			{Screen: "picture"}, {Screen: "topic"}, {Screen: "analysis"}, {Screen: "analysis", Part: "spread"},
			{Screen: "analysis", Part: "compare"}, {Screen: "analysis", Part: "trend"}, {Screen: "search", Part: "protokoll"},
			{Screen: "reminders"}, {Screen: "held"}, {Screen: "remarks"}, {Screen: "remarks", Part: "sample"},
			{Screen: "district", Round: string(stage.Round), District: "06535"},
		}, both...)},
		{"district", district, append([]shared.Route{
			{Screen: "answer"}, {Screen: "overview"}, {Screen: "measures"}, {Screen: "delegations"}, {Screen: "delegations", Topic: "bak"},
			{Screen: "scopes"}, {Screen: "news"}, {Screen: "send"},
		}, both...)},
		{"empty office", stage.NewEmptyOffice(), []shared.Route{{Screen: "start"}, {Screen: "districts"}, {Screen: "rounds"}, {Screen: "catalogues"}}},
	} {
		p := open(t, c.desk)
		for _, scale := range []int{100, 200} {
			p.shell.SetLook("light", scale)
			for _, r := range c.routes {
				p.shell.Go(r)
				p.settle()
				if err := p.walk(); err != nil {
					t.Errorf("%s, %s %s at %d %%: %v", c.name, r.Screen, r.Part, scale, err)
				}
			}
		}
	}
}

// At twice the text size the lists of rounds still name the round in full: columns of less weight give way instead.
func TestRoundsKeepTheirNames(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.shell.SetLook("light", 200)
	for _, r := range []shared.Route{{Screen: "rounds"}, {Screen: "county", District: "06535"}} {
		p.shell.Go(r)
		p.settle()
		if texts := p.texts(); !slices.Contains(texts, "Basisprüfung 2027") {
			t.Errorf("%s: the name of the round is not there in full: %q", r.Screen, texts)
		}
	}
}
