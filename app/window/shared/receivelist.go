package shared

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
)

// fewFiles is how many files are told apart at a glance: more of them are grouped and can be searched.
const fewFiles = 10

// The groups of files that are no verdict.
const (
	groupAll       = ""
	groupTaken     = "taken"
	groupConflicts = "conflicts"
	groupRefused   = "refused"
)

// inOrder puts first what brings something, then what needs a person, then what can not be taken, and last what is
// here already: of four hundred files the few that matter are seen at once.
func inOrder(files []desk.FilePreview) []desk.FilePreview {
	rank := func(f desk.FilePreview) int {
		switch {
		case f.Verdict == desk.VerdictContained || f.Verdict == desk.VerdictOwn:
			return 3
		case f.Verdict.Clean():
			return 0
		case f.Verdict.Acceptable():
			return 1
		}
		return 2
	}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b desk.FilePreview) int { return rank(a) - rank(b) })
	return files
}

// groupOf names the group of a file: what became of it, or what it is.
func groupOf(f desk.FilePreview) string {
	if f.Accepted {
		return groupTaken
	}
	return string(f.Verdict)
}

// in tells whether a file belongs to a group. Conflicts and refused rows are groups across the others.
func in(group string, f desk.FilePreview) bool {
	switch group {
	case groupAll:
		return true
	case groupConflicts:
		return f.Conflicts > 0
	case groupRefused:
		return f.Refused > 0
	}
	return groupOf(f) == group
}

// tickClean ticks what needs no person: files signed by a known desk that bring something.
func (r *Receive) tickClean() {
	r.ticked = map[int]bool{}
	for i, f := range r.files {
		r.ticked[i] = f.Verdict.Clean() && tickable(f)
	}
}

// tickable tells whether a person can choose a file: one that can be taken in and has not been.
func tickable(f desk.FilePreview) bool {
	return f.Verdict.Acceptable() && f.Verdict != desk.VerdictContained && !f.Accepted
}

// showFiles builds the list of what was looked at.
func (r *Receive) showFiles() {
	e := r.env
	r.table = widget.NewTable([]widget.Column{
		{Title: "", Ems: 1.6},
		{Title: e.Say("window.receive.column.file"), Ems: 11, Share: 2},
		{Title: e.Say("window.receive.column.district"), Ems: 7, Share: 1},
		{Title: e.Say("window.receive.column.verdict"), Ems: 11},
		{Title: e.Say("window.receive.column.new"), Ems: 3.2, Right: true},
		{Title: e.Say("window.receive.column.changed"), Ems: 5, Right: true},
		{Title: e.Say("window.receive.column.refused"), Ems: 5.6, Right: true},
		{Title: e.Say("window.receive.column.conflicts"), Ems: 5, Right: true},
	}, r.tick)
	r.table.OnChoose = func(i int) { r.showFile(r.at(i)) }
	r.table.OnHead = r.sortBy
	r.table.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeySpace {
			r.tick(r.table.Chosen())
			return true
		}
		return false
	}
	r.detail = container.NewStack()
	r.accept = widget.NewPrimary("", r.take)
	r.accept.Hint = e.Say("window.receive.accept_key")
	r.all = widget.NewButton(e.Say("window.receive.tick_all"), r.tickShown)
	r.all.Hint = e.Say("window.receive.tick_all_key")
	again := widget.NewButton(e.Say("window.receive.again"), r.begin)
	buttons := []fyne.CanvasObject{r.accept}
	if len(r.files) > 1 {
		buttons = append(buttons, r.all)
	}
	buttons = append(buttons, again, widget.NewInset(1, 2, widget.NewCaption(e.Say("window.receive.tick_hint"))))
	bar := widget.NewStack(1, r.meter.View(), Row(buttons...))
	share := float32(0.45)
	if len(r.files) > fewFiles {
		share = 0.5
	}
	split := container.New(&Split{Share: share, Need: r.table.FullHeight}, r.table.View(), r.detail)
	body := fyne.CanvasObject(split)
	if len(r.files) > 1 {
		body = widget.NewFrame(widget.NewInset(0, 1, r.summary()), nil, split, nil, nil)
	}
	r.put(widget.NewFrame(nil, nil, body, nil, container.NewVBox(widget.NewInset(0, 1, bar))))
	r.by, r.turned = -1, false
	r.choose(groupAll)
	r.table.Choose(0)
	e.Focus(r.table.List)
}

// summary is what all files come to, and, where there are many, a search and the groups that one can look at alone.
func (r *Receive) summary() fyne.CanvasObject {
	r.sum, r.groups, r.search = widget.NewText("", widget.TonePlain).Bold(), widget.NewFlow(1.5), nil
	r.query, r.group = "", groupAll
	if len(r.files) <= fewFiles {
		return r.sum
	}
	r.search = widget.NewField(r.env.Say("window.receive.search"), func(text string) { r.query = text; r.showGroup() })
	r.search.OnEnter = func() { r.env.Focus(r.table.List) }
	return widget.NewStack(1.5, widget.NewColumns(3, []float32{-2, -1}, r.sum, r.search), r.groups)
}

// count says what all files come to and offers the groups anew.
func (r *Receive) count() {
	if r.sum == nil {
		return
	}
	e := r.env
	var all desk.FilePreview
	counts, order := map[string]int{}, []string{groupAll}
	for _, f := range r.files {
		all.New, all.Changed, all.Unchanged = all.New+f.New, all.Changed+f.Changed, all.Unchanged+f.Unchanged
		all.Refused, all.Conflicts = all.Refused+f.Refused, all.Conflicts+f.Conflicts
		if counts[groupOf(f)]++; counts[groupOf(f)] == 1 {
			order = append(order, groupOf(f))
		}
		if f.Conflicts > 0 {
			counts[groupConflicts]++
		}
		if f.Refused > 0 {
			counts[groupRefused]++
		}
	}
	r.sum.SetText(e.Plural("window.receive.sum_all", len(r.files), "new", all.New, "changed", all.Changed, "unchanged", all.Unchanged,
		"refused", all.Refused, "conflicts", all.Conflicts))
	if r.search == nil {
		return
	}
	for _, across := range []string{groupConflicts, groupRefused} {
		if counts[across] > 0 {
			order = append(order, across)
		}
	}
	counts[groupAll] = len(r.files)
	if counts[r.group] == 0 {
		r.group = groupAll
	}
	r.groups.Objects = nil
	for _, g := range order {
		r.groups.Add(r.groupButton(g, counts[g]))
	}
	r.groups.Refresh()
}

func (r *Receive) groupButton(group string, n int) fyne.CanvasObject {
	e := r.env
	look := Look{Word: e.Say("window.receive.group.all")}
	switch group {
	case groupAll:
	case groupTaken:
		look = takenLook(e)
	case groupConflicts:
		look = Look{widget.SignSplit, widget.ToneBad, e.Say("window.receive.group.conflicts")}
	case groupRefused:
		look = Look{widget.SignWarn, widget.ToneBad, e.Say("window.receive.group.refused")}
	default:
		look = e.Verdict(desk.Verdict(group))
	}
	b := widget.NewButton(e.Say("window.receive.group", "word", look.Word, "n", n), func() { r.choose(group) })
	b.Sign, b.Tone = look.Sign, look.Tone
	if group == r.group {
		b.Weight = widget.WeightChosen
	}
	return b
}

func takenLook(e *Env) Look {
	return Look{widget.SignYes, widget.ToneGood, e.Say("window.receive.taken")}
}

// choose shows the files of a group.
func (r *Receive) choose(group string) {
	r.group = group
	r.count()
	r.showGroup()
}

// showGroup shows the files of the chosen group that what is searched for fits to, in the order that was asked for.
func (r *Receive) showGroup() {
	query := strings.ToLower(strings.TrimSpace(r.query))
	before := r.at(r.table.Chosen())
	r.shown = r.shown[:0]
	for i, f := range r.files {
		name := strings.ToLower(filepath.Base(f.File) + " " + f.District.Name + " " + string(f.District.Key))
		if in(r.group, f) && strings.Contains(name, query) {
			r.shown = append(r.shown, i)
		}
	}
	if r.by > 0 {
		slices.SortStableFunc(r.shown, func(a, b int) int {
			if r.turned {
				a, b = b, a
			}
			return r.byColumn(r.files[a], r.files[b])
		})
	}
	r.fill()
	if i := slices.Index(r.shown, before); i >= 0 {
		r.table.Mark(i)
		return
	}
	if len(r.shown) > 0 {
		r.table.Mark(0)
	}
	r.showFile(r.at(r.table.Chosen()))
}

// sortBy sorts by a column: first what there is most of, then the other way round, then as at first.
func (r *Receive) sortBy(col int) {
	switch {
	case col == 0:
		return
	case r.by != col:
		r.by, r.turned = col, false
	case !r.turned:
		r.turned = true
	default:
		r.by, r.turned = -1, false
	}
	mark := "↓"
	if r.turned {
		mark = "↑"
	}
	r.table.MarkHead(r.by, mark)
	r.showGroup()
}

// byColumn compares two files by the column that is sorted by: names as in a list, numbers with the greatest first.
func (r *Receive) byColumn(a, b desk.FilePreview) int {
	switch r.by {
	case 1:
		return cmp.Compare(filepath.Base(a.File), filepath.Base(b.File))
	case 2:
		return cmp.Compare(a.District.Name, b.District.Name)
	case 3:
		return cmp.Compare(groupOf(a), groupOf(b))
	case 4:
		return cmp.Compare(b.New, a.New)
	case 5:
		return cmp.Compare(b.Changed, a.Changed)
	case 6:
		return cmp.Compare(b.Refused, a.Refused)
	}
	return cmp.Compare(b.Conflicts, a.Conflicts)
}

// at is the file in a row, -1 where there is none.
func (r *Receive) at(row int) int {
	if row < 0 || row >= len(r.shown) {
		return -1
	}
	return r.shown[row]
}

// fill shows the files and what is ticked, and tells how many are.
func (r *Receive) fill() int {
	rows := make([][]widget.Cell, len(r.shown))
	for i, k := range r.shown {
		rows[i] = r.row(k)
	}
	r.table.SetRows(rows)
	n := 0
	for _, on := range r.ticked {
		if on {
			n++
		}
	}
	r.accept.SetText(r.env.Plural("window.receive.accept", n))
	r.accept.SetEnabled(n > 0 && !r.meter.Running())
	return n
}

func (r *Receive) row(i int) []widget.Cell {
	f := r.files[i]
	look := r.env.Verdict(f.Verdict)
	tick := widget.Cell{}
	switch {
	case f.Accepted:
		look = takenLook(r.env)
	case r.ticked[i]:
		tick = widget.Cell{Sign: widget.SignTicked, Tone: widget.ToneAccent}
	case tickable(f):
		tick = widget.Cell{Sign: widget.SignBox, Tone: widget.ToneMuted}
	}
	number := func(n int, tone widget.Tone) widget.Cell {
		if f.Rows == 0 {
			return widget.Cell{}
		}
		if n == 0 {
			tone = widget.ToneMuted
		}
		return widget.Cell{Text: r.env.Words.Number(n), Tone: tone}
	}
	return []widget.Cell{
		tick, {Text: filepath.Base(f.File)}, {Text: cmp.Or(f.District.Name, string(f.District.Key))},
		{Text: look.Word, Sign: look.Sign, Tone: look.Tone, Chip: true},
		number(f.New, widget.TonePlain), number(f.Changed, widget.TonePlain),
		number(f.Refused, widget.ToneBad), number(f.Conflicts, widget.ToneBad),
	}
}

// tick takes the file in a row into the choice or out of it. Files that can not be taken stay out.
func (r *Receive) tick(row int) {
	i := r.at(row)
	if i < 0 || r.meter.Running() {
		return
	}
	f := r.files[i]
	if !tickable(f) {
		r.banner.Say(widget.SignInfo, widget.ToneWarn, r.env.Say("window.receive.cannot_tick"), f.Sentence)
		return
	}
	r.ticked[i] = !r.ticked[i]
	r.env.State(r.env.Plural("window.receive.state_ticked", r.fill()))
}

// tickShown ticks all files in view that can be taken, or none of them where all are ticked already. What a person
// takes upon himself with that is said.
func (r *Receive) tickShown() {
	if r.meter.Running() {
		return
	}
	on := slices.ContainsFunc(r.shown, func(i int) bool { return tickable(r.files[i]) && !r.ticked[i] })
	keys, hands := 0, 0
	for _, i := range r.shown {
		if !tickable(r.files[i]) {
			continue
		}
		r.ticked[i] = on
		switch {
		case !on:
		case r.files[i].Verdict == desk.VerdictUntrusted:
			keys++
		case !r.files[i].Verdict.Clean():
			hands++
		}
	}
	r.banner.Clear()
	if keys+hands > 0 {
		r.banner.Say(widget.SignInfo, widget.ToneWarn, r.env.Plural("window.receive.ticked_care", keys+hands), strings.TrimSpace(
			r.care("window.receive.ticked_keys", keys)+" "+r.care("window.receive.ticked_hands", hands)))
	}
	r.env.State(r.env.Plural("window.receive.state_ticked", r.fill()))
}

func (r *Receive) care(key string, n int) string {
	if n == 0 {
		return ""
	}
	return r.env.Plural(key, n)
}
