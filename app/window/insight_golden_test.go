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
		{name: "office-remarks", desk: stage.NewOffice(5).Inquire(), route: shared.Route{Screen: "remarks"}, act: func(p *player) { p.press(fyne.KeyDown) }},
		{name: "office-sample", route: shared.Route{Screen: "remarks", Part: "sample"}},
		{name: "office-cockpit-sorted", desk: stage.NewOffice(6).Inquire(), route: shared.Route{Screen: "cockpit"}, act: func(p *player) { p.write("2") }},
		{name: "office-reminders", desk: stage.NewOffice(6), route: shared.Route{Screen: "reminders"}},
		{name: "office-held", desk: stage.NewOffice(3).Inquire(), route: shared.Route{Screen: "held"}},
		{name: "office-search", desk: stage.NewOffice(3).Inquire(), route: shared.Route{Screen: "search", Part: "leitlinie"}},
		{name: "office-search-begin", route: shared.Route{Screen: "search"}},
		{name: "office-county", desk: stage.NewOffice(3).Inquire(), route: shared.Route{Screen: "county", District: "06535"}},
		{name: "office-sent", route: shared.Route{Screen: "export"}, act: func(p *player) { p.tabTo(button("Versandliste")); p.press(fyne.KeyReturn) }},
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
