package district

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// sieve is a filter that can be switched on and off.
type sieve struct {
	name string
	lets func(a *Answering, r desk.PaperRow) bool
}

// sieves lists the filters in the order in which people see them.
func sieves() []sieve {
	return []sieve{
		{"open", func(_ *Answering, r desk.PaperRow) bool { return r.Answer.Status == assessment.StatusOpen }},
		{"mine", func(a *Answering, r desk.PaperRow) bool {
			return r.Answer.Responsible != "" && isMine(r.Answer.Responsible, a.who)
		}},
		{"remark", func(_ *Answering, r desk.PaperRow) bool { return r.Remark.Question != "" && !r.Remark.Settled }},
		{"overdue", func(a *Answering, r desk.PaperRow) bool { return overdue(r.Answer, assessment.DateOf(a.env.Now())) }},
		{"changed", func(a *Answering, r desk.PaperRow) bool { return a.replied && a.since[r.Requirement.ID] }},
		{"to_confirm", func(_ *Answering, r desk.PaperRow) bool { return r.Answer.ToConfirm }},
		{"unexplained", func(_ *Answering, r desk.PaperRow) bool { return !r.Answer.Explained() }},
		{"conflict", func(_ *Answering, r desk.PaperRow) bool { return r.Answer.Conflict }},
	}
}

// isMine tells whether a person is named as responsible, whole or by the family name.
func isMine(responsible, who string) bool {
	responsible, who = fold(responsible), fold(who)
	if responsible == "" || who == "" {
		return false
	}
	names := strings.Fields(who)
	return strings.Contains(responsible, who) || slices.Contains(strings.FieldsFunc(responsible, func(r rune) bool { return r == ' ' || r == ',' || r == '/' || r == ';' }), names[len(names)-1])
}

// overdue tells whether a gap should have been closed by now.
func overdue(a assessment.Answer, today assessment.Date) bool {
	gap := a.Status != assessment.StatusYes && a.Status != assessment.StatusDispensable
	return gap && a.Due != "" && a.Due < today
}

// fold brings a text into the form in which it is searched: small letters, umlauts written out.
func fold(text string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.ToLower(text))
}

// filterBar holds what is chosen of the filters, and shows it as chips.
type filterBar struct {
	a      *Answering
	on     map[string]bool
	level  string // "" is any
	effort int    // at most; 0 is any
	words  []string
	asked  []string // what is asked in each row, as it is searched

	view    *fyne.Container
	chips   map[string]*widget.Button
	order   []*widget.Button
	levels  []string       // that the catalogue knows, after "" for any
	most    int            // the greatest effort in it
	byLevel *widget.Button // nil where there is nothing to choose
	byCost  *widget.Button
	reset   *widget.Button
}

func newFilterBar(a *Answering) *filterBar {
	f := &filterBar{a: a, on: map[string]bool{}, chips: map[string]*widget.Button{}, asked: make([]string, len(a.paper.Rows))}
	row := widget.NewFlow(1.5)
	for _, s := range sieves() {
		b := widget.NewButton("", func() { f.turn(s.name) })
		b.Small = true
		b.OnKey = f.walk
		f.chips[s.name] = b
		f.order = append(f.order, b)
		row.Add(b)
	}
	f.makeChoices(row)
	f.reset = widget.NewQuiet(a.env.Say("window.answer.filter_reset"), f.clear)
	f.reset.Small, f.reset.Hint = true, "Esc"
	f.reset.OnKey = f.walk
	row.Add(f.reset)
	f.order = append(f.order, f.reset)
	f.view = container.NewStack(row)
	return f
}

// makeChoices offers the levels and the efforts that the catalogue knows, where there is more than one. Each press goes
// one on, and after the last to all again.
func (f *filterBar) makeChoices(row *fyne.Container) {
	f.levels = []string{""}
	for _, r := range f.a.paper.Rows {
		if l := r.Requirement.Level; l != "" && !slices.Contains(f.levels, l) {
			f.levels = append(f.levels, l)
		}
		f.most = max(f.most, r.Requirement.Effort)
	}
	choice := func(next func()) *widget.Button {
		b := widget.NewButton("", func() {
			next()
			f.a.filter()
		})
		b.Small, b.OnKey = true, f.walk
		f.order = append(f.order, b)
		row.Add(b)
		return b
	}
	if len(f.levels) > 2 {
		f.byLevel = choice(func() { f.level = f.levels[(slices.Index(f.levels, f.level)+1)%len(f.levels)] })
	}
	if f.most > 1 {
		f.byCost = choice(func() { f.effort = (f.effort + 1) % f.most })
	}
}

// showChoices tells which level and effort are listed.
func (f *filterBar) showChoices() {
	e := f.a.env
	say := func(b *widget.Button, text string, on bool) {
		if b == nil {
			return
		}
		w := widget.WeightNormal
		if on {
			w = widget.WeightChosen
		}
		b.SetText(text)
		b.SetWeight(w)
	}
	level := e.Say("window.answer.filter.any_level")
	if f.level != "" {
		level = e.Say("window.answer.level", "level", f.level)
	}
	effort := e.Say("window.answer.filter.any_effort")
	if f.effort > 0 {
		effort = e.Say("window.answer.filter.effort", "effort", f.effort)
	}
	say(f.byLevel, level, f.level != "")
	say(f.byCost, effort, f.effort > 0)
}

// turn switches a filter on or off.
func (f *filterBar) turn(name string) {
	f.on[name] = !f.on[name]
	f.a.filter()
	if b := f.chips[name]; !b.Visible() {
		f.a.env.Focus(f.a.list)
	}
}

// clear takes all filters out.
func (f *filterBar) clear() {
	f.drop()
	f.a.filter()
	f.a.env.Focus(f.a.list)
}

// drop takes all filters out and lists nothing anew.
func (f *filterBar) drop() {
	clear(f.on)
	f.level, f.effort = "", 0
	f.search("")
	f.a.search.Put("")
}

// active tells whether anything is filtered beside the topic.
func (f *filterBar) active() bool {
	for _, on := range f.on {
		if on {
			return true
		}
	}
	return f.level != "" || f.effort > 0 || len(f.words) > 0
}

// search looks for all words of a text.
func (f *filterBar) search(text string) { f.words = strings.Fields(fold(text)) }

// lets tells whether a row passes all filters that are on.
func (f *filterBar) lets(i int) bool {
	r := f.a.paper.Rows[i]
	if f.level != "" && r.Requirement.Level != f.level || f.effort > 0 && (r.Requirement.Effort == 0 || r.Requirement.Effort > f.effort) {
		return false
	}
	for _, s := range sieves() {
		if f.on[s.name] && !s.lets(f.a, r) {
			return false
		}
	}
	return len(f.words) == 0 || f.found(i)
}

// found tells whether all words stand somewhere in what is asked or answered.
func (f *filterBar) found(i int) bool {
	r := f.a.paper.Rows[i]
	if f.asked[i] == "" {
		q := r.Requirement
		f.asked[i] = fold(strings.Join([]string{q.Ref, string(q.ID), q.Title, q.Section, q.Text, q.Guidance, strings.Join(q.Tags, " ")}, "\n"))
	}
	text := f.asked[i] + "\n" + fold(strings.Join([]string{r.Answer.Explanation, r.Answer.Responsible, r.Answer.Effort, r.Answer.Evidence, r.Remark.Question, r.Remark.Reply}, "\n"))
	for _, word := range f.words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// refresh shows how many requirements each filter would leave. One that would leave none is not offered.
func (f *filterBar) refresh() {
	all := sieves()
	counts := make([]int, len(all))
	for i := range f.a.paper.Rows {
		if !f.a.inTopic(i) {
			continue
		}
		for k, s := range all {
			if s.lets(f.a, f.a.paper.Rows[i]) {
				counts[k]++
			}
		}
	}
	changed := false
	for k, s := range all {
		b := f.chips[s.name]
		b.SetText(f.a.env.Say("window.answer.filter."+s.name) + "  " + strconv.Itoa(counts[k]))
		w, show := widget.WeightNormal, counts[k] > 0 || f.on[s.name]
		if f.on[s.name] {
			w = widget.WeightChosen
		}
		b.SetWeight(w)
		changed = changed || b.Visible() != show
		shown(b, show)
	}
	f.showChoices()
	changed = changed || f.reset.Visible() != f.active()
	shown(f.reset, f.active())
	if changed {
		f.view.Refresh()
		f.a.relayout()
	}
}

func shown(o fyne.CanvasObject, show bool) {
	if show == o.Visible() {
		return
	}
	if show {
		o.Show()
	} else {
		o.Hide()
	}
}

// enter gives the first filter the focus.
func (f *filterBar) enter() {
	if !f.view.Visible() {
		f.a.toggleFilters()
	}
	for _, b := range f.order {
		if b.Visible() {
			f.a.env.Focus(b)
			return
		}
	}
}

// walk goes along the filters with the arrows.
func (f *filterBar) walk(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	if step == 0 {
		return false
	}
	var seen []*widget.Button
	at := 0
	for _, b := range f.order {
		if b == f.a.env.Window.Canvas().Focused() {
			at = len(seen)
		}
		if b.Visible() {
			seen = append(seen, b)
		}
	}
	f.a.env.Focus(seen[(at+step+len(seen))%len(seen)])
	return true
}
