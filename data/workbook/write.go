package workbook

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
)

// Write makes the plain bytes of an .xlsx file in memory; encryption comes after it. The same Book gives the same
// bytes. The error wraps assessment.ErrTooLong where a text does not fit into a cell, and assessment.ErrExists
// where two rows have one id.
func Write(b Book, w Words) ([]byte, error) {
	if err := checkBook(b); err != nil {
		return nil, err
	}
	f := excelize.NewFile(excelize.Options{TmpDir: noFolder})
	defer f.Close()
	out := &writer{book: b, words: w, file: f, style: newStylist(f, b.Writable)}
	for _, step := range []func() error{out.sheets, out.instructions, out.answers, out.remarks, out.measures, out.machine, out.properties} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	var buf bytes.Buffer
	f.SetZipWriter(func(to io.Writer) excelize.ZipWriter {
		return &packer{
			to: to, created: b.Created, parts: map[string]*bytes.Buffer{},
			replaced: map[string][]byte{"docProps/custom.xml": b.Machine.properties()},
		}
	})
	if err := f.Write(&buf); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return buf.Bytes(), nil
}

func checkBook(b Book) error {
	seen := map[string]bool{}
	unique := func(id string) error {
		if len(id) > 300 {
			return fmt.Errorf("id of %d bytes: %w", len(id), assessment.ErrTooLong)
		}
		if id[2:] == "" {
			return fmt.Errorf("row without an id: %w", assessment.ErrInvalid)
		}
		if seen[id] {
			return fmt.Errorf("row %q: %w", id[2:], assessment.ErrExists)
		}
		seen[id] = true
		return nil
	}
	for _, r := range b.Rows {
		if err := unique("k:" + token(r.Scope, r.Requirement.ID)); err != nil {
			return err
		}
	}
	for _, r := range b.Remarks {
		if err := unique("r:" + token(r.Scope, r.Requirement)); err != nil {
			return err
		}
	}
	for _, r := range b.Measures {
		if err := unique("m:" + canonical.Fold(r.ID)); err != nil {
			return err
		}
	}
	return nil
}

// writer holds what belongs to one call of Write.
type writer struct {
	book  Book
	words Words
	file  *excelize.File
	style *stylist
}

// sheets makes all sheets before any is filled: what excelize does to sheets as a whole makes it parse again, and
// keep, those that have been streamed.
func (o *writer) sheets() error {
	names := []string{o.words.Say("workbook.sheet.instructions"), o.words.Say("workbook.sheet.questions")}
	if len(o.book.Remarks) > 0 {
		names = append(names, o.words.Say("workbook.sheet.remarks"))
	}
	if len(o.book.Measures) > 0 {
		names = append(names, o.words.Say("workbook.sheet.measures"))
	}
	names = append(names, machineSheet)
	if err := o.file.SetSheetName("Sheet1", names[0]); err != nil {
		return err
	}
	for _, name := range names[1:] {
		if _, err := o.file.NewSheet(name); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	o.file.SetActiveSheet(0)
	// Very hidden: not to be shown again by a slip.
	return o.file.SetSheetVisible(machineSheet, false, true)
}

// addTable writes one of the sheets with rows. values gives the texts of row i by key, fresh whether a new group
// begins there.
func (o *writer) addTable(t table, n int, values func(i int) map[string]string, fresh func(i int) bool) error {
	name := o.words.Say(t.words)
	lines, err := o.tableLines(t, n, values, fresh)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := o.furnish(t, name, n); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	widths := make([]float64, len(t.columns))
	for i, c := range t.columns {
		widths[i] = c.width
	}
	if err := writeLines(o.file, name, widths, lines); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	return nil
}

const (
	firstRow  = 3  // of the data: the keys and the headings come before
	helpLines = 14 // lines of help that a row makes room for; the rest shows when the row is drawn higher
)

func (o *writer) tableLines(t table, n int, values func(i int) map[string]string, fresh func(i int) bool) ([]line, error) {
	keys, heads := line{hidden: true}, line{height: 32}
	for _, c := range t.columns {
		style, err := o.style.head(c)
		if err != nil {
			return nil, err
		}
		keys.cells = append(keys.cells, cell{text: c.key})
		heads.cells = append(heads.cells, cell{text: o.words.Say(c.words), style: style})
	}
	lines := append(make([]line, 0, n+2), keys, heads)
	for i := range n {
		l, err := o.tableLine(t, values(i), fresh(i))
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+firstRow, err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func (o *writer) tableLine(t table, values map[string]string, fresh bool) (line, error) {
	l := line{cells: make([]cell, len(t.columns)), height: 30}
	for j, c := range t.columns {
		style, err := o.style.body(c.look, fresh)
		if err != nil {
			return l, err
		}
		text, err := cellText(values[c.key])
		if err != nil {
			return l, fmt.Errorf("column %s: %w", c.key, err)
		}
		l.cells[j] = cell{text: text, style: style}
		if c.key == keyQuestion {
			l.cells[j].bold = max(strings.IndexByte(text, '\n'), 0)
		}
		if c.look == lookID {
			continue
		}
		size := fontSize(c.look)
		h := textHeight(text, c.width, size) + 4
		if c.look == lookHelp {
			h = min(h, helpLines*size*1.3+4)
		}
		l.height = min(max(l.height, h), maxHeight)
	}
	return l, nil
}

// furnish sets all that must stand before rows are streamed: filter, protection, panes, validation, print.
func (o *writer) furnish(t table, name string, n int) error {
	last, err := excelize.ColumnNumberToName(len(t.columns))
	if err != nil {
		return err
	}
	bottom := max(n+firstRow-1, firstRow)
	if err := o.file.AutoFilter(name, fmt.Sprintf("A2:%s%d", last, bottom), nil); err != nil {
		return err
	}
	// Numbers are meant to be text here; without this Excel marks them with green corners.
	if err := o.file.AddIgnoredErrors(name, fmt.Sprintf("A%d:%s%d", firstRow, last, bottom), excelize.IgnoredErrorsNumberStoredAsText); err != nil {
		return err
	}
	corner, err := excelize.CoordinatesToCellName(t.freeze+1, firstRow)
	if err != nil {
		return err
	}
	if err := o.file.SetPanes(name, &excelize.Panes{
		Freeze: true, XSplit: t.freeze, YSplit: 2, TopLeftCell: corner, ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: "bottomRight"}},
	}); err != nil {
		return err
	}
	if err := o.choices(t, name, bottom); err != nil {
		return err
	}
	if err := o.protect(name); err != nil {
		return err
	}
	printed, err := excelize.ColumnNumberToName(t.lastPrinted())
	if err != nil {
		return err
	}
	for _, d := range []excelize.DefinedName{
		{Name: "_xlnm.Print_Titles", RefersTo: quote(name) + "!$2:$2", Scope: name},
		{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("%s!$B$2:$%s$%d", quote(name), printed, bottom), Scope: name},
	} {
		if err := o.file.SetDefinedName(&d); err != nil {
			return err
		}
	}
	return o.page(name, "landscape", t.paper())
}

// lastPrinted is the number of the last column that is worth paper: those for the program are not.
func (t table) lastPrinted() int {
	for i := len(t.columns); i > 1; i-- {
		if t.columns[i-1].look != lookID {
			return i
		}
	}
	return 1
}

// paper is A3 for the wide table of answers, where A4 would print letters of four points.
func (t table) paper() int {
	if t.kind == assessment.KindAnswer {
		return 8
	}
	return 9
}

// choices offers the words of the one-word columns and colours the status.
func (o *writer) choices(t table, name string, bottom int) error {
	var list []string
	var key string
	switch t.kind {
	case assessment.KindAnswer:
		key, list = keyStatus, o.statusWords()
	case assessment.KindMeasure:
		key, list = keyMeasureState, o.stateWords()
	default:
		return nil
	}
	col, err := excelize.ColumnNumberToName(t.index(key) + 1)
	if err != nil {
		return err
	}
	area := fmt.Sprintf("%s%d:%s%d", col, firstRow, col, bottom)
	v := excelize.NewDataValidation(true)
	v.SetSqref(area)
	if err := v.SetDropList(list); err != nil {
		return err
	}
	// A question, not a ban: #leer must be possible, and what is pasted is not checked anyway.
	v.SetError(excelize.DataValidationErrorStyleWarning, o.words.Say("workbook.choice.title"), o.words.Say("workbook.choice.text"))
	if err := o.file.AddDataValidation(name, v); err != nil {
		return err
	}
	if t.kind != assessment.KindAnswer {
		return nil
	}
	return o.tint(t, name, col, area, bottom)
}

// tint colours the status cell by its word, and asks for an explanation where one is needed.
func (o *writer) tint(t table, name, col, area string, bottom int) error {
	var rules []excelize.ConditionalFormatOptions
	for _, c := range []struct {
		status     assessment.Status
		fill, text string
	}{
		{assessment.StatusYes, "DDF0E2", "14532D"}, {assessment.StatusPartly, "FFF0C2", "6B4E00"},
		{assessment.StatusNo, "F9D9D6", "7F1D1D"}, {assessment.StatusDispensable, "E4E7EB", "3E4C59"},
	} {
		id, err := o.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: c.text}, Fill: solid(c.fill)})
		if err != nil {
			return err
		}
		word := strings.ReplaceAll(o.words.Say(statusKey(c.status)), `"`, `""`)
		rules = append(rules, excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Value: `"` + word + `"`, Format: &id})
	}
	if err := o.file.SetConditionalFormat(name, area, rules); err != nil {
		return err
	}
	id, err := o.file.NewConditionalStyle(&excelize.Style{Fill: solid("F9D9D6")})
	if err != nil {
		return err
	}
	explanation, err := excelize.ColumnNumberToName(t.index(keyExplanation) + 1)
	if err != nil {
		return err
	}
	word := strings.ReplaceAll(o.words.Say(statusKey(assessment.StatusDispensable)), `"`, `""`)
	formula := fmt.Sprintf(`AND($%s%d="%s",$%s%d="")`, col, firstRow, word, explanation, firstRow)
	return o.file.SetConditionalFormat(name, fmt.Sprintf("%s%d:%s%d", explanation, firstRow, explanation, bottom),
		[]excelize.ConditionalFormatOptions{{Type: "formula", Criteria: formula, Format: &id}})
}

// protect locks a sheet against slips, not against intent: without a password, with filters and formats allowed.
func (o *writer) protect(name string) error {
	return o.file.ProtectSheet(name, &excelize.SheetProtectionOptions{
		AutoFilter: true, FormatCells: true, FormatColumns: true, FormatRows: true,
		SelectLockedCells: true, SelectUnlockedCells: true,
	})
}

// page sets up printing: fitted to the width, the mark above, title and page number below.
func (o *writer) page(name, orientation string, paper int) error {
	yes, width, height := true, 1, 0
	if err := o.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := o.file.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: &paper, Orientation: &orientation, FitToWidth: &width, FitToHeight: &height,
	}); err != nil {
		return err
	}
	side, edge, head := 0.5, 0.75, 0.3
	if err := o.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &edge, Bottom: &edge, Header: &head, Footer: &head,
	}); err != nil {
		return err
	}
	mark, title := headerText(o.book.Mark, 80), headerText(o.book.Title, 80)
	header := ""
	if mark != "" {
		header = `&C&"` + font + `,Bold"&10` + " " + mark
	}
	return o.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		OddHeader: header,
		OddFooter: `&L&"` + font + `,Regular"&8` + " " + title + `&C&8` + " " + mark + `&R&8` + " " + headerText(o.words.Say("workbook.page"), 20) + ` &P / &N`,
	})
}

// headerText keeps a text from being taken for a command of the header, and the header within its 255 characters:
// what is returned has at most max UTF-16 units.
func headerText(s string, max int) string {
	s = strings.Join(strings.Fields(canonical.Fold(s)), " ")
	var b strings.Builder
	units := 0
	for _, r := range s {
		add := string(r)
		if r == '&' {
			add = "&&"
		}
		n := len(utf16.Encode([]rune(add)))
		if units += n; units >= max {
			return b.String() + "…"
		}
		b.WriteString(add)
	}
	return b.String()
}

func quote(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

func (o *writer) answers() error {
	rows := o.book.Rows
	t := answerTable(moreScopes(len(rows), func(i int) assessment.ScopeID { return rows[i].Scope }))
	return o.addTable(t, len(rows), func(i int) map[string]string { return o.answerValues(rows[i]) }, func(i int) bool {
		return i > 0 && (rows[i].Requirement.Topic != rows[i-1].Requirement.Topic || rows[i].Scope != rows[i-1].Scope)
	})
}

func (o *writer) answerValues(r Row) map[string]string {
	id := token(r.Scope, r.Requirement.ID)
	size := ""
	if r.Requirement.Effort > 0 {
		size = strconv.Itoa(r.Requirement.Effort) + " / 5"
	}
	return map[string]string{
		keyID: id, keyID2: id, keyScope: o.scopeName(r.Scope, r.ScopeName), keyHash: r.Requirement.Hash,
		keyTopic: o.book.Catalogue.TopicTitle(r.Requirement.Topic), keyRef: r.Requirement.Ref,
		keyQuestion: questionText(r.Requirement), keyGuidance: r.Requirement.Guidance,
		keyModal: string(r.Requirement.Modal), keySize: size, keyLast: r.LastRound,
		keyStatus: o.statusWord(r.Answer.Status), keyExplanation: r.Answer.Explanation,
		keyResponsible: r.Answer.Responsible, keyDue: o.date(r.Answer.Due), keyEffort: r.Answer.Effort,
		keyEvidence: r.Answer.Evidence, keyRemark: r.Remark,
	}
}

func (o *writer) remarks() error {
	rows := o.book.Remarks
	if len(rows) == 0 {
		return nil
	}
	t := remarkTable(moreScopes(len(rows), func(i int) assessment.ScopeID { return rows[i].Scope }))
	return o.addTable(t, len(rows), func(i int) map[string]string {
		r := rows[i]
		id, settled := token(r.Scope, r.Requirement), ""
		if r.Settled {
			settled = o.words.Say("workbook.settled")
		}
		return map[string]string{
			keyRemarkID: id, keyRemarkID2: id, keyRemarkScope: o.scopeName(r.Scope, r.ScopeName), keyRemarkRef: r.Ref,
			keyRemarkTitle: r.Title, keyRemarkQuestion: r.Question, keyRemarkReply: r.Reply, keyRemarkSettled: settled,
		}
	}, func(int) bool { return false })
}

func (o *writer) measures() error {
	rows := o.book.Measures
	if len(rows) == 0 {
		return nil
	}
	refs := make(map[assessment.RequirementID]string, len(o.book.Catalogue.Requirements))
	for _, r := range o.book.Catalogue.Requirements {
		refs[r.ID] = r.Ref
	}
	return o.addTable(measureTable(), len(rows), func(i int) map[string]string {
		r := rows[i]
		ref := refs[r.Requirement]
		if ref == "" {
			ref = string(r.Requirement)
		}
		state := ""
		if r.State != "" {
			state = o.words.Say("workbook.state." + r.State)
		}
		return map[string]string{
			keyMeasureID: r.ID, keyMeasureID2: r.ID, keyMeasureRequirement: ref, keyMeasureTitle: r.Title,
			keyMeasureResponsible: r.Responsible, keyMeasureDue: o.date(r.Due), keyMeasureOnce: r.Once,
			keyMeasureYearly: r.Yearly, keyMeasureDays: strings.Replace(r.Days, ".", o.words.Say("workbook.decimal"), 1), keyMeasureState: state,
		}
	}, func(int) bool { return false })
}

func (o *writer) scopeName(id assessment.ScopeID, name string) string {
	if name != "" {
		return name
	}
	if id == assessment.WholeScope || id == "" {
		return o.words.Say("workbook.scope.whole")
	}
	return string(id)
}

// machine writes the sheet for the program.
func (o *writer) machine() error {
	lines := []line{{cells: []cell{{text: machineMark}, {text: o.words.Say("workbook.machine")}}}}
	for _, part := range o.book.Machine.parts() {
		list := chunks(part.data, chunkCell)
		if len(list) > maxChunks {
			return fmt.Errorf("%s of %d bytes: %w", part.name, len(part.data), assessment.ErrTooLong)
		}
		for i, c := range list {
			lines = append(lines, line{cells: []cell{{text: chunkName(part.name, i, len(list))}, {text: c}}, height: 15})
		}
	}
	if err := o.protect(machineSheet); err != nil {
		return err
	}
	return writeLines(o.file, machineSheet, []float64{20, 60}, lines)
}

func (o *writer) properties() error {
	created := ""
	if !o.book.Created.IsZero() {
		created = o.book.Created.UTC().Format("2006-01-02T15:04:05Z")
	}
	if err := o.file.SetDocProps(&excelize.DocProperties{
		Title: canonical.Fold(o.book.Title), Creator: "Kreislage", LastModifiedBy: "Kreislage", Created: created, Modified: created,
	}); err != nil {
		return err
	}
	if err := o.file.SetAppProps(&excelize.AppProperties{Application: "Kreislage"}); err != nil {
		return err
	}
	// Only for the relationship and the content type: the packer puts the real list in its place.
	return o.file.SetCustomProps(excelize.CustomProperty{Name: propertyPrefix + "manifest", Value: ""})
}

func statusKey(s assessment.Status) string { return "workbook.status." + s.String() }

// statusWord is what the status cell shows: nothing while the answer is open.
func (o *writer) statusWord(s assessment.Status) string {
	if s == assessment.StatusOpen {
		return ""
	}
	return o.words.Say(statusKey(s))
}

func (o *writer) statusWords() []string {
	var list []string
	for _, s := range []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable, assessment.StatusOpen} {
		list = append(list, o.words.Say(statusKey(s)))
	}
	return list
}

func (o *writer) stateWords() []string {
	var list []string
	for _, s := range []string{StatePlanned, StateRunning, StateDone, StateDropped} {
		list = append(list, o.words.Say("workbook.state."+s))
	}
	return list
}

func (o *writer) date(d assessment.Date) string {
	t, ok := d.Time()
	if !ok {
		return string(d)
	}
	return o.words.Say("workbook.date", "year", t.Format("2006"), "month", t.Format("01"), "day", t.Format("02"))
}
