package district

import (
	"context"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// rounded is what every screen of a district needs to know which round it is about.
type rounded interface {
	Info() desk.Info
	Rounds(ctx context.Context) ([]desk.RoundInfo, error)
	Scopes(ctx context.Context, district assessment.DistrictKey) ([]assessment.Scope, error)
	Paper(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (*desk.Paper, error)
}

// current is the round that a screen is about, and what else there is to choose.
type current struct {
	rounds []desk.RoundInfo
	round  desk.RoundInfo
	key    assessment.DistrictKey
	scopes []assessment.Scope // those that are asked
}

// readCurrent finds the round of a name, the newest where it is empty or not known. Without rounds the round stays empty.
func readCurrent(ctx context.Context, d rounded, round string) (current, error) {
	c := current{key: d.Info().District.Key}
	var err error
	if c.rounds, err = d.Rounds(ctx); err != nil || len(c.rounds) == 0 {
		return c, err
	}
	c.round = c.rounds[0]
	for _, r := range c.rounds {
		if string(r.ID) == round {
			c.round = r
		}
	}
	c.scopes, err = d.Scopes(ctx, c.key)
	return c, err
}

// none tells whether there is no round yet.
func (c current) none() bool { return c.round.ID == "" }

// open tells whether the round takes what is typed.
func (c current) open() bool { return c.round.State == assessment.RoundOpen }

// scope is the scope of a name, the first where it is empty or not known.
func (c current) scope(id string) assessment.Scope {
	for _, s := range c.scopes {
		if string(s.ID) == id {
			return s
		}
	}
	if len(c.scopes) > 0 {
		return c.scopes[0]
	}
	return assessment.Scope{ID: assessment.WholeScope}
}

// scopeName is what people call a scope.
func scopeName(e *shared.Env, s assessment.Scope) string {
	if s.Name == "" {
		return e.Say("district.scope.whole")
	}
	return s.Name
}

// called is what people call a scope, also one that answers no more.
func (c current) called(e *shared.Env, id assessment.ScopeID) string {
	for _, s := range c.scopes {
		if s.ID == id {
			return scopeName(e, s)
		}
	}
	if id == assessment.WholeScope {
		return e.Say("district.scope.whole")
	}
	return e.Say("district.scopes.retired")
}

// roundChoice lets one go to the same screen of another round; nil where there is only one.
func (c current) roundChoice(e *shared.Env, screen string) fyne.CanvasObject {
	if len(c.rounds) < 2 {
		return nil
	}
	names, at := make([]string, len(c.rounds)), 0
	for i, r := range c.rounds {
		names[i] = r.Name
		if r.ID == c.round.ID {
			at = i
		}
	}
	return widget.NewChoice(names, at, func(i int) { e.Go(shared.Route{Screen: screen, Round: string(c.rounds[i].ID)}) })
}

// noRound says that there is nothing yet and where it comes from.
func noRound(e *shared.Env) fyne.CanvasObject {
	return widget.NewEmpty(widget.SignInbox, e.Say("window.answer.none"), e.Say("window.answer.none_hint"),
		widget.NewPrimary(e.Say("window.nav.receive"), func() { e.Go(shared.Route{Screen: "receive"}) }))
}

// today is the day on which something is late.
func today(e *shared.Env) assessment.Date { return assessment.DateOf(e.Now().Local()) }
