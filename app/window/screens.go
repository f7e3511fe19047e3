package window

import (
	"kreislage/app/window/district"
	"kreislage/app/window/office"
	"kreislage/app/window/shared"
	"kreislage/data/assessment"
)

// make builds the screen of a route.
func (s *Shell) make(r shared.Route) shared.Screen {
	e := s.env()
	if s.desk == nil {
		return s.makeFirst(e, r)
	}
	if s.desk.Info().Role == assessment.RoleOffice {
		return s.makeOffice(e, r)
	}
	switch r.Screen {
	case "delegations":
		return district.NewDelegations(e, s.desk, r)
	case "overview":
		return district.NewOverview(e, s.desk, r)
	case "scopes":
		return district.NewScopes(e, s.desk, r)
	case "news":
		return district.NewNews(e, s.desk, r)
	case "measures":
		return district.NewMeasures(e, s.desk, r)
	case "send":
		return district.NewSend(e, s.desk, r.Round)
	case "receive":
		return shared.NewReceive(e, s.desk, "district", r.Paths, nil)
	case "imports":
		return shared.NewImports(e, s.desk, nil)
	case "conflicts":
		return shared.NewConflicts(e, s.desk, r.Round, true)
	case "settings":
		return s.newSettings(e)
	default:
		return district.NewAnswering(e, s.desk, r)
	}
}

func (s *Shell) makeFirst(e *shared.Env, r shared.Route) shared.Screen {
	switch r.Screen {
	case "office-new":
		return s.newOfficeStart(e)
	case "district-new":
		return s.newDistrictStart(e, r.Paths)
	case "open":
		return s.newOpening(e)
	case "unlock":
		return s.newUnlock(e)
	case "settings":
		return s.newSettings(e)
	default:
		return s.newFirst(e)
	}
}

// indexAgain brings the index of words up to date in the background: after four hundred replies that takes seconds, which
// nobody wants to wait for when something is searched for.
func (s *Shell) indexAgain(d Desk) func() {
	return func() { s.o.Run(func() { s.prepareSearch(d) }, func() {}) }
}

func (s *Shell) makeOffice(e *shared.Env, r shared.Route) shared.Screen {
	switch r.Screen {
	case "districts":
		return office.NewDistricts(e, s.desk)
	case "county":
		return office.NewCounty(e, s.desk, r)
	case "catalogues":
		return office.NewCatalogues(e, s.desk)
	case "catalogue":
		return office.NewCatalogue(e, s.desk, r)
	case "rounds":
		return office.NewRounds(e, s.desk, r.Round)
	case "round-new":
		return office.NewRoundForm(e, s.desk, r)
	case "compare":
		return office.NewCompareEditions(e, s.desk, r)
	case "reissue":
		return office.NewReissue(e, s.desk, r)
	case "export":
		return office.NewExport(e, s.desk, r.Round)
	case "receive":
		return shared.NewReceive(e, s.desk, "office", r.Paths, s.indexAgain(s.desk))
	case "imports":
		return shared.NewImports(e, s.desk, s.desk)
	case "cockpit":
		return office.NewCockpit(e, s.desk, r)
	case "picture":
		return office.NewPicture(e, s.desk, r)
	case "topic":
		return office.NewTopic(e, s.desk, r)
	case "analysis":
		return office.NewAnalysis(e, s.desk, r)
	case "search":
		return office.NewSearch(e, s.desk, r)
	case "reminders":
		return office.NewReminders(e, s.desk, r)
	case "held":
		return office.NewHeld(e, s.desk, r)
	case "remarks":
		return office.NewInquiry(e, s.desk, r)
	case "district":
		return office.NewSeen(e, s.desk, r)
	case "conflicts":
		return shared.NewConflicts(e, s.desk, r.Round, false)
	case "settings":
		return s.newSettings(e)
	default:
		return office.NewStart(e, s.desk)
	}
}
