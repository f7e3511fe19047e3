// Package stage holds a desk that lives in memory, with a small catalogue in German, for tests of screens.
//
// It promises to behave as the real desk does where screens can tell, to say the same each time, and to write down what
// was asked of it. It is not part of the program.
package stage

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/data/assessment"
)

// Desk is a desk in memory. Its fields may be set before it is used.
type Desk struct {
	Role    assessment.Role
	Books   []desk.CatalogueInfo
	Layers  []desk.Tailoring
	Note    string
	Members []desk.DistrictInfo
	List    []desk.RoundInfo
	Files   []desk.FilePreview
	Taken   []desk.ImportInfo

	StopAfter int // so many files written or taken in the person stops, 0 for never

	Clashes  []desk.Conflict
	Plans    []desk.Measure
	Divided  []assessment.Scope
	Packs    []desk.Delegation
	Past     map[assessment.AnswerKey][]desk.HistoryEntry
	Picture  desk.Overview
	Evidence []desk.Attachment
	Held     []desk.Quarantined
	Drawn    map[assessment.DistrictKey][]desk.CodeInfo // former codes
	Signed   desk.SignOff                               // of the first district
	Step     desk.Step                                  // what undo and redo tell
	Fail     error                                      // what every job that changes something answers, if set
	Pass     string                                     // protects the folder, if set
	Gate     chan struct{}                              // where set, Answer waits for it
	Written  map[string][]byte                          // files by path

	mu      sync.Mutex
	answers map[assessment.AnswerKey]assessment.Answer
	remarks map[assessment.AnswerKey]desk.Remark
	calls   []string
	beside  map[assessment.RequirementID]*desk.PaperRow
}

// Now is the time on stage.
var Now = time.Date(2026, 11, 24, 10, 15, 0, 0, time.UTC)

// Round is the round on stage.
const Round assessment.RoundID = "round-1"

// NewDistrict returns the desk of the Vogelsbergkreis in a round of twelve requirements.
func NewDistrict() *Desk {
	d := newDesk(assessment.RoleDistrict)
	d.Members = d.Members[:1]
	d.List[0].Districts = d.List[0].Districts[:1]
	return d
}

// NewOffice returns the desk of an office with n districts.
func NewOffice(n int) *Desk {
	d := newDesk(assessment.RoleOffice)
	for i := len(d.Members); i < n; i++ {
		district := assessment.District{Key: assessment.DistrictKey(fmt.Sprintf("09%03d", i)), Name: fmt.Sprintf("Landkreis %03d", i)}
		d.Members = append(d.Members, desk.DistrictInfo{District: district})
		d.List[0].Districts = append(d.List[0].Districts, district)
	}
	d.Members, d.List[0].Districts = d.Members[:n], d.List[0].Districts[:n]
	return d
}

// NewEmptyOffice returns the desk of an office that has just been made.
func NewEmptyOffice() *Desk {
	d := newDesk(assessment.RoleOffice)
	d.Books, d.Members, d.List = nil, nil, nil
	return d
}

func newDesk(role assessment.Role) *Desk {
	d := &Desk{Role: role, answers: map[assessment.AnswerKey]assessment.Answer{}, remarks: map[assessment.AnswerKey]desk.Remark{}}
	d.Books = []desk.CatalogueInfo{{ID: "cat", Title: "Kommunaler Basis-Check", Edition: "2026.1", Language: "de", Topics: len(topics), Requirements: len(requirements)}}
	var all []assessment.District
	for _, m := range [][2]string{{"06535", "Vogelsbergkreis"}, {"06633", "Landkreis Kassel"}, {"06636", "Werra-Meißner-Kreis"}} {
		district := assessment.District{Key: assessment.DistrictKey(m[0]), Name: m[1]}
		all = append(all, district)
		d.Members = append(d.Members, desk.DistrictInfo{District: district})
	}
	d.List = []desk.RoundInfo{{
		Round:          assessment.Round{ID: Round, Name: "Basisprüfung 2027", Catalogue: "cat", Due: "2027-01-31", State: assessment.RoundOpen},
		CatalogueTitle: "Kommunaler Basis-Check", CatalogueEdition: "2026.1", Requirements: len(requirements), Districts: all,
	}}
	return d
}

func (d *Desk) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, fmt.Sprintf(format, args...))
}

// Calls are the jobs that were asked for so far.
func (d *Desk) Calls() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.calls...)
}

// Key names the answer to the i-th requirement.
func Key(i int) assessment.AnswerKey {
	return assessment.AnswerKey{Round: Round, District: "06535", Scope: assessment.WholeScope, Requirement: requirements[i].ID}
}

// Kept is the answer to the i-th requirement as it is kept.
func (d *Desk) Kept(i int) assessment.Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.answers[Key(i)]
}

// Put keeps an answer to the i-th requirement.
func (d *Desk) Put(i int, s assessment.Status, explanation string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answers[Key(i)] = assessment.Answer{AnswerKey: Key(i), Statement: assessment.Statement{Status: s, Explanation: explanation}}
}

// Ask puts the office's question on the answer to the i-th requirement.
func (d *Desk) Ask(i int, question string) { d.remarks[Key(i)] = desk.Remark{Question: question} }

// Info says whose desk this is.
func (d *Desk) Info() desk.Info {
	info := desk.Info{
		Role: d.Role, Folder: "/daten/Kreislage", OfficeName: "Informationssicherheitsstelle Nordhessen", Desk: "desk",
		Fingerprint: "94Z7-SRQS-G255-P8CK-G6VR", OfficeKey: "G8JU-5K5C-D66U-BGQ6-5743", Who: "K. Weber",
	}
	if d.Role == assessment.RoleDistrict {
		info.District = d.Members[0].District
	}
	return info
}

// SetLang writes down the language.
func (d *Desk) SetLang(lang string) error { d.note("lang %s", lang); return d.Fail }

// Locked tells whether there is a passphrase.
func (d *Desk) Locked(context.Context) (bool, error) { return d.Pass != "", nil }

// Unlock takes the right passphrase.
func (d *Desk) Unlock(_ context.Context, passphrase string) error {
	if passphrase != d.Pass {
		return assessment.ErrWrongPassphrase
	}
	return nil
}

// Close writes down the end.
func (d *Desk) Close() error { d.note("close"); return nil }

// Catalogues lists the catalogues.
func (d *Desk) Catalogues(context.Context) ([]desk.CatalogueInfo, error) { return d.Books, nil }

// PreviewCatalogue tells what a file holds.
func (d *Desk) PreviewCatalogue(context.Context, string) (desk.CatalogueImport, error) {
	return desk.CatalogueImport{CatalogueInfo: desk.CatalogueInfo{ID: "new", Title: "Kernkatalog", Edition: "2026", Language: "de", Topics: 14, Requirements: 901}}, d.Fail
}

// ImportCatalogue takes a file in.
func (d *Desk) ImportCatalogue(ctx context.Context, path string) (desk.CatalogueImport, error) {
	in, err := d.PreviewCatalogue(ctx, path)
	d.Books = append(d.Books, in.CatalogueInfo)
	return in, err
}

// AddBuiltinCatalogue adds the catalogue on stage.
func (d *Desk) AddBuiltinCatalogue(context.Context, string) (desk.CatalogueInfo, error) {
	d.Books = newDesk(d.Role).Books
	return d.Books[0], d.Fail
}

// Districts lists the districts.
func (d *Desk) Districts(context.Context) ([]desk.DistrictInfo, error) { return d.Members, nil }

// AddDistrict adds one.
func (d *Desk) AddDistrict(_ context.Context, key assessment.DistrictKey, name, contact string) (desk.DistrictInfo, error) {
	if d.Fail != nil {
		return desk.DistrictInfo{}, d.Fail
	}
	d.Members = append(d.Members, desk.DistrictInfo{District: assessment.District{Key: key, Name: name, Contact: contact}})
	return d.Members[len(d.Members)-1], nil
}

// Trust confirms keys.
func (d *Desk) Trust(_ context.Context, key assessment.DistrictKey) (int, error) {
	d.note("trust %s", key)
	return 1, d.Fail
}

// Letter tells the code.
func (d *Desk) Letter(_ context.Context, key assessment.DistrictKey) (desk.Letter, error) {
	return desk.Letter{Code: "CODE-" + string(key)}, d.Fail
}

// FormerLetter is the letter with a code that is told by its number.
func (d *Desk) FormerLetter(ctx context.Context, key assessment.DistrictKey, former int) (desk.Letter, error) {
	l, err := d.Letter(ctx, key)
	if former > 0 {
		l.Code, l.Former = fmt.Sprintf("ALT-%d", former), true
	}
	return l, err
}

// WriteFormerLetter writes down which letter was written.
func (d *Desk) WriteFormerLetter(ctx context.Context, key assessment.DistrictKey, former int, path string) error {
	if former == 0 {
		return d.WriteLetter(ctx, key, path)
	}
	d.note("former letter %d %s %s", former, key, path)
	return d.Fail
}

// Codes are those of the district: as many former ones as were drawn.
func (d *Desk) Codes(_ context.Context, key assessment.DistrictKey) ([]desk.CodeInfo, error) {
	return append([]desk.CodeInfo{{}}, d.Drawn[key]...), nil
}

// RotateCode draws a new code.
func (d *Desk) RotateCode(_ context.Context, key assessment.DistrictKey) error {
	return d.draw("rotate", key, false)
}

// RevokeCode draws a new code and revokes those before.
func (d *Desk) RevokeCode(_ context.Context, key assessment.DistrictKey) error {
	return d.draw("revoke", key, true)
}

func (d *Desk) draw(what string, key assessment.DistrictKey, revoke bool) error {
	d.note("%s %s", what, key)
	if d.Drawn == nil {
		d.Drawn = map[assessment.DistrictKey][]desk.CodeInfo{}
	}
	d.Drawn[key] = append([]desk.CodeInfo{{Former: 1, Until: Now, Revoked: revoke}}, d.Drawn[key]...)
	for i := range d.Drawn[key] {
		d.Drawn[key][i].Former = i + 1
	}
	return d.Fail
}

// WriteLetter writes down that a letter was written.
func (d *Desk) WriteLetter(_ context.Context, key assessment.DistrictKey, path string) error {
	d.note("letter %s %s", key, path)
	return d.Fail
}

// Rounds lists the rounds.
func (d *Desk) Rounds(context.Context) ([]desk.RoundInfo, error) { return d.List, nil }

// NewRound adds one.
func (d *Desk) NewRound(_ context.Context, n desk.NewRound) (desk.RoundInfo, error) {
	d.note("round %s %s %v", n.Name, n.Due, n.Districts)
	if d.Fail != nil {
		return desk.RoundInfo{}, d.Fail
	}
	r := newDesk(d.Role).List[0]
	r.Name, r.Due, r.Districts = n.Name, n.Due, nil
	for _, m := range d.Members {
		r.Districts = append(r.Districts, m.District)
	}
	d.List = []desk.RoundInfo{r}
	return r, nil
}

// SetRoundState closes or opens a round.
func (d *Desk) SetRoundState(_ context.Context, _ assessment.RoundID, s assessment.RoundState) error {
	d.List[0].State = s
	return d.Fail
}

// Scopes is the whole district.
func (d *Desk) Scopes(context.Context, assessment.DistrictKey) ([]assessment.Scope, error) {
	return assessment.AskedScopes(append([]assessment.Scope{{ID: assessment.WholeScope}}, d.Divided...)), nil
}

// Paper puts requirements and answers beside each other.
func (d *Desk) Paper(_ context.Context, _ assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (*desk.Paper, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := &desk.Paper{Round: d.List[0], Scope: assessment.Scope{ID: assessment.WholeScope}}
	for _, s := range d.Divided {
		if s.ID == scope {
			p.Scope = s
		}
	}
	for _, m := range d.Members {
		if m.Key == district {
			p.District = m.District
		}
	}
	tallies := map[assessment.TopicID]*assessment.Tally{}
	for _, t := range topics {
		p.Topics = append(p.Topics, desk.TopicProgress{Topic: t})
	}
	for i := range p.Topics {
		tallies[p.Topics[i].Topic.ID] = &p.Topics[i].Tally
	}
	for _, q := range requirements {
		key := assessment.AnswerKey{Round: Round, District: district, Scope: assessment.WholeScope, Requirement: q.ID}
		a, ok := d.answers[key]
		a.AnswerKey = key
		row := desk.PaperRow{Requirement: q, Answer: a, Remark: d.remarks[key]}
		if ok {
			row.Changed, row.ChangedBy = Now, "K. Weber"
		}
		if b := d.beside[q.ID]; b != nil {
			row.Acceptance, row.Note, row.Attachments, row.Review, row.Former = b.Acceptance, b.Note, b.Attachments, b.Review, b.Former
		}
		p.Rows = append(p.Rows, row)
		p.Tally.Count(q.Modal, a)
		tallies[q.Topic].Count(q.Modal, a)
	}
	return p, nil
}

// Answer keeps parts of an answer.
func (d *Desk) Answer(_ context.Context, key assessment.AnswerKey, e desk.Edit) (assessment.Answer, error) {
	if d.Gate != nil {
		<-d.Gate
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Fail != nil {
		return assessment.Answer{}, d.Fail
	}
	a := d.answers[key]
	a.AnswerKey = key
	set := func(to *string, from *string) {
		if from != nil {
			*to = *from
		}
	}
	if e.Status != nil {
		a.Status = *e.Status
	}
	if e.Due != nil {
		a.Due = *e.Due
	}
	set(&a.Explanation, e.Explanation)
	set(&a.Responsible, e.Responsible)
	set(&a.Effort, e.Effort)
	set(&a.Evidence, e.Evidence)
	d.answers[key] = a
	d.calls = append(d.calls, fmt.Sprintf("answer %s", key.Requirement))
	return a, nil
}

// AskRemark keeps a question.
func (d *Desk) AskRemark(_ context.Context, key assessment.AnswerKey, question string) error {
	d.remarks[key] = desk.Remark{Question: question}
	return d.Fail
}

// ReplyRemark keeps a reply.
func (d *Desk) ReplyRemark(_ context.Context, key assessment.AnswerKey, reply string) error {
	r := d.remarks[key]
	r.Reply = reply
	d.remarks[key] = r
	return d.Fail
}

// Remark is the remark on the i-th requirement.
func (d *Desk) Remark(i int) desk.Remark { return d.remarks[Key(i)] }

// SettleRemark settles a remark.
func (d *Desk) SettleRemark(_ context.Context, key assessment.AnswerKey, settled bool) error {
	r := d.remarks[key]
	r.Settled = settled
	d.remarks[key] = r
	return d.Fail
}

// Export writes down what was exported.
func (d *Desk) Export(ctx context.Context, _ assessment.RoundID, keys []assessment.DistrictKey, dir string, progress func(desk.Progress)) ([]desk.ExportedFile, error) {
	d.note("export %v %s", keys, dir)
	if d.Fail != nil {
		return nil, d.Fail
	}
	if d.Role == assessment.RoleDistrict {
		return []desk.ExportedFile{{Path: dir + "/Antwort.xlsx", District: d.Members[0].District, Sequence: 1, Hash: "0123456789abcdef0123"}}, nil
	}
	var files []desk.ExportedFile
	for i, key := range keys {
		if err := ctx.Err(); err != nil {
			return files, err
		}
		if d.StopAfter > 0 && i == d.StopAfter {
			return files, context.Canceled
		}
		files = append(files, desk.ExportedFile{Path: dir + "/" + string(key) + ".xlsx", District: d.Members[i].District, Sequence: 1})
		progress(desk.Progress{Done: i + 1, Total: len(keys), Item: string(key)})
	}
	return files, nil
}

// batch is a set of files on stage.
type batch []desk.FilePreview

func (b batch) Files() []desk.FilePreview { return b }

// Preview shows the files on stage.
func (d *Desk) Preview(_ context.Context, paths []string, _ func(desk.Progress)) (shared.Batch, error) {
	d.note("preview %v", paths)
	return batch(d.Files), d.Fail
}

// Details brings the changes of a trimmed preview.
func (d *Desk) Details(_ context.Context, b shared.Batch, file string) (desk.FilePreview, error) {
	d.note("details %s", file)
	for _, f := range b.Files() {
		if f.File == file {
			f.Trimmed = false
			return f, d.Fail
		}
	}
	return desk.FilePreview{}, d.Fail
}

// Accept takes the chosen ones in.
func (d *Desk) Accept(_ context.Context, b shared.Batch, which func(desk.FilePreview) bool, _ func(desk.Progress)) ([]desk.FilePreview, error) {
	files, taken := b.Files(), 0
	for i := range files {
		if which(files[i]) && !files[i].Accepted {
			if taken++; d.StopAfter > 0 && taken > d.StopAfter {
				return files, context.Canceled
			}
			files[i].Accepted = true
			d.note("accept %s", files[i].File)
		}
	}
	return files, d.Fail
}

// Imports lists what was taken in.
func (d *Desk) Imports(context.Context) ([]desk.ImportInfo, error) { return d.Taken, nil }

// UndoImports takes some back.
func (d *Desk) UndoImports(ctx context.Context, ids []int64, progress func(desk.Progress)) (desk.UndoResult, error) {
	var res desk.UndoResult
	for k, id := range ids {
		if err := ctx.Err(); err != nil {
			return res, err
		}
		d.note("undo %d", id)
		for i := range d.Taken {
			if d.Taken[i].ID == id {
				d.Taken[i].Undone = true
			}
		}
		res.Files++
		res.Restored += 3
		progress(desk.Progress{Done: k + 1, Total: len(ids)})
	}
	return res, d.Fail
}

// Conflicts lists the conflicts on stage.
func (d *Desk) Conflicts(context.Context, assessment.RoundID) ([]desk.Conflict, error) {
	return d.Clashes, nil
}

// Resolve settles one.
func (d *Desk) Resolve(_ context.Context, id, value string) error {
	d.note("resolve %s %s", id, value)
	d.Clashes = nil
	return d.Fail
}

// PlanSettling would settle all conflicts on stage with what counts.
func (d *Desk) PlanSettling(_ context.Context, round assessment.RoundID, s desk.Settling) (desk.SettlePlan, error) {
	p := desk.SettlePlan{Round: round}
	for _, c := range d.Clashes {
		if !c.Own || s.Rule == desk.SettleFuller {
			p.Left++
			continue
		}
		for _, v := range c.Values {
			if v.Value == c.Counts {
				p.Decisions = append(p.Decisions, desk.Decision{Conflict: c, Value: v.Value, Text: v.Text})
			}
		}
	}
	return p, d.Fail
}

// Settle keeps what was called.
func (d *Desk) Settle(_ context.Context, p desk.SettlePlan) (desk.Settled, error) {
	d.note("settle %d", len(p.Decisions))
	d.Clashes = nil
	return desk.Settled{Done: len(p.Decisions)}, d.Fail
}

// AskAbout keeps the question.
func (d *Desk) AskAbout(_ context.Context, c desk.Conflict, question string) error {
	d.note("ask about %s: %s", c.ID, question)
	return d.Fail
}

// tally is what the i-th district says to the k-th topic: made up, but always the same.
func (d *Desk) tally(i, k int) assessment.Tally {
	n := 3
	t := assessment.Tally{Total: n}
	if i == 2 {
		t.Open = n
		return t
	}
	t.Yes = (i + k) % (n + 1)
	t.No = n - t.Yes
	t.UnmetMust = t.No
	return t
}

// Cockpit tells where the districts stand.
func (d *Desk) Cockpit(context.Context, assessment.RoundID) ([]desk.CockpitRow, error) {
	states := []desk.CockpitState{desk.CockpitComplete, desk.CockpitReceived, desk.CockpitSent, desk.CockpitLate, desk.CockpitConflict, desk.CockpitNotSent}
	var rows []desk.CockpitRow
	for i, m := range d.Members {
		row := desk.CockpitRow{District: m.District, State: states[i%len(states)], DaysLate: 4 * (i % len(states) / 3)}
		for k := range topics {
			row.Tally.Add(d.tally(i, k))
		}
		if i != 2 {
			row.Received, row.ReceiveNo = Now, 1
		}
		d.standing(&row)
		rows = append(rows, row)
	}
	return rows, nil
}

// HeatMap is the picture on stage.
func (d *Desk) HeatMap(context.Context, assessment.RoundID) (desk.HeatMap, error) {
	h := desk.HeatMap{Round: d.List[0], Topics: topics, ByTopic: make([]assessment.Tally, len(topics))}
	for i, m := range d.Members {
		h.Districts = append(h.Districts, m.District)
		var total assessment.Tally
		cells := make([]assessment.Tally, len(topics))
		for k := range topics {
			cells[k] = d.tally(i, k)
			total.Add(cells[k])
			h.ByTopic[k].Add(cells[k])
		}
		h.Cells, h.Totals = append(h.Cells, cells), append(h.Totals, total)
	}
	return h, nil
}
