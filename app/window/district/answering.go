package district

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Answering is the screen on which a district answers: topics, their requirements, and the requirement with its
// answer.
type Answering struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	rounds []desk.RoundInfo
	scopes []assessment.Scope
	scope  assessment.ScopeID
	who    string // works at this desk
	paper  *desk.Paper

	measures map[assessment.RequirementID][]*plan

	topic   int                               // place in the paper's topics, -1 for all
	shown   []int                             // places in the paper's rows
	row     int                               // place of the requirement in view, -1 for none
	since   map[assessment.RequirementID]bool // changed since the last reply
	replied bool                              // there is a last reply
	typed   map[int]bool                      // rows whose change is not on the disk yet
	told    bool                              // the banner tells what was done, until the next step
	failed  bool                              // the banner tells that something could not be kept

	saver  *saver
	banner *widget.Banner
	view   fyne.CanvasObject
	body   *fyne.Container
	frame  *fyne.Container

	topics    *widget.List
	list      *widget.List
	listed    *widget.Line
	column    *fyne.Container
	empty     *widget.Text
	pick      *widget.Choice
	search    *widget.Field
	filters   *filterBar
	filterKey *widget.Button
	selection *selection
	form      *form
	overall   *widget.Line
	progress  *widget.Bar
}

// Answerer is what answering needs of a desk beside what all screens of a district need.
type Answerer interface {
	AnswerAll(ctx context.Context, edits []desk.AnswerEdit) ([]assessment.Answer, error)
	UndoEdit(ctx context.Context) (desk.Step, error)
	RedoEdit(ctx context.Context) (desk.Step, error)
	CarryOver(ctx context.Context, round assessment.RoundID, scope assessment.ScopeID, ids []assessment.RequirementID) (int, error)
	Confirm(ctx context.Context, keys []assessment.AnswerKey) (int, error)
	TakeProposal(ctx context.Context, key assessment.AnswerKey) error
	History(ctx context.Context, key assessment.AnswerKey) ([]desk.HistoryEntry, error)
	StateAt(ctx context.Context, key assessment.AnswerKey, at time.Time) (assessment.Answer, error)
	BringBack(ctx context.Context, historyID int64) (assessment.Answer, error)
	SetAcceptance(ctx context.Context, key assessment.AnswerKey, a desk.Acceptance) error
	SetNote(ctx context.Context, key assessment.AnswerKey, text string) error
	Attach(ctx context.Context, key assessment.AnswerKey, path, note string) (desk.Attachment, error)
	Detach(ctx context.Context, id string) error
	SaveAttachment(ctx context.Context, id, path string) error
	OpenAttachment(ctx context.Context, id string) (string, error)
	Overview(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (desk.Overview, error)
}

// NewAnswering makes the screen for the round of the route, the newest where it names none.
func NewAnswering(e *shared.Env, d Desk, route shared.Route) *Answering {
	a := &Answering{env: e, desk: d, route: route, topic: -1, row: -1, typed: map[int]bool{}, since: map[assessment.RequirementID]bool{}, scope: assessment.WholeScope, banner: widget.NewBanner(), body: container.NewStack()}
	a.saver = newSaver(e, a.saved)
	top := widget.NewInset(3, 0, a.banner)
	a.banner.Frame = widget.NewFrame(top, nil, a.body, nil, nil)
	a.view = widget.NewPlainScroll(a.banner.Frame)
	a.load()
	return a
}

// View is the screen's content.
func (a *Answering) View() fyne.CanvasObject { return a.view }

// Title is the screen's name.
func (a *Answering) Title() string { return a.env.Say("window.nav.answer") }

// Start is the list of requirements.
func (a *Answering) Start() fyne.Focusable {
	if a.list == nil {
		return nil
	}
	return a.list
}

// Leave keeps what was typed.
func (a *Answering) Leave() error { return a.saver.flush() }

func (a *Answering) load() {
	var err error
	a.env.Run(func() { err = a.read() }, func() {
		if err != nil {
			a.env.Fail(a.banner, err)
			return
		}
		a.build()
	})
}

func (a *Answering) read() error {
	var err error
	if a.rounds, err = a.desk.Rounds(a.env.Context); err != nil || len(a.rounds) == 0 {
		return err
	}
	key := a.desk.Info().District.Key
	if a.scopes, err = a.desk.Scopes(a.env.Context, key); err != nil {
		return err
	}
	round := a.rounds[0].ID
	for _, r := range a.rounds {
		if string(r.ID) == a.route.Round {
			round = r.ID
		}
	}
	a.scope = current{scopes: a.scopes}.scope(a.route.Scope).ID
	if a.paper, err = a.desk.Paper(a.env.Context, round, key, a.scope); err != nil {
		return err
	}
	a.measures, err = a.readMeasures(round)
	return err
}

// readMeasures sorts the measures by what they are for.
func (a *Answering) readMeasures(round assessment.RoundID) (map[assessment.RequirementID][]*plan, error) {
	list, err := a.desk.Measures(a.env.Context, round, a.desk.Info().District.Key)
	sorted := map[assessment.RequirementID][]*plan{}
	for _, m := range list {
		if m.Scope == a.scope {
			sorted[m.Requirement] = append(sorted[m.Requirement], &plan{Measure: m, kept: &keptID{id: m.ID}})
		}
	}
	return sorted, err
}

// readSince learns what has changed since the last reply, when everything else is there.
func (a *Answering) readSince() {
	round, key := a.paper.Round.ID, a.desk.Info().District.Key
	var (
		o   desk.Overview
		err error
	)
	a.env.Run(func() { o, err = a.desk.Overview(a.env.Context, round, key) }, func() {
		if err != nil || o.LastReply == nil { // without a reply everything is new, and no filter is needed for that
			return
		}
		since := map[assessment.RequirementID]bool{}
		for _, c := range o.Since {
			if id := assessment.RequirementID(c.Subject.Item); c.Subject.Scope == a.scope {
				since[id] = true
			}
		}
		for id := range a.since {
			since[id] = true
		}
		a.since, a.replied = since, true
		a.filters.refresh()
	})
}

// build makes the three columns once the paper is there.
func (a *Answering) build() {
	e := a.env
	if a.paper == nil || len(a.paper.Rows) == 0 {
		a.body.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignInbox, e.Say("window.answer.none"), e.Say("window.answer.none_hint"),
			widget.NewPrimary(e.Say("window.nav.receive"), func() { e.Go(shared.Route{Screen: "receive"}) }))}
		a.body.Refresh()
		return
	}
	a.who = a.desk.Info().Who
	a.makeTopics()
	a.makeList()
	a.selection = newSelection(a)
	a.form = newForm(a)
	columns := widget.NewFoldingColumns(2.5, 68, []float32{16.5, -0.8, -1.5}, a.fold,
		widget.NewPlainPanel(a.topics), a.listColumn(), a.form.view)
	head := a.head()
	a.frame = widget.NewFrame(head, nil, columns, nil, nil)
	a.body.Objects = []fyne.CanvasObject{widget.NewInset(3, 2, a.frame)}
	a.body.Refresh()
	a.topics.Mark(0)
	a.filter()
	a.count()
	a.begin()
	a.beginTopic()
	if a.frozen() {
		a.banner.Say(widget.SignLock, widget.ToneWarn, e.Say("window.answer.frozen"), e.Say("window.answer.frozen_hint"))
	}
	e.Focus(a.list)
	a.readSince()
}

// frozen tells whether answers can only be looked at: what can not be kept must not be typed.
func (a *Answering) frozen() bool { return a.paper.Round.State != assessment.RoundOpen }

// beginTopic shows only the topic of the route, where it names one.
func (a *Answering) beginTopic() {
	for i, t := range a.paper.Topics {
		if string(t.Topic.ID) == a.route.Topic {
			a.topics.Mark(i + 1)
			a.chooseTopic(i)
		}
	}
}

// begin shows the requirement of the route or else the first open one.
func (a *Answering) begin() {
	first := 0
	for i, r := range a.paper.Rows {
		if string(r.Requirement.ID) == a.route.Requirement {
			a.show(i)
			return
		}
	}
	for i, r := range a.paper.Rows {
		if r.Answer.Status == assessment.StatusOpen {
			first = i
			break
		}
	}
	a.show(first)
}

// head is the line over the columns: round, progress, search.
func (a *Answering) head() fyne.CanvasObject {
	e := a.env
	a.overall = widget.NewLine("", widget.ToneMuted, false)
	a.overall.Min = 8
	a.progress = widget.NewBar()
	a.search = widget.NewField(e.Say("window.answer.search"), func(text string) {
		a.filters.search(text)
		a.filter()
	})
	a.search.OnEnter = a.toFirst
	a.filters = newFilterBar(a)
	a.filterKey = widget.NewButton(e.Say("window.answer.filter"), a.toggleFilters)
	a.filterKey.Hint = "F4"
	a.filterKey.Hide()
	var round fyne.CanvasObject = widget.NewSubtitle(a.paper.Round.Name)
	if len(a.rounds) > 1 {
		round = a.roundChoice()
	}
	if len(a.scopes) > 1 {
		round = widget.NewColumns(2, []float32{-1.4, -1}, round, a.scopeChoice())
	}
	title := widget.NewStack(0.5, round, widget.NewColumns(2, []float32{10, -1}, a.progress, a.overall))
	tools := widget.NewFrame(nil, nil, a.search, a.filterKey, nil)
	return widget.NewInset(0, 1.5, widget.NewStack(1.5, widget.NewColumns(4, []float32{-1.6, -1}, title, container.NewVBox(tools)), a.filters.view))
}

// toggleFilters shows or hides the filters where there is no room for them always.
func (a *Answering) toggleFilters() {
	shown(a.filters.view, !a.filters.view.Visible())
	a.relayout()
}

// relayout lays the columns out anew after a piece above or beside them has come or gone.
func (a *Answering) relayout() {
	if a.frame == nil {
		return
	}
	for range 2 {
		a.column.Layout.Layout(a.column.Objects, a.column.Size())
		a.frame.Layout.Layout(a.frame.Objects, a.frame.Size())
	}
}

// toFirst goes from the search to what was found.
func (a *Answering) toFirst() {
	a.env.Focus(a.list)
	if a.place(a.row) < 0 && len(a.shown) > 0 {
		a.show(a.shown[0])
	}
}

func (a *Answering) roundChoice() fyne.CanvasObject {
	names, at := make([]string, len(a.rounds)), 0
	for i, r := range a.rounds {
		names[i] = r.Name
		if r.ID == a.paper.Round.ID {
			at = i
		}
	}
	return widget.NewChoice(names, at, func(i int) {
		if a.Leave() == nil {
			a.env.Go(shared.Route{Screen: "answer", Round: string(a.rounds[i].ID), Scope: string(a.scope)})
		}
	})
}

// scopeChoice lets one answer for another scope, at the same requirement.
func (a *Answering) scopeChoice() fyne.CanvasObject {
	names, at := make([]string, len(a.scopes)), 0
	for i, s := range a.scopes {
		names[i] = scopeName(a.env, s)
		if s.ID == a.scope {
			at = i
		}
	}
	return widget.NewChoice(names, at, func(i int) {
		r := shared.Route{Screen: "answer", Round: string(a.paper.Round.ID), Scope: string(a.scopes[i].ID)}
		if a.row >= 0 {
			r.Requirement = string(a.paper.Rows[a.row].Requirement.ID)
		}
		a.env.Go(r)
	})
}

// fold shows the topics as a choice above the requirements where there is no room for their column, and the filters
// only when they are asked for.
func (a *Answering) fold(folded bool) {
	shown(a.pick, folded)
	shown(a.filterKey, folded)
	shown(a.filters.view, !folded || a.filters.active())
}

// inTopic tells whether a row belongs to the topic that is chosen.
func (a *Answering) inTopic(row int) bool {
	return a.topic < 0 || a.paper.Rows[row].Requirement.Topic == a.paper.Topics[a.topic].Topic.ID
}

// filter chooses the requirements that are listed. It is not done while answering, so that no row runs away.
func (a *Answering) filter() {
	a.shown = a.shown[:0]
	total := 0
	for i := range a.paper.Rows {
		if !a.inTopic(i) {
			continue
		}
		total++
		if a.filters.lets(i) {
			a.shown = append(a.shown, i)
		}
	}
	a.listed.SetText(a.env.Plural("window.answer.listed", total))
	if len(a.shown) < total {
		a.listed.SetText(a.env.Say("window.answer.listed_of", "n", len(a.shown), "all", total))
	}
	a.filters.refresh()
	a.list.Mark(a.place(a.row))
	a.list.Refresh()
	shown(a.empty, len(a.shown) == 0)
}

// place finds a row of the paper among those listed, -1 where it is not.
func (a *Answering) place(row int) int {
	for k, i := range a.shown {
		if i == row {
			return k
		}
	}
	return -1
}

// show brings a requirement into view. What was typed before is on its way to the disk by then; nobody waits for the
// disk between two keys.
func (a *Answering) show(row int) {
	if row < 0 || row >= len(a.paper.Rows) || row == a.row && a.form.row == row {
		return
	}
	a.saver.hurry()
	a.row = row
	if a.told {
		a.told = false
		a.banner.Clear()
	}
	if a.place(row) < 0 {
		a.widen()
	}
	a.list.Mark(a.place(row))
	a.form.show(row)
	r := a.paper.Rows[row]
	a.env.State(r.Requirement.Ref)
}

// widen drops the filters that hide the requirement in view.
func (a *Answering) widen() {
	a.topic = -1
	a.topics.Mark(0)
	a.pick.Put(a.topicNames(), 0)
	a.filters.drop()
	a.filter()
}

// step goes to the requirement delta rows further.
func (a *Answering) step(delta int) {
	if len(a.shown) == 0 {
		return
	}
	k := a.place(a.row)
	if k < 0 { // what is in view is not among those found
		a.show(a.shown[0])
		return
	}
	a.show(a.shown[min(max(k+delta, 0), len(a.shown)-1)])
}

// waits tells whether a requirement waits for a person: to be answered or to be confirmed.
func (a *Answering) waits(row int) bool {
	r := a.paper.Rows[row].Answer
	return r.Status == assessment.StatusOpen || r.ToConfirm
}

// nextOpen goes to the next requirement that waits for a person, first among those listed, then among all.
func (a *Answering) nextOpen() {
	a.env.Focus(a.list) // so that the next digit answers instead of being typed into a field
	k := a.place(a.row)
	for _, i := range a.shown[k+1:] {
		if a.waits(i) {
			a.show(i)
			return
		}
	}
	n := len(a.paper.Rows)
	for d := 1; d <= n; d++ {
		i := (a.row + d) % n
		if a.waits(i) {
			a.show(i)
			return
		}
	}
	a.banner.Say(widget.SignYes, widget.ToneGood, a.env.Say("window.answer.all_done"), a.env.Say("window.answer.all_done_hint"),
		widget.NewButton(a.env.Say("window.nav.send"), func() { a.env.Go(shared.Route{Screen: "send", Round: string(a.paper.Round.ID)}) }))
}

// Drop looks at files that were let go on the window: evidence for the requirement in view, or exchange files.
func (a *Answering) Drop(paths []string) bool {
	if a.form != nil && a.form.about.evidence.dropped(paths) {
		a.form.about.evidence.take(paths, "")
		return true
	}
	a.env.Go(shared.Route{Screen: "receive", Paths: paths})
	return true
}

// keep sends a change of some rows on its way to the disk.
func (a *Answering) keep(id string, rows []int, do func(context.Context) error) {
	for _, row := range rows {
		a.typed[row] = true
		a.since[a.paper.Rows[row].Requirement.ID] = true
	}
	a.saver.put(id, do)
}

// saved shows how far what was typed is on the disk.
func (a *Answering) saved(state saveState, err error) {
	if a.form == nil {
		return
	}
	a.form.showSaved(state)
	switch {
	case err != nil:
		a.failed = true
		a.env.Fail(a.banner, err)
	case state == stateSaved:
		if a.failed {
			a.failed = false
			a.banner.Clear()
		}
		for row := range a.typed {
			a.env.Kept(a.paper.Rows[row].Answer)
		}
		clear(a.typed)
	}
}

// tell says what was done, until the next step.
func (a *Answering) tell(sign widget.Sign, tone widget.Tone, sentence string) {
	a.told = true
	a.banner.Say(sign, tone, sentence, "")
}

// count counts all answers anew and shows the progress.
func (a *Answering) count() {
	p := a.paper
	p.Tally = assessment.Tally{}
	at := make(map[assessment.TopicID]int, len(p.Topics))
	for i := range p.Topics {
		p.Topics[i].Tally = assessment.Tally{}
		at[p.Topics[i].Topic.ID] = i
	}
	for _, r := range p.Rows {
		p.Tally.Count(r.Requirement.Modal, r.Answer)
		if i, ok := at[r.Requirement.Topic]; ok {
			p.Topics[i].Tally.Count(r.Requirement.Modal, r.Answer)
		}
	}
	e, t := a.env, p.Tally
	share, ok := t.Fulfilment()
	text := e.Say("window.answer.progress", "done", t.Total-t.Open, "all", t.Total, "share", e.Percent(share, ok))
	if p.Round.Due != "" {
		text += " · " + e.Say("window.answer.due", "due", p.Round.Due)
	}
	a.overall.SetText(text)
	a.progress.Set(shared.Parts(t)...)
	a.topics.Refresh()
	a.filters.refresh()
}
