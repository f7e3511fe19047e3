package words

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kreislage/assets"
)

// sharedAreas are the first words of keys that any area may define: sentences that a data package names by a code.
var sharedAreas = []string{"reason", "warning", "verdict"}

var (
	keyForm         = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_-]+)+$`)
	prefixForm      = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_-]+)*\.$`)
	placeholderForm = regexp.MustCompile(`\{([a-z0-9_]+)\}`)
)

// area is one translation file: texts by key.
type area map[string]string

// areas reads all texts of a language by the name of their file without its ending.
func areas(t *testing.T, lang string) map[string]area {
	t.Helper()
	names, err := fs.Glob(assets.Translations(), lang+"/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]area{}
	for _, name := range names {
		data, err := fs.ReadFile(assets.Translations(), name)
		if err != nil {
			t.Fatal(err)
		}
		texts := area{}
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		all[strings.TrimSuffix(filepath.Base(name), ".json")] = texts
	}
	return all
}

// Each language says the same things: the same files, the same keys, the same placeholders.
func TestLanguagesAgree(t *testing.T) {
	base := areas(t, German)
	for _, lang := range Languages()[1:] {
		for _, complaint := range disagreements(base, areas(t, lang)) {
			t.Errorf("%s and %s: %s", German, lang, complaint)
		}
	}
}

func disagreements(base, other map[string]area) []string {
	var found []string
	for name := range union(base, other) {
		for key := range union(base[name], other[name]) {
			a, inBase := base[name][key]
			b, inOther := other[name][key]
			switch {
			case !inBase || !inOther:
				found = append(found, fmt.Sprintf("%s.json: %s is in one language only", name, key))
			case !slices.Equal(placeholders(a), placeholders(b)):
				found = append(found, fmt.Sprintf("%s.json: %s has the placeholders %v and %v", name, key, placeholders(a), placeholders(b)))
			}
		}
	}
	slices.Sort(found)
	return found
}

func union[V any](a, b map[string]V) map[string]bool {
	keys := map[string]bool{}
	for key := range a {
		keys[key] = true
	}
	for key := range b {
		keys[key] = true
	}
	return keys
}

// placeholders lists the names a text asks for, each once, sorted.
func placeholders(text string) []string {
	var names []string
	for _, match := range placeholderForm.FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// A text is typeset: no straight or foreign quotation marks, no stray spaces; and a key stands in its own file, once.
func TestTextsAreClean(t *testing.T) {
	for _, lang := range Languages() {
		home := map[string]string{}
		for name, texts := range areas(t, lang) {
			for key, text := range texts {
				for _, complaint := range append(keyFaults(name, key), textFaults(lang, text)...) {
					t.Errorf("%s/%s.json: %s: %s", lang, name, key, complaint)
				}
				if first, twice := home[key]; twice {
					t.Errorf("%s: %s is in %s.json and in %s.json", lang, key, first, name)
				}
				home[key] = name
			}
		}
	}
}

func keyFaults(file, key string) []string {
	if !keyForm.MatchString(key) {
		return []string{"a key is lower-case words with dots between them"}
	}
	first, _, _ := strings.Cut(key, ".")
	if first != file && !slices.Contains(sharedAreas, first) {
		return []string{"a key starts with the name of its file"}
	}
	return nil
}

func textFaults(lang, text string) []string {
	var found []string
	complain := func(bad bool, complaint string) {
		if bad {
			found = append(found, complaint)
		}
	}
	complain(strings.TrimSpace(text) == "", "the text is empty")
	complain(strings.Contains(text, "  "), "two spaces in a row")
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		complain(line != strings.TrimSpace(line), "a line starts or ends with a space")
	}
	complain(strings.HasSuffix(text, "\n"), "the text ends with a line break")
	complain(strings.ContainsAny(text, "\r\t\u200b\ufeff"), "a control character")
	complain(strings.Contains(text, `"`), "a straight quotation mark")
	complain(strings.Contains(text, "..."), "three dots instead of …")
	opening, closing, foreign := "„", "“", "”"
	if lang == English {
		opening, closing, foreign = "“", "”", "„"
	}
	complain(strings.Contains(text, foreign), "a quotation mark of another language")
	complain(strings.Count(text, opening) != strings.Count(text, closing), "a quotation mark without its partner")
	return found
}

// The rules above are worth something only if they notice what they forbid.
func TestRulesNotice(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		faults     int
	}{
		{German, "Das heißt „Erhebung“, nicht mehr …", 0},
		{English, "It’s called a “round”.\nNothing more …", 0},
		{German, `Das heißt "Erhebung".`, 1},
		{German, "Das heißt „Erhebung”.", 2},
		{German, "Das heißt „Erhebung.", 1},
		{English, "This is a „round“.", 2},
		{German, "Zwei  Leerzeichen", 1},
		{German, "Am Ende ", 1},
		{German, "Am Ende \neiner Zeile", 1},
		{German, "Zeile\n", 1},
		{German, "Moment...", 1},
		{German, "", 1},
	} {
		if got := textFaults(c.lang, c.text); len(got) != c.faults {
			t.Errorf("%q: got %q, want %d faults", c.text, got, c.faults)
		}
	}
	for key, faults := range map[string]int{
		"desk.saved": 0, "reason.too_long": 0, "verdict.new.one": 0, "window.title": 1, "desk": 1, "desk.Saved": 1, "desk.saved.": 1,
	} {
		if got := keyFaults("desk", key); len(got) != faults {
			t.Errorf("%q: got %q, want %d faults", key, got, faults)
		}
	}
	base := map[string]area{"desk": {"desk.a": "{x}", "desk.b": "b", "desk.c": "c"}}
	other := map[string]area{"desk": {"desk.a": "{y}", "desk.b": "b"}, "lage": {"lage.a": "a"}}
	if got := disagreements(base, other); len(got) != 3 {
		t.Errorf("two languages that differ in three things: got %q", got)
	}
}

// call is one place in the sources where a text is said by a literal key.
type call struct {
	where  string
	key    string
	plural bool
	begins bool     // key is only how the key begins; the rest is put together at run time
	names  []string // the placeholders given
	open   bool     // more may be given at run time
}

// sources is what the Go sources tell about keys.
type sources struct {
	calls    []call
	literals map[string]bool // every string literal outside of tests
}

// Every key that the sources say by name has a text, and every placeholder of that text gets a value.
func TestKeysExist(t *testing.T) {
	texts := map[string]string{}
	for _, area := range areas(t, German) {
		for key, text := range area {
			texts[key] = text
		}
	}
	for _, c := range readSources(t).calls {
		for _, complaint := range callFaults(c, texts) {
			t.Errorf("%s: %s", c.where, complaint)
		}
	}
}

func callFaults(c call, texts map[string]string) []string {
	if c.begins {
		for key := range texts {
			if strings.HasPrefix(key, c.key) {
				return nil
			}
		}
		return []string{"no text for a key that begins with " + c.key}
	}
	keys := []string{c.key}
	given := c.names
	if c.plural {
		keys = []string{c.key + ".one", c.key + ".other"}
		given = append([]string{"n"}, given...)
	}
	var found []string
	for _, key := range keys {
		text, ok := texts[key]
		if !ok {
			found = append(found, "no text for "+key)
			continue
		}
		for _, name := range placeholders(text) {
			if !c.open && !slices.Contains(given, name) {
				found = append(found, fmt.Sprintf("%s gets no value for {%s}", key, name))
			}
		}
	}
	return found
}

// Every text is said somewhere: its key stands in the sources, whole or, for keys put together at run time, up to a dot
// ("reason."). Areas that no source speaks of are left out; their part of the program is not there to ask.
func TestKeysAreUsed(t *testing.T) {
	literals := readSources(t).literals
	for name, texts := range areas(t, German) {
		if unused := unusedKeys(texts, literals); len(unused) < len(texts) {
			for _, key := range unused {
				t.Errorf("%s.json: nothing says %s", name, key)
			}
		}
	}
}

func unusedKeys(texts area, literals map[string]bool) []string {
	var unused []string
	for key := range texts {
		if !said(key, literals) {
			unused = append(unused, key)
		}
	}
	slices.Sort(unused)
	return unused
}

func said(key string, literals map[string]bool) bool {
	for _, form := range []string{key, strings.TrimSuffix(key, ".one"), strings.TrimSuffix(key, ".other")} {
		if literals[form] {
			return true
		}
	}
	for i, r := range key {
		if r == '.' && literals[key[:i+1]] {
			return true
		}
	}
	return false
}

// The checks of the sources notice a key without a text, a value that is not given, and a text nobody says.
func TestSourceChecksNotice(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", `package x
func f(w words, n int, reason string, more []any) {
	w.Say("desk.saved", "count", n)
	w.Say("desk.saved")
	w.Say("desk.saved", more...)
	w.Say("desk.none")
	w.Plural("desk.answers", n)
	w.Say("reason." + reason)
	w.Say("verdict." + reason + ".hint")
	w.Say(fmt.Sprintf("status.%s", reason))
	other.Say(n)
}`, 0)
	if err != nil {
		t.Fatal(err)
	}
	texts := area{"desk.saved": "{count}", "desk.answers.one": "{n}", "reason.too_long": "x", "status.yes": "x", "desk.unsaid": "x"}
	found := sources{literals: map[string]bool{}}
	found.read(token.NewFileSet(), file)
	var complaints []string
	for _, c := range found.calls {
		complaints = append(complaints, callFaults(c, texts)...)
	}
	want := []string{"desk.saved gets no value for {count}", "no text for desk.none", "no text for desk.answers.other", "no text for a key that begins with verdict."}
	if !slices.Equal(complaints, want) {
		t.Errorf("got %q, want %q", complaints, want)
	}
	if got := unusedKeys(texts, found.literals); !slices.Equal(got, []string{"desk.unsaid"}) {
		t.Errorf("unused: got %q", got)
	}
}

// readSources parses every Go file of the programs that is no test.
func readSources(t *testing.T) sources {
	t.Helper()
	all := sources{literals: map[string]bool{}}
	files := token.NewFileSet()
	for _, top := range []string{"app", "cmd", "data", "assets"} {
		err := filepath.WalkDir(filepath.Join("..", "..", top), func(name string, entry fs.DirEntry, err error) error {
			if err != nil && !strings.HasSuffix(name, top) {
				return err
			}
			if entry == nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			all.read(files, file)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func (s *sources) read(files *token.FileSet, file *ast.File) {
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				text, _, _ = strings.Cut(text, "%") // fmt.Sprintf("status.%s", …) speaks of all keys under status.
				if keyForm.MatchString(text) || prefixForm.MatchString(text) {
					s.literals[text] = true
				}
			}
		case *ast.CallExpr:
			if c, ok := saying(n); ok {
				c.where = files.Position(n.Pos()).String()
				s.calls = append(s.calls, c)
			}
		}
		return true
	})
}

// saying recognises x.Say("key", …) and x.Plural("key", n, …), also through helpers of the same name in lower case.
func saying(n *ast.CallExpr) (call, bool) {
	name := ""
	switch fun := n.Fun.(type) {
	case *ast.SelectorExpr:
		name = strings.ToLower(fun.Sel.Name)
	case *ast.Ident:
		name = strings.ToLower(fun.Name)
	}
	fixed := map[string]int{"say": 1, "plural": 2}[name]
	if fixed == 0 || len(n.Args) < fixed {
		return call{}, false
	}
	first, begins := n.Args[0], false
	for sum, ok := first.(*ast.BinaryExpr); ok; sum, ok = first.(*ast.BinaryExpr) {
		first, begins = sum.X, true
	}
	key, ok := literal(first)
	if !ok {
		return call{}, false
	}
	c := call{begins: begins, key: key, plural: name == "plural", open: n.Ellipsis.IsValid()}
	for i := fixed; i < len(n.Args); i += 2 {
		placeholder, ok := literal(n.Args[i])
		if !ok {
			c.open = true
			break
		}
		c.names = append(c.names, placeholder)
	}
	return c, true
}

func literal(expr ast.Expr) (string, bool) {
	lit, ok := expr.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
