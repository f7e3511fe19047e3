package window

import (
	"html"
	"regexp"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/data/assessment"
)

// rendered are the objects that a widget draws.
func rendered(w fyne.Widget) []fyne.CanvasObject { return test.WidgetRenderer(w).Objects() }

// settle lays the window out until its texts know their width.
func (p *player) settle() {
	for _, d := range []float32{1, 0, 1, 0} {
		p.shell.Window().Resize(fyne.NewSize(1366-d, 768-d))
	}
}

func answeredDistrict() *stage.Desk {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusYes, "Leitlinie vom 12.03.2024.")
	d.Put(1, assessment.StatusPartly, "Benannt, aber ohne Vertretung.")
	d.Put(2, assessment.StatusNo, "Bisher keine Schulungen.")
	d.Put(3, assessment.StatusDispensable, "")
	d.Ask(3, "Warum trifft das nicht zu?")
	return d
}

// The main screens look as they were approved. A change shows up in testdata/failed, to be looked at and approved anew.
func TestScreensLookAsApproved(t *testing.T) {
	office := stage.NewOffice(3)
	office.Files = replies()
	office.Taken = []desk.ImportInfo{{ID: 7, File: "/in/neu.xlsx", Round: "Basisprüfung 2027", Sequence: 1, At: stage.Now, Changes: 4}}
	for _, c := range []struct {
		name  string
		desk  *stage.Desk
		route shared.Route
		act   func(*player)
	}{
		{name: "office-start-empty", desk: stage.NewEmptyOffice(), route: shared.Route{Screen: "start"}},
		{name: "office-start", desk: office, route: shared.Route{Screen: "start"}},
		{name: "office-districts", desk: office, route: shared.Route{Screen: "districts"}},
		{name: "office-catalogue", desk: office, route: shared.Route{Screen: "catalogue"}, act: func(p *player) { p.with(fyne.KeyModifierControl, fyne.KeyT) }},
		{name: "office-round-new", desk: office, route: shared.Route{Screen: "round-new"}},
		{name: "office-export", desk: office, route: shared.Route{Screen: "export"}},
		{name: "office-receive", desk: office, route: shared.Route{Screen: "receive", Paths: []string{"/in"}}},
		{name: "office-imports", desk: office, route: shared.Route{Screen: "imports"}},
		{name: "office-cockpit", desk: office, route: shared.Route{Screen: "cockpit"}},
		{name: "office-picture", desk: office, route: shared.Route{Screen: "picture"}},
		{name: "office-answers", desk: office, route: shared.Route{Screen: "district", Round: string(stage.Round), District: "06535"}},
		{name: "district-answer", desk: answeredDistrict(), route: shared.Route{Screen: "answer"}, act: func(p *player) { p.press(fyne.KeyUp) }},
		{name: "district-send", desk: answeredDistrict(), route: shared.Route{Screen: "send"}},
		{name: "district-overview", desk: answeredDistrict().Plan().Survey(), route: shared.Route{Screen: "overview"}},
		{name: "district-overview-alone", desk: answeredDistrict(), route: shared.Route{Screen: "overview"}},
		{name: "district-sent", desk: answeredDistrict().Plan().Survey(), route: shared.Route{Screen: "send"}, act: func(p *player) { p.press(fyne.KeyReturn) }},
		{name: "district-news", desk: answeredDistrict(), route: shared.Route{Screen: "news"}},
		{name: "district-scopes", desk: answeredDistrict().Divide(), route: shared.Route{Screen: "scopes"}, act: func(p *player) { p.press(fyne.KeyDown) }},
		{name: "district-scopes-one", desk: answeredDistrict(), route: shared.Route{Screen: "scopes"}},
		{name: "district-whole", desk: answeredDistrict().Divide(), route: shared.Route{Screen: "scopes"}, act: func(p *player) {
			p.tabTo(button("Das Ganze"))
			p.press(fyne.KeyReturn)
		}},
		{name: "district-delegations", desk: answeredDistrict().PassOn(), route: shared.Route{Screen: "delegations"}},
		{name: "district-pass-on", desk: answeredDistrict(), route: shared.Route{Screen: "delegations", Topic: "bak"}},
		{name: "district-measures", desk: answeredDistrict().Plan(), route: shared.Route{Screen: "measures"}},
		{name: "district-board", desk: answeredDistrict().Plan(), route: shared.Route{Screen: "measures"}, act: func(p *player) { p.with(fyne.KeyModifierControl, fyne.KeyB) }},
		{name: "district-measures-empty", desk: answeredDistrict(), route: shared.Route{Screen: "measures"}},
		{name: "district-receive", desk: answeredDistrict(), route: shared.Route{Screen: "receive"}},
		{name: "settings", desk: answeredDistrict(), route: shared.Route{Screen: "settings"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, c.desk)
			p.shell.Go(c.route)
			if c.act != nil {
				c.act(p)
			}
			p.settle()
			test.AssertRendersToMarkup(t, c.name+".xml", p.canvas())
		})
	}
}

// The first start looks as it was approved.
func TestFirstLooksAsApproved(t *testing.T) {
	for _, name := range []string{"first", "office-new", "district-new", "open"} {
		t.Run(name, func(t *testing.T) {
			p := newPlayer(t, &stagedDesks{desk: stage.NewEmptyOffice()})
			p.shell.Go(shared.Route{Screen: name})
			p.settle()
			test.AssertRendersToMarkup(t, "first-"+name+".xml", p.canvas())
		})
	}
}

// texts are the texts in sight, in the order in which they are drawn.
func (p *player) texts() []string {
	var found []string
	for _, m := range drawnText.FindAllStringSubmatch(test.RenderToMarkup(p.canvas()), -1) {
		found = append(found, html.UnescapeString(m[1]))
	}
	return found
}

var drawnText = regexp.MustCompile(`<text[^>]*>([^<]*)</text>`)
