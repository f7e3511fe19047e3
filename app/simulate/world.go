package simulate

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver that reads the data files for comparing

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/vault"
)

// world is one run: an office, its districts, the files between them, and what everybody must know.
type world struct {
	ctx  context.Context
	dir  string
	now  time.Time
	rand *rand.ChaCha8 // what the desks draw from, set anew for each step

	office    *folder
	folders   []*folder // the districts' data folders that are in use
	districts []*district
	catalogue *assessment.Catalogue   // the first edition: what it asks, all ask
	editions  []*assessment.Catalogue // all of them
	rounds    []assessment.RoundID
	letters   []*letter
	backups   []*saved
	shots     []*saved

	facts    []*fact
	copies   map[string]int // those of the facts that were copied from another round or scope, by the name of the version
	versions map[merge.Version]*fact
	numbers  map[string]uint64 // the highest counter seen of each desk
	floor    map[string]uint64 // the same before this step: a new write must lie above
	sent     map[number]*content
	names    int // of folders and files, counted up
	turn     int // of scopes, counted up

	decided bool // every conflict that can be decided has been

	acting *folder  // whose program may be killed in this step
	marks  []*state // what it may know after the kill
	fuse   int      // calls until the kill, 0 for none
	shot   *shot
	before learned

	tell func(what string)
}

// learned is what was known of numbers before a step.
type learned struct {
	versions map[merge.Version]*fact
	numbers  map[string]uint64
	sent     map[number]*content
	letters  int
}

// district is a county with what its people have.
type district struct {
	key        assessment.DistrictKey
	passphrase string
}

// folder is a data folder on some computer.
type folder struct {
	name     string
	dir      string
	profile  string
	who      string
	district *district // nil at the office
	desk     *desk.Desk
	probe    *sql.DB
	st       *state
}

// role is whose desk it is.
func (f *folder) role() assessment.Role {
	if f.district == nil {
		return assessment.RoleOffice
	}
	return assessment.RoleDistrict
}

// number is what must never stand on two different files.
type number struct {
	kind     envelope.Kind
	desk     assessment.DeskID
	round    assessment.RoundID
	district assessment.DistrictKey
	sequence uint64
}

// content is what one export holds.
type content struct {
	kind     envelope.Kind
	district assessment.DistrictKey
	round    assessment.RoundID
	desk     assessment.DeskID
	line     []assessment.DeskID
	sequence uint64
	code     string
	known    map[assessment.Subject]facts
	scopes   []assessment.Scope
	edition  *assessment.Catalogue
	asked    []assessment.RequirementID     // of a pack
	scope    assessment.ScopeID             // of a pack
	typed    []int                          // writes by hand into copies of it
	applied  bool                           // somebody has taken it in as its sender has signed it
	receipts map[assessment.DeskID]*content // the newest of each desk that its sender had applied
}

// row is one requirement as one scope answers it.
type row struct {
	scope       assessment.ScopeID
	requirement assessment.RequirementID
}

// id is what stands in the row's column of ids.
func (r row) id() string {
	if r.scope == assessment.WholeScope {
		return string(r.requirement)
	}
	return string(r.requirement) + "@" + string(r.scope)
}

// letter is a file on its way: an export or a copy of it that somebody has changed.
type letter struct {
	*content
	path    string
	hands   []int        // what was typed into it
	refused map[row]bool // rows that were spoilt
	broken  bool
	weak    bool
	lost    bool
	to      int // how often it has been delivered
}

// saved is a copy of a data folder, put aside.
type saved struct {
	of      *folder
	profile string
	files   map[string][]byte // of the folder; nil for a backup
	backup  string
	st      *state
}

// shot is what lies on the disk in the moment of a kill.
type shot struct {
	folder, memory map[string][]byte
	mail           map[string]bool
}

// bail carries the first thing that did not hold out of the run.
type bail struct{ err error }

// fail ends the run.
func (w *world) fail(format string, args ...any) { panic(bail{fmt.Errorf(format, args...)}) }

// must ends the run where a desk answers with an error that it has no reason for.
func (w *world) must(err error, what string) {
	if err != nil {
		w.fail("%s: unexpected error: %w", what, err)
	}
}

func newWorld(dir string) *world {
	return &world{
		ctx: desk.WithReads(context.Background(), &desk.Reads{}), dir: dir, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
		copies: map[string]int{}, versions: map[merge.Version]*fact{}, numbers: map[string]uint64{}, sent: map[number]*content{},
	}
}

// clock is every desk's clock. Each look at it is a moment in which a program may be killed.
func (w *world) clock() time.Time {
	w.tick()
	w.now = w.now.Add(1500 * time.Millisecond)
	return w.now
}

// Read is where the desks draw from.
func (w *world) Read(b []byte) (int, error) {
	w.tick()
	return w.rand.Read(b)
}

func (w *world) tick() {
	if w.fuse == 0 {
		return
	}
	if w.fuse--; w.fuse == 0 {
		w.blow()
	}
}

func (w *world) path(kind string) string {
	w.names++
	return filepath.Join(w.dir, fmt.Sprintf("%s-%03d", kind, w.names))
}

func (w *world) options(f *folder) desk.Options {
	o := desk.Options{Clock: w.clock, Random: w, Profile: f.profile, Who: f.who, Lang: "de", SpinCount: 2, Cost: vault.Cost{Passes: 1, Memory: 64, Threads: 1}}
	if f.district != nil && f.district.passphrase != "" {
		o.Passphrase = func() (string, error) { return f.district.passphrase, nil }
	}
	return o
}

// open starts the program on a folder, as its people do, and opens its secrets.
func (w *world) open(f *folder) {
	d, err := desk.Open(w.ctx, f.dir, w.options(f))
	w.must(err, "open "+f.name)
	f.desk = d
	w.begin(f)
}

// begin follows a folder that has just been opened.
func (w *world) begin(f *folder) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(f.dir, "kreislage.db")+"?_pragma=query_only(1)")
	w.must(err, "read "+f.name)
	db.SetMaxOpenConns(1)
	f.probe = db
	_, err = f.desk.Preview(w.ctx, nil, nil) // asks for the secrets
	w.must(err, "unlock "+f.name)
	if id := f.desk.Info().Desk; id != f.st.desk {
		f.st.renewed(id)
	}
}

// shut ends the program.
func (w *world) shut(f *folder) {
	if f.desk == nil {
		return
	}
	err := f.probe.Close()
	w.must(err, "close the reader of "+f.name)
	err = f.desk.Close()
	f.desk, f.probe = nil, nil
	w.must(err, "close "+f.name)
}

func (w *world) closeAll() {
	for _, f := range w.everyone() {
		if f.desk != nil {
			f.probe.Close()
			f.desk.Close()
		}
	}
}

func (w *world) everyone() []*folder {
	if w.office == nil {
		return w.folders
	}
	return append([]*folder{w.office}, w.folders...)
}

func (w *world) of(k assessment.DistrictKey) []*folder {
	var out []*folder
	for _, f := range w.folders {
		if f.district.key == k {
			out = append(out, f)
		}
	}
	return out
}

// registers reads what the data file holds, encoded.
func (w *world) registers(f *folder) map[assessment.Subject]string {
	rows, err := f.probe.Query("SELECT round, district, scope, kind, item, field, state FROM registers")
	w.must(err, "read the registers of "+f.name)
	defer rows.Close()
	out := map[assessment.Subject]string{}
	for rows.Next() {
		var s assessment.Subject
		var text string
		w.must(rows.Scan(&s.Round, &s.District, &s.Scope, &s.Kind, &s.Item, &s.Field, &text), "read a register of "+f.name)
		if text != "" {
			out[s] = text
		}
	}
	w.must(rows.Err(), "read the registers of "+f.name)
	return out
}

// commits is a number that changes with every transaction that anybody commits.
func (w *world) commits(f *folder) int64 {
	var n int64
	w.must(f.probe.QueryRow("PRAGMA data_version").Scan(&n), "read the data version of "+f.name)
	return n
}

// tables are those in which a file that is not taken in must leave no trace; a quarantine is its place.
var tables = []string{"meta", "districts", "scopes", "desks", "catalogues", "rounds", "participants", "registers", "answers", "files", "history", "delegations"}

// dump is everything in a data file but the quarantine and the sealed secrets, as one text.
func (w *world) dump(f *folder) string {
	var b strings.Builder
	for _, t := range tables {
		rows, err := f.probe.Query("SELECT * FROM " + t)
		w.must(err, "read "+t)
		columns, err := rows.Columns()
		w.must(err, "read "+t)
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			w.must(rows.Scan(into...), "read "+t)
			fmt.Fprintln(&b, t, values)
		}
		w.must(rows.Err(), "read "+t)
	}
	return b.String()
}

// tree reads all files below a folder.
func (w *world) tree(dir string) map[string][]byte {
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = b
		return err
	})
	w.must(err, "copy "+filepath.Base(dir))
	return out
}

// plant makes a folder hold exactly these files.
func (w *world) plant(dir string, files map[string][]byte) {
	w.must(os.RemoveAll(dir), "clear a folder")
	w.must(os.MkdirAll(dir, 0o700), "make a folder")
	for name, b := range files {
		path := filepath.Join(dir, name)
		w.must(os.MkdirAll(filepath.Dir(path), 0o700), "make a folder")
		w.must(os.WriteFile(path, b, 0o600), "write a copy")
	}
}

func (f *folder) markers() string { return filepath.Join(f.profile, "desks") }

// memory is what the account remembers of a folder's desk: the files that bear its id.
func (w *world) memory(f *folder) map[string][]byte {
	out := w.tree(f.markers())
	maps.DeleteFunc(out, func(name string, _ []byte) bool { return !strings.HasPrefix(name, string(f.st.desk)+".") })
	return out
}

// remember makes the account remember of a closed folder's desk what it did before, and nothing else of it. What it
// remembers of other desks stays: their programs run on and hold their files open, so a file planted anew would take
// no number of theirs any more, which is nothing that the death of one program can do.
func (w *world) remember(f *folder, memory map[string][]byte) {
	for name := range w.memory(f) {
		w.must(os.Remove(filepath.Join(f.markers(), name)), "forget a desk")
	}
	for name, b := range memory {
		w.must(os.WriteFile(filepath.Join(f.markers(), name), b, 0o600), "remember a desk")
	}
}

// otherComputer gives a computer of its own the account's keys, but none of its memory of desks.
func (w *world) otherComputer(f *folder) string {
	profile := w.path("profile")
	w.plant(filepath.Join(profile, "keys"), w.tree(filepath.Join(f.profile, "keys")))
	return profile
}

// blow takes the picture of the disk in which the killed program is found again.
func (w *world) blow() {
	f := w.acting
	w.shot = &shot{folder: w.tree(f.dir), memory: w.memory(f), mail: map[string]bool{}}
	w.fuse = 0
	err := filepath.WalkDir(w.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			w.shot.mail[path] = true
		}
		return nil
	})
	w.must(err, "look at the disk")
}

func sortSubjects(s []assessment.Subject) []assessment.Subject {
	slices.SortFunc(s, func(a, b assessment.Subject) int {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	return s
}
