package window

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
)

// The screens that show what all answers mean look as they were approved.
func TestInsightLooksAsApproved(t *testing.T) {
	for _, c := range []struct {
		name  string
		desk  *stage.Desk
		route shared.Route
		act   func(*player)
	}{
		{name: "office-picture-change", route: shared.Route{Screen: "picture"}, act: func(p *player) { p.press(fyne.KeyRight); p.write("5s") }},
		{name: "office-picture-report", route: shared.Route{Screen: "picture"}, act: func(p *player) { p.tabTo(button("Überblick als Excel")); p.press(fyne.KeyReturn) }},
		{name: "office-topic", route: shared.Route{Screen: "topic"}, act: func(p *player) { p.press(fyne.KeyDown, fyne.KeyRight) }},
		{name: "office-gaps", route: shared.Route{Screen: "analysis"}},
		{name: "office-spread", route: shared.Route{Screen: "analysis", Part: "spread"}},
		{name: "office-compare", route: shared.Route{Screen: "analysis", Part: "compare"}},
		{name: "office-trend", route: shared.Route{Screen: "analysis", Part: "trend"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.desk == nil {
				c.desk = stage.NewOffice(5)
			}
			p := open(t, c.desk)
			p.shell.settings.Out = "/neu"
			p.shell.Go(c.route)
			if c.act != nil {
				c.act(p)
			}
			p.settle()
			test.AssertRendersToMarkup(t, c.name+".xml", p.canvas())
		})
	}
}
