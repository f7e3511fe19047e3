package catalogue

import (
	"reflect"
	"testing"

	"kreislage/data/assessment"
)

// A resolved profile is a catalogue as a tool writes it: parameters of catalogue and groups, groups in groups, controls
// in controls, some withdrawn, some outside of all groups, and links into the back matter.
func TestResolvedProfile(t *testing.T) {
	got := mustImport(t, fixture(t, "resolved-profile.json"))
	c := got.Catalogue
	if got.Format != FormatOSCAL || c.Edition != "4" || c.Publisher != "Amt für Beete" || c.Licence != "gemeinfrei" || c.Title != "Aufgelöstes Profil der Gartenregeln" {
		t.Errorf("head %+v", c)
	}
	wantDrops(t, got.Dropped,
		"w-1@26 link unknown_target r9 0",
		"w-1.2@38 requirement withdrawn Eimer 0")
	if want := []TopicCount{{"catalogue", c.Title, 1}, {"g1", "Wasser", 3}}; !reflect.DeepEqual(got.Topics, want) {
		t.Errorf("topics %v", got.Topics)
	}
	want := []assessment.Requirement{
		{ID: "z-1", Ref: "z-1", Topic: "catalogue", Title: "Ohne Gruppe", Text: "Einzeln."},
		{ID: "w-1", Ref: "W-1", Topic: "g1", Section: "Gießen / Morgens", Title: "Gießplan von die Gärtnerei",
			Text: "Gegossen wird [täglich / alle [Zahl] Tage]:\na. leise;\nb. gründlich.", Guidance: "Mit Kanne.", References: []string{"Handbuch der Kannen", "w-1.1", "https://example.org/w"}},
		{ID: "w-1.1", Ref: "w-1.1", Topic: "g1", Section: "Gießen / Morgens / Gießplan von die Gärtnerei", Title: "Schlauch", Text: "Ein Schlauch liegt bereit."},
		{ID: "w-1.2.1", Ref: "w-1.2.1", Topic: "g1", Section: "Gießen / Morgens / Gießplan von die Gärtnerei / Eimer", Title: "Henkel", Text: "Der Eimer hat einen Henkel."},
	}
	for i := range c.Requirements {
		c.Requirements[i].Hash = ""
	}
	if !reflect.DeepEqual(c.Requirements, want) {
		for i := range c.Requirements {
			t.Errorf("%+v", c.Requirements[i])
		}
	}
}
