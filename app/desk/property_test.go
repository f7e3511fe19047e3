package desk

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/officecrypt"
	"kreislage/data/workbook"
)

// few sets how many runs a property test that writes real files makes, unless the command line says otherwise.
func few(t *testing.T, n int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if f == nil || f.Value.String() != f.DefValue || os.Getenv("KREISLAGE_LONG") != "" {
		return
	}
	was := f.Value.String()
	if err := f.Value.Set(fmt.Sprint(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(was) })
}

// world is an office and two districts that exchange files in whatever order chance has it.
type world struct {
	t      *rapid.T
	ctx    context.Context
	dir    string
	now    time.Time
	office *Desk
	round  assessment.RoundID
	asked  []assessment.Requirement
	side   []*side
	files  int
}

// side is a district with the post between it and the office. Files are never taken out: one that is never drawn was
// lost, one that is drawn twice came twice.
type side struct {
	key     assessment.DistrictKey
	code    string
	county  *Desk
	sent    []string // by the office
	replies []string
	hands   []string // filled in by hand; anybody may get them
	writes  []write
}

// write is an answer that somebody was told is saved: its version, and what its writer knew.
type write struct {
	subject assessment.Subject
	version merge.Version
	base    merge.Register
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func newWorld(t *rapid.T, dir string) *world {
	w := &world{t: t, ctx: context.Background(), dir: dir, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	var err error
	w.office, err = InitOffice(w.ctx, filepath.Join(dir, "office"), "Stelle", w.options("office"))
	w.must(err)
	path := filepath.Join(dir, "katalog.yaml")
	w.must(os.WriteFile(path, smallCatalogue(3), 0o600))
	in, err := w.office.ImportCatalogue(w.ctx, path)
	w.must(err)
	for _, k := range []assessment.DistrictKey{"06535", "06633"} {
		_, err = w.office.AddDistrict(w.ctx, k, "Landkreis "+string(k), "")
		w.must(err)
	}
	r, err := w.office.NewRound(w.ctx, NewRound{Name: "Runde", Catalogue: in.ID})
	w.must(err)
	w.round = r.ID
	cat, err := w.office.Catalogue(w.ctx, in.ID)
	w.must(err)
	w.asked = cat.Requirements
	for _, k := range []assessment.DistrictKey{"06535", "06633"} {
		s := &side{key: k}
		w.side = append(w.side, s)
		w.officeWrites(s)
		l, err := w.office.Letter(w.ctx, k)
		w.must(err)
		s.code = l.Code
		s.county, err = InitDistrict(w.ctx, filepath.Join(dir, string(k)), s.sent[0], l.Code, l.Fingerprint, w.options(string(k)))
		w.must(err)
	}
	return w
}

func (w *world) options(who string) Options {
	return Options{
		Clock: func() time.Time { w.now = w.now.Add(time.Second); return w.now }, Profile: filepath.Join(w.dir, "profile-"+who),
		Who: who, Lang: "de", SpinCount: quick,
	}
}

func (w *world) close() {
	for _, s := range w.side {
		if s.county != nil {
			s.county.Close()
		}
	}
	w.office.Close()
}

func (w *world) officeWrites(s *side) {
	files, err := w.office.Export(w.ctx, w.round, []assessment.DistrictKey{s.key}, filepath.Join(w.dir, "out"), nil)
	w.must(err)
	s.sent = append(s.sent, files[0].Path)
}

func (w *world) countyWrites(s *side) {
	files, err := s.county.Export(w.ctx, w.round, nil, filepath.Join(w.dir, "in"), nil)
	w.must(err)
	s.replies = append(s.replies, files[0].Path)
}

// answers changes an answer at a district's desk and remembers that it was told to be saved.
func (w *world) answers(s *side) {
	q := rapid.SampledFrom(w.asked).Draw(w.t, "requirement")
	k := assessment.AnswerKey{Round: w.round, District: s.key, Scope: w.scope(s.county, s), Requirement: q.ID}
	e := Edit{}
	f := rapid.SampledFrom([]assessment.Field{assessment.FieldStatus, assessment.FieldResponsible}).Draw(w.t, "field")
	text := rapid.SampledFrom([]string{"", "Müller", "Weiß"}).Draw(w.t, "text")
	if f == assessment.FieldStatus {
		st := assessment.Status(rapid.IntRange(0, 3).Draw(w.t, "status"))
		e.Status, e.Explanation = &st, &text
	} else {
		e.Responsible = &text
	}
	w.remembers(s, assessment.AnswerSubject(k, f), func() error {
		_, err := s.county.Answer(w.ctx, k, e)
		return err
	})
}

// remembers runs a job that writes one field of a district and notes the version that it made.
func (w *world) remembers(s *side, subject assessment.Subject, job func() error) {
	before, err := s.county.store.Register(w.ctx, subject)
	w.must(err)
	w.must(job())
	after, err := s.county.store.Register(w.ctx, subject)
	w.must(err)
	if after.Equal(before) {
		return // nothing to be saved
	}
	if len(after.Siblings) != 1 || after.Siblings[0].Desk != string(s.county.id) {
		w.t.Fatalf("a write left %s", after.Encode())
	}
	s.writes = append(s.writes, write{subject, after.Siblings[0].Version, before})
}

// scope draws one of the scopes that a desk knows to answer.
func (w *world) scope(d *Desk, s *side) assessment.ScopeID {
	asked, err := d.Scopes(w.ctx, s.key)
	w.must(err)
	return rapid.SampledFrom(asked).Draw(w.t, "scope").ID
}

// divides changes the scopes of a district.
func (w *world) divides(s *side) {
	all, err := s.county.AllScopes(w.ctx, s.key)
	w.must(err)
	x := rapid.SampledFrom(all).Draw(w.t, "scope to change")
	switch {
	case x.ID == assessment.WholeScope:
		_, err = s.county.AddScope(w.ctx, fmt.Sprintf("Teil %d", len(all)))
	case rapid.Bool().Draw(w.t, "rename"):
		err = s.county.RenameScope(w.ctx, x.ID, fmt.Sprintf("%s, %d", x.Name, x.Version))
	default:
		err = s.county.RetireScope(w.ctx, x.ID, !x.Retired)
	}
	w.must(err)
}

// takesBack takes a step of a district back, or does it again, and remembers what that wrote.
func (w *world) takesBack(s *side) {
	state := func() map[assessment.Subject]merge.Register {
		held, err := s.county.store.Registers(w.ctx, w.round, s.key)
		w.must(err)
		out := map[assessment.Subject]merge.Register{}
		for _, h := range held {
			out[h.Subject] = h.Register
		}
		return out
	}
	before := state()
	job := s.county.UndoEdit
	if rapid.Bool().Draw(w.t, "again") {
		job = s.county.RedoEdit
	}
	if _, err := job(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	for subject, r := range state() {
		if r.Equal(before[subject]) {
			continue
		}
		for _, v := range r.Siblings {
			s.writes = append(s.writes, write{subject, v.Version, before[subject]})
		}
	}
}

func (w *world) resolves(s *side) {
	found, err := s.county.Conflicts(w.ctx, w.round)
	w.must(err)
	if len(found) == 0 {
		return
	}
	c := rapid.SampledFrom(found).Draw(w.t, "conflict")
	v := rapid.SampledFrom(c.Values).Draw(w.t, "version")
	w.remembers(s, c.Subject, func() error { return s.county.Resolve(w.ctx, c.ID, v.Value) })
}

// remarks changes what belongs to the office.
func (w *world) remarks(s *side) {
	q := rapid.SampledFrom(w.asked).Draw(w.t, "requirement")
	k := assessment.AnswerKey{Round: w.round, District: s.key, Scope: w.scope(w.office, s), Requirement: q.ID}
	w.must(w.office.AskRemark(w.ctx, k, rapid.SampledFrom([]string{"", "Warum?", "Seit wann?"}).Draw(w.t, "question")))
}

// fillsIn has somebody change a file with Excel, or with a program that writes the old encryption.
func (w *world) fillsIn(s *side) {
	path := rapid.SampledFrom(append(append([]string{}, s.sent...), s.replies...)).Draw(w.t, "file")
	raw, err := os.ReadFile(path)
	w.must(err)
	res, err := officecrypt.Decrypt(w.ctx, raw, s.code, officecrypt.Limits{})
	w.must(err)
	row := rapid.IntRange(0, 100).Draw(w.t, "row")
	column := rapid.SampledFrom([]string{"status", "responsible"}).Draw(w.t, "column")
	value := rapid.SampledFrom([]string{"ja", "nein", "#leer"}).Draw(w.t, "value")
	plain := typeInto(w.t, res.Plain, func(h typist) {
		_, _, rows := h.answers()
		ids := slices.DeleteFunc(slices.Sorted(maps.Keys(rows)), func(id string) bool { return !strings.HasPrefix(id, "probe-") })
		h.types(assessment.Requirement{ID: assessment.RequirementID(ids[row%len(ids)])}, column, value)
	})
	if rapid.Bool().Draw(w.t, "weak") {
		raw, err = excelize.Encrypt(plain, &excelize.Options{Password: s.code})
	} else {
		raw, err = officecrypt.Encrypt(plain, s.code, officecrypt.Options{SpinCount: quick})
	}
	w.must(err)
	w.files++
	to := filepath.Join(w.dir, fmt.Sprintf("hand-%03d.xlsx", w.files))
	w.must(os.WriteFile(to, raw, 0o600))
	s.hands = append(s.hands, to)
	w.rememberHand(s, plain)
}

// rememberHand notes what the file proposes: which version each value gets, and which state of the field it saw.
func (w *world) rememberHand(s *side, plain []byte) {
	cells, err := workbook.Read(w.ctx, plain, workbook.LimitsFor(0))
	w.must(err)
	m, c, err := envelope.Open(envelope.Sealed{Manifest: cells.Machine.Manifest, Content: cells.Machine.Payload, Signature: cells.Machine.Signature}, envelope.DefaultLimits)
	w.must(err)
	cat, err := w.office.Catalogue(w.ctx, m.Catalogue)
	w.must(err)
	base := map[assessment.Subject]merge.Register{}
	for _, e := range c.Entries {
		base[e.Subject(m)] = e.Register
	}
	for _, x := range workbook.Compare(bookOf(w.office.say(), m, c, cat), cells).Proposals() {
		subject := assessment.Subject{Round: m.Round, District: m.District, Scope: x.Scope, Kind: x.Kind, Item: x.Item, Field: x.Field}
		s.writes = append(s.writes, write{subject, handVersion(m.Export, subject, x.Value), base[subject]})
	}
}

// takes accepts a file at a desk as a person does who has looked at it.
func (w *world) takes(d *Desk, path string) {
	w.t.Helper()
	b, err := d.Preview(w.ctx, []string{path}, nil)
	w.must(err)
	seen := b.Files()[0]
	if seen.Rows != seen.New+seen.Changed+seen.Unchanged+seen.Refused || seen.Refused > 0 {
		w.t.Fatalf("%s: %+v", filepath.Base(path), seen)
	}
	views, err := d.Accept(w.ctx, b, AcceptByMode(AcceptAll), nil)
	w.must(err)
	if v := views[0]; !v.Accepted && v.Verdict != VerdictOwn {
		w.t.Fatalf("%s is %s: %s", filepath.Base(path), v.Verdict, v.Sentence)
	}
}

// undoes takes back one import at the office.
func (w *world) undoes() {
	imports, err := w.office.Imports(w.ctx)
	w.must(err)
	var standing []ImportInfo
	for _, i := range imports {
		if !i.Undone {
			standing = append(standing, i)
		}
	}
	if len(standing) == 0 {
		return
	}
	i := rapid.SampledFrom(standing).Draw(w.t, "import")
	res, err := w.office.UndoImport(w.ctx, i.ID)
	w.must(err)
	if res.Restored+len(res.Left) < i.Changes {
		w.t.Fatalf("an import of %d changes, %d put back and %d left", i.Changes, res.Restored, len(res.Left))
	}
}

func (w *world) step() {
	s := rapid.SampledFrom(w.side).Draw(w.t, "district")
	draw := func(files []string) (string, bool) {
		if len(files) == 0 {
			return "", false
		}
		return rapid.SampledFrom(files).Draw(w.t, "file"), true
	}
	switch rapid.SampledFrom([]string{
		"answer", "answer", "answer", "reply", "reply", "send", "office takes", "office takes", "office takes", "county takes", "county takes",
		"hand", "office takes hand", "county takes hand", "undo", "resolve", "remark", "divide", "take back", "take back",
	}).Draw(w.t, "step") {
	case "answer":
		w.answers(s)
	case "reply":
		w.countyWrites(s)
	case "send":
		w.officeWrites(s)
	case "office takes":
		if f, ok := draw(s.replies); ok {
			w.takes(w.office, f)
		}
	case "county takes":
		if f, ok := draw(s.sent); ok {
			w.takes(s.county, f)
		}
	case "hand":
		w.fillsIn(s)
	case "office takes hand":
		if f, ok := draw(s.hands); ok {
			w.takes(w.office, f)
		}
	case "county takes hand":
		if f, ok := draw(s.hands); ok {
			w.takes(s.county, f)
		}
	case "undo":
		w.undoes()
	case "resolve":
		w.resolves(s)
	case "remark":
		w.remarks(s)
	case "divide":
		w.divides(s)
	case "take back":
		w.takesBack(s)
	}
}

// settles has everybody get everything.
func (w *world) settles() {
	for _, s := range w.side {
		w.countyWrites(s)
		w.officeWrites(s)
		for _, f := range rapid.Permutation(append(append([]string{}, s.replies...), s.hands...)).Draw(w.t, "to the office") {
			w.takes(w.office, f)
		}
		for _, f := range rapid.Permutation(append(append([]string{}, s.sent...), s.hands...)).Draw(w.t, "to the county") {
			w.takes(s.county, f)
		}
		w.officeWrites(s)
		w.takes(s.county, s.sent[len(s.sent)-1])
		w.countyWrites(s)
		w.takes(w.office, s.replies[len(s.replies)-1])
	}
}

// holds fails unless both sides of a district hold the same, nothing that was told to be saved is lost, and the data
// folders are in order.
func (w *world) holds(s *side) {
	there, err := w.office.store.Registers(w.ctx, w.round, s.key)
	w.must(err)
	here, err := s.county.store.Registers(w.ctx, w.round, s.key)
	w.must(err)
	if len(there) != len(here) {
		w.t.Fatalf("%d and %d registers", len(there), len(here))
	}
	at := map[assessment.Subject]merge.Register{}
	for i := range there {
		if there[i].Subject != here[i].Subject || !there[i].Register.Equal(here[i].Register) {
			w.t.Fatalf("%+v: %s and %s", there[i].Subject, there[i].Register.Encode(), here[i].Register.Encode())
		}
		at[here[i].Subject] = here[i].Register
	}
	for _, x := range s.writes {
		if !w.kept(s, x, at[x.subject]) {
			w.t.Fatalf("%s %s: the write %v is lost: %s", x.subject.Item, x.subject.Field, x.version, at[x.subject].Encode())
		}
	}
	known, err := w.office.AllScopes(w.ctx, s.key)
	w.must(err)
	own, err := s.county.AllScopes(w.ctx, s.key)
	w.must(err)
	if !slices.Equal(known, own) {
		w.t.Fatalf("the office knows the scopes %v, the county %v", known, own)
	}
	left, err := w.office.Answers(w.ctx, w.round, s.key)
	w.must(err)
	right, err := s.county.Answers(w.ctx, w.round, s.key)
	w.must(err)
	for i := range left {
		if left[i] != right[i] {
			w.t.Fatalf("answer %d: %+v and %+v", i, left[i], right[i])
		}
	}
	for _, d := range []*Desk{w.office, s.county} {
		if problems, err := d.Verify(w.ctx); err != nil || len(problems) > 0 {
			w.t.Fatalf("%v, %v", problems, err)
		}
	}
}

// kept tells whether a write stands in the register, or was covered by one that knew it.
func (w *world) kept(s *side, x write, r merge.Register) bool {
	if !r.Covers(x.version) {
		return false
	}
	for _, v := range r.Siblings {
		if v.Version == x.version {
			return true
		}
	}
	for _, later := range s.writes {
		if later.subject == x.subject && later.version != x.version && later.base.Covers(x.version) && r.Covers(later.version) {
			return true
		}
	}
	return false
}

// Whatever happens to the files (any order, repeated, lost, filled in by hand, taken back), once everybody has got
// everything both sides hold the same, and nothing that somebody was told is saved has vanished unseen.
func TestAnyOrderOfFiles(t *testing.T) {
	few(t, 4)
	dir := t.TempDir()
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		w := newWorld(rt, filepath.Join(dir, fmt.Sprint(run)))
		defer w.close()
		for range rapid.IntRange(5, 30).Draw(rt, "steps") {
			w.step()
		}
		w.settles()
		for _, s := range w.side {
			w.holds(s)
		}
	})
}
