package office

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// layer is a tailoring while it is being made: what is ticked, and the help written for single requirements.
type layer struct {
	id   string // of the tailoring that is changed, empty for a new one
	off  map[assessment.RequirementID]bool
	help map[assessment.RequirementID]string
	own  []assessment.Requirement
	desk.Layer
}

func newLayer() layer {
	return layer{off: map[assessment.RequirementID]bool{}, help: map[assessment.RequirementID]string{}}
}

func (l layer) asks(r assessment.Requirement) bool { return !l.off[r.ID] }

// over unfolds a kept tailoring to the ticks of an edition.
func over(t desk.Tailoring, c *assessment.Catalogue) layer {
	l := newLayer()
	l.id, l.Layer, l.own = t.ID, t.Layer, slices.Clone(t.Own)
	maps.Copy(l.help, t.Guidance)
	for _, r := range c.Requirements {
		l.off[r.ID] = !t.Layer.Asks(r)
	}
	return l
}

// folded writes the ticks as rules that also hold for the next edition: a level or a topic without a single tick is
// left out as a whole, so that what is new in it is left out too; everything else is named singly.
func (l layer) folded(c *assessment.Catalogue) desk.Layer {
	out := desk.Layer{Guidance: l.help, Own: l.own, OwnTopics: l.OwnTopics}
	ticks := map[assessment.TopicID]int{}
	for _, r := range c.Requirements {
		if l.asks(r) {
			ticks[r.Topic]++
		}
	}
	for _, t := range c.Topics {
		if ticks[t.ID] == 0 {
			out.WithoutTopics = append(out.WithoutTopics, t.ID)
		}
	}
	out.Levels = l.levels(c)
	for _, r := range c.Requirements {
		switch asked := out.Asks(r); {
		case asked && !l.asks(r):
			out.Without = append(out.Without, r.ID)
		case !asked && l.asks(r):
			out.With = append(out.With, r.ID)
		}
	}
	return out
}

// levels are those of which something is asked; none where all are.
func (l layer) levels(c *assessment.Catalogue) []string {
	ticks := map[string]int{}
	for _, r := range c.Requirements {
		if l.asks(r) {
			ticks[r.Level]++
		} else {
			ticks[r.Level] += 0
		}
	}
	levels := slices.Sorted(maps.Keys(ticks))
	asked := slices.DeleteFunc(slices.Clone(levels), func(name string) bool { return ticks[name] == 0 })
	if len(asked) == len(levels) {
		return nil
	}
	return asked
}

// begin turns the ticks on, with the last tailoring of this catalogue where there is one.
func (s *Catalogue) begin() {
	s.tailoring = true
	s.tailor.SetEnabled(false)
	s.choose(len(s.kept) - 1)
	s.env.Focus(s.topics.List)
}

// choose shows one of the kept tailorings, or a new one for -1.
func (s *Catalogue) choose(i int) {
	s.layer = newLayer()
	name := ""
	if i >= 0 {
		s.layer, name = over(s.kept[i], s.whole), s.kept[i].Name
	}
	s.footer(i, name)
	s.refill()
}

func (s *Catalogue) refill() {
	s.fillTopics()
	at := s.table.Chosen()
	s.fill()
	s.table.Mark(max(at, 0))
	s.show(s.table.Chosen())
}

func (s *Catalogue) toggle(i int) {
	if i < 0 || i >= len(s.rows) {
		return
	}
	id := s.whole.Requirements[s.rows[i]].ID
	s.layer.off[id] = !s.layer.off[id]
	s.refill()
}

// toggleTopic leaves a topic out, or asks all of it where nothing of it was asked; all topics for -1.
func (s *Catalogue) toggleTopic(i int) {
	in := func(r assessment.Requirement) bool { return i < 0 || r.Topic == s.whole.Topics[i].ID }
	asked := slices.ContainsFunc(s.whole.Requirements, func(r assessment.Requirement) bool { return in(r) && s.layer.asks(r) })
	for _, r := range s.whole.Requirements {
		if in(r) {
			s.layer.off[r.ID] = asked
		}
	}
	s.refill()
}

func (s *Catalogue) toggleLevel(level string, on bool) {
	for _, r := range s.whole.Requirements {
		if r.Level == level {
			s.layer.off[r.ID] = !on
		}
	}
	s.refill()
}

// footer holds what a tailoring needs besides the ticks: its name, the levels, requirements of one's own.
func (s *Catalogue) footer(chosen int, name string) {
	e := s.env
	s.name = widget.NewField(e.Say("window.tailor.name_place"), nil)
	s.name.Cap = assessment.MaxName
	s.name.Put(name)
	s.name.OnEnter = s.keep
	keep := widget.NewPrimary(e.Say("window.tailor.keep"), s.keep)
	keep.Hint = e.Say("window.tailor.keep_key")
	row := shared.Row(keep, widget.NewButton(e.Say("window.tailor.own"), s.askOwn), widget.NewInset(1, 2, widget.NewCaption(e.Say("window.tailor.hint"))))
	line := widget.NewColumns(3, []float32{-1, -1}, shared.Labelled(e.Say("window.tailor.name"), s.name, ""), s.pick(chosen))
	box := widget.NewStack(2, line)
	if levels := s.levelChecks(); levels != nil {
		box.Add(levels)
	}
	if len(s.layer.own) > 0 {
		box.Add(widget.NewText(e.Plural("window.tailor.own_count", len(s.layer.own)), widget.ToneMuted))
	}
	box.Add(row)
	s.foot.Objects = []fyne.CanvasObject{widget.NewInset(0, 2, widget.NewPanel(box))}
	s.foot.Refresh()
}

// pick chooses among the kept tailorings.
func (s *Catalogue) pick(chosen int) fyne.CanvasObject {
	e := s.env
	if len(s.kept) == 0 {
		return widget.NewText(e.Say("window.tailor.none_yet"), widget.ToneMuted)
	}
	names := []string{e.Say("window.tailor.new")}
	for _, t := range s.kept {
		names = append(names, t.Name)
	}
	return shared.Labelled(e.Say("window.tailor.kept"), widget.NewChoice(names, chosen+1, func(i int) { s.choose(i - 1) }), "")
}

func (s *Catalogue) levelChecks() fyne.CanvasObject {
	seen := map[string]bool{}
	for _, r := range s.whole.Requirements {
		if r.Level != "" {
			seen[r.Level] = true
		}
	}
	if len(seen) < 2 {
		return nil
	}
	row := shared.Row(widget.NewInset(0, 2, widget.NewCaption(s.env.Say("window.tailor.levels"))))
	for _, level := range slices.Sorted(maps.Keys(seen)) {
		on := slices.ContainsFunc(s.whole.Requirements, func(r assessment.Requirement) bool { return r.Level == level && s.layer.asks(r) })
		row.Add(widget.NewCheck(level, on, func(on bool) { s.toggleLevel(level, on) }))
	}
	return row
}

// ownHelp lets the office write its own help in place of the catalogue's.
func (s *Catalogue) ownHelp(q assessment.Requirement) fyne.CanvasObject {
	e := s.env
	field := widget.NewArea(e.Say("window.tailor.help_place"), 3, nil)
	field.Cap = assessment.MaxRemark
	field.Put(s.layer.help[q.ID])
	field.OnLeave = func() { s.setHelp(q, field.Text) }
	field.OnChanged = func(text string) { s.setHelp(q, text) }
	return shared.Labelled(e.Say("window.tailor.help"), field, e.Say("window.tailor.help_hint"))
}

func (s *Catalogue) setHelp(q assessment.Requirement, text string) {
	if strings.TrimSpace(text) == "" {
		delete(s.layer.help, q.ID)
		return
	}
	s.layer.help[q.ID] = text
}

// askOwn shows the form for a requirement of one's own in the chosen topic.
func (s *Catalogue) askOwn() {
	e := s.env
	at := max(s.topic, 0)
	title, question := widget.NewField("", nil), widget.NewArea("", 3, nil)
	title.Cap, question.Cap = assessment.MaxShortText, assessment.MaxRemark
	names := make([]string, len(s.whole.Topics))
	for i, t := range s.whole.Topics {
		names[i] = t.Title
	}
	topic := widget.NewChoice(names, at, func(i int) { at = i })
	add := widget.NewPrimary(e.Say("window.tailor.own_add"), func() {
		if strings.TrimSpace(title.Text) == "" || strings.TrimSpace(question.Text) == "" {
			s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.tailor.own_missing"), "")
			e.Focus(title)
			return
		}
		s.layer.own = append(s.layer.own, assessment.Requirement{Topic: s.whole.Topics[at].ID, Title: title.Text, Text: question.Text})
		s.banner.Clear()
		s.footer(s.chosenTailoring(), s.name.Text)
		e.Focus(s.name)
	})
	cancel := widget.NewButton(e.Say("window.cancel"), func() { s.footer(s.chosenTailoring(), s.name.Text) })
	box := widget.NewStack(2, widget.NewSubtitle(e.Say("window.tailor.own")),
		widget.NewColumns(3, []float32{-1, -1}, shared.Labelled(e.Say("window.catalogue.topic"), topic, ""), shared.Labelled(e.Say("window.seen.column.title"), title, "")),
		shared.Labelled(e.Say("window.tailor.own_question"), question, ""), shared.Row(add, cancel))
	s.foot.Objects = []fyne.CanvasObject{widget.NewInset(0, 2, widget.NewPanel(box))}
	s.foot.Refresh()
	e.Focus(title)
}

func (s *Catalogue) chosenTailoring() int {
	return slices.IndexFunc(s.kept, func(t desk.Tailoring) bool { return s.layer.id != "" && t.ID == s.layer.id })
}

// keep keeps the tailoring and the catalogue that comes of it, and leads on to a round.
func (s *Catalogue) keep() {
	e := s.env
	if s.name == nil || strings.TrimSpace(s.name.Text) == "" {
		s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.tailor.no_name"), "")
		e.Focus(s.name)
		return
	}
	t := desk.Tailoring{ID: s.layer.id, Name: s.name.Text, Layer: s.layer.folded(s.whole)}
	var (
		info desk.CatalogueInfo
		err  error
	)
	e.Run(func() {
		if t, err = s.desk.SaveTailoring(e.Context, s.id, t); err == nil {
			info, err = s.desk.TailorCatalogue(e.Context, s.id, t.ID)
		}
	}, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.layer.id = t.ID
		s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("window.tailor.kept_done", "title", info.Title, "requirements", info.Requirements), e.Say("window.tailor.kept_hint"),
			widget.NewButton(e.Say("window.rounds.new"), func() { e.Go(shared.Route{Screen: "round-new"}) }))
	})
}
