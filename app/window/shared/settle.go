package shared

import (
	"cmp"
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
)

// maxWays is how many ways of settling many conflicts are offered: beyond the most frequent kinds a list would only be
// long.
const maxWays = 12

// way is one decision on many conflicts, with its words.
type way struct {
	word string
	desk.Settling
}

// ways lists what can be decided for many at once: first by where versions came from, the most frequent kind first.
func (s *Conflicts) ways() []way {
	e := s.env
	kinds := map[string][]desk.Conflict{}
	for _, c := range s.list {
		if origins := c.Origins(); c.Own && len(origins) > 1 {
			key := oneLine(origins)
			kinds[key] = append(kinds[key], c)
		}
	}
	keys := slices.SortedFunc(maps.Keys(kinds), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(kinds[b]), len(kinds[a])), cmp.Compare(a, b))
	})
	out := []way{
		{e.Say("window.conflicts.way.cautious"), desk.Settling{Rule: desk.SettleCautious}},
		{e.Say("window.conflicts.way.fuller"), desk.Settling{Rule: desk.SettleFuller}},
	}
	for _, key := range keys {
		some := kinds[key]
		if len(some) < 2 || len(out) >= maxWays {
			break
		}
		origins := some[0].Origins()
		for _, origin := range origins {
			out = append(out, way{s.wordOf(some[0], origin, len(some)), desk.Settling{Rule: desk.SettleOrigin, Origins: origins, Origin: origin}})
		}
	}
	return out
}

// wordOf says whose version would always hold: that of a file that was filled in, or that of whoever wrote it at a desk.
// Two desks of one name are told apart by their ids.
func (s *Conflicts) wordOf(c desk.Conflict, origin string, n int) string {
	e := s.env
	var at desk.ConflictValue
	who := map[string]int{}
	for _, v := range c.Values {
		who[s.author(v)]++
		if v.Origin() == origin {
			at = v
		}
	}
	if origin == at.File {
		return e.Say("window.conflicts.way.origin", "origin", origin, "n", n)
	}
	name := s.author(at)
	if who[name] > 1 {
		name = e.Say("window.conflicts.way.which_desk", "who", name, "desk", e.Say("window.conflicts.unknown_desk", "desk", short(origin)))
	}
	return e.Say("window.conflicts.way.desk", "who", name, "n", n)
}

// many is the row that settles many conflicts at once, nil where there is at most one to settle.
func (s *Conflicts) many() fyne.CanvasObject {
	e, own := s.env, 0
	for _, c := range s.list {
		if c.Own {
			own++
		}
	}
	if own < 2 {
		return nil
	}
	ways := s.ways()
	words := make([]string, len(ways))
	for i, w := range ways {
		words[i] = w.word
	}
	s.rule = min(s.rule, len(ways)-1)
	choice := widget.NewChoice(words, s.rule, func(i int) { s.rule = i })
	look := widget.NewButton(e.Say("window.conflicts.way.look"), func() { s.look(ways[s.rule].Settling) })
	row := widget.NewColumns(3, []float32{-1, 9}, Labelled(e.Plural("window.conflicts.way.title", own), choice, ""), Labelled(" ", Row(look), ""))
	return widget.NewInset(0, 2, row)
}

// look shows what a decision on many comes to, before anything is decided.
func (s *Conflicts) look(settling desk.Settling) {
	var plan desk.SettlePlan
	var err error
	s.env.Run(func() { plan, err = s.desk.PlanSettling(s.env.Context, s.round, settling) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		if len(plan.Decisions) == 0 {
			s.banner.Say(widget.SignInfo, widget.ToneAccent, s.env.Say("window.conflicts.way.none"), "")
			return
		}
		s.banner.Clear()
		s.plan = &plan
		s.showPlan()
	})
}

func (s *Conflicts) showPlan() {
	e, p := s.env, *s.plan
	list := make([]desk.Conflict, len(p.Decisions))
	for i, d := range p.Decisions {
		list[i] = d.Conflict
	}
	sentence := e.Plural("window.conflicts.way.would", len(list))
	if p.Left > 0 {
		sentence += " " + e.Plural("window.conflicts.way.left", p.Left)
	}
	do := widget.NewPrimary(e.Plural("window.conflicts.way.do", len(list)), s.settle)
	row := Row(do, widget.NewButton(e.Say("window.cancel"), func() { s.plan = nil; s.show() }))
	over := widget.NewInset(0, 2, widget.NewTonePanel(widget.NewStack(2, widget.NewText(sentence, widget.TonePlain), row), widget.ToneAccent))
	s.tabulate(list, func(i int) string { return p.Decisions[i].Text }, "window.conflicts.column.then", over)
	show := func(i int) {
		if i >= 0 && i < len(list) {
			s.showVersions(list[i], p.Decisions[i].Value, "window.conflicts.then", nil, nil)
		}
	}
	s.table.OnChoose = show
	s.table.Mark(0)
	show(0)
	e.Focus(do)
}

// settle decides as the plan says.
func (s *Conflicts) settle() {
	var did desk.Settled
	var err error
	plan := *s.plan
	s.env.Run(func() { did, err = s.desk.Settle(s.env.Context, plan) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		hint := ""
		if did.Changed > 0 {
			hint = s.env.Plural("window.conflicts.way.changed", did.Changed)
		}
		s.told(s.env.Plural("window.conflicts.way.done", did.Done), hint)
	})
}
