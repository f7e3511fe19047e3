// Package app_test keeps the house: which package may know which, what stands at the top, and that every file is tidy.
// The rules are read from the sources themselves, with every build tag, so they hold for each platform.
package app_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "kreislage"

// root is the top of the house, seen from this package.
const root = ".."

// topLevel is what may stand at the top besides what .gitignore names: the house is found at a glance.
var topLevel = []string{
	"cmd", "app", "data", "assets", "FyneApp.toml", "go.mod", "go.sum", "README.md", "LICENSE", "Makefile",
	".ci", ".git", ".gitignore",
}

// rule says what the packages in a part of the house may know of the others.
type rule struct {
	part   string   // a package and all below it, without the module's name
	may    []string // parts of the house it may import; a part includes what is below it
	only   []string // where set: the only imports from outside; "std" is the standard library
	except []string // imports from outside that it must not have, with all below them
}

// Imports from outside that only some parts may have.
var (
	fyne     = "fyne.io"
	storage  = []string{"database/sql", "modernc.org", "github.com/xuri/excelize", "github.com/richardlehane/mscfb"}
	noScreen = []string{fyne}
)

// rules is the house. The longest part that fits a package counts. A package that no rule fits has no place yet.
var rules = []rule{
	{part: "cmd/kreislage", may: []string{"app/window", "app/desk", "app/demo", "app/words", "assets", "data/assessment"}, except: storage},
	{part: "cmd/lage", may: []string{"app/desk", "app/demo", "app/words", "assets", "data/assessment"}, except: append(storage, fyne)},
	{part: "app/window", may: []string{"app/window", "app/desk", "app/words", "assets", "data/assessment"}, except: storage},
	{part: "app/window/widget", may: []string{"app/window/widget"}, only: []string{"std", fyne}, except: storage},
	{part: "app/desk", may: []string{"app/desk", "app/words", "data"}, except: noScreen},
	{part: "app/demo", may: []string{"app/demo", "app/desk", "app/words", "data/assessment", "data/catalogue"}, except: append(storage, fyne)},
	// The person with nothing but Excel: works on the file alone, and therefore must not know what made it.
	{part: "app/demo/byhand", may: []string{"data/officecrypt"}, except: []string{fyne, "database/sql", "modernc.org"}},
	// The judge of exchange and merge: reads data folders from outside to compare. No program may know it.
	{part: "app/simulate", may: []string{"app/simulate", "app/demo", "app/desk", "app/words", "data/assessment", "data/canonical", "data/envelope", "data/merge", "data/officecrypt", "data/vault"}, except: noScreen},
	// What benchmarks share. No program may know it.
	{part: "app/scale", may: []string{"data/assessment"}, except: noScreen},
	{part: "app/words", may: []string{"assets", "data/assessment"}, only: []string{"std"}, except: storage},
	{part: "assets", only: []string{"std"}},
	{part: "data", may: []string{"data/assessment"}, except: noScreen},
	{part: "data/assessment", only: []string{"std"}, except: storage},
	{part: "data/merge", may: []string{"data/assessment"}, only: []string{"std"}, except: storage},
	{part: "data/canonical", may: []string{"data/assessment"}, except: append(storage, fyne)},
	{part: "data/catalogue", may: []string{"data/assessment", "data/canonical", "data/sheet"}, except: noScreen},
	{part: "data/envelope", may: []string{"data/assessment", "data/merge"}, except: append(storage, fyne)},
	{part: "data/officecrypt", may: []string{"data/officecrypt"}, except: noScreen},
	{part: "data/report", may: []string{"data/assessment", "data/canonical"}, except: noScreen},
	{part: "data/sheet", except: noScreen},
	{part: "data/store", may: []string{"data/assessment", "data/merge"}, except: noScreen},
	{part: "data/vault", may: []string{"data/assessment"}, except: noScreen},
	{part: "data/workbook", may: []string{"data/assessment", "data/canonical", "data/sheet"}, except: noScreen},
}

// unreachable names what a part must not reach at all, through however many packages of the house.
var unreachable = map[string]string{"cmd/lage": fyne, "app/desk": fyne, "app/demo": fyne, "app/simulate": fyne, "data": fyne}

// network lists the packages that can open a connection. Kreislage opens none, so only tests may have them.
var network = []string{"net", "net/http", "net/rpc", "net/smtp", "net/textproto", "crypto/tls", "log/syslog", "golang.org/x/net", "golang.org/x/crypto/ssh"}

// fileAccess lists, by package, what reads or changes the file system. The window hands paths to the desk instead.
var fileAccess = map[string][]string{
	"os": {
		"Chdir", "Chmod", "Chown", "Chtimes", "CopyFS", "Create", "CreateTemp", "DirFS", "Lchown", "Link", "Lstat", "Mkdir",
		"MkdirAll", "MkdirTemp", "NewFile", "Open", "OpenFile", "OpenInRoot", "OpenRoot", "ReadDir", "ReadFile", "Readlink",
		"Remove", "RemoveAll", "Rename", "Stat", "Symlink", "Truncate", "WriteFile",
	},
	"path/filepath": {"EvalSymlinks", "Glob", "Walk", "WalkDir"},
	"io/ioutil":     {"ReadAll", "ReadDir", "ReadFile", "TempDir", "TempFile", "WriteFile"},
}

// graph maps a package of the house, without the module's name, to what its files that are no tests import.
type graph map[string][]string

// violations lists every import that breaks a rule, sorted.
func violations(g graph) []string {
	var found []string
	for pkg, imports := range g {
		r, ok := ruleOf(pkg)
		if !ok {
			found = append(found, fmt.Sprintf("%s has no place in the house", pkg))
			continue
		}
		for _, imported := range imports {
			if complaint := r.forbids(pkg, imported); complaint != "" {
				found = append(found, complaint)
			}
		}
		for part, target := range unreachable {
			if trail := reach(g, pkg, target); within(pkg, part) && trail != nil {
				found = append(found, fmt.Sprintf("%s reaches %s: %s", pkg, target, strings.Join(trail, " -> ")))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func ruleOf(pkg string) (rule, bool) {
	var best rule
	for _, r := range rules {
		if within(pkg, r.part) && len(r.part) > len(best.part) {
			best = r
		}
	}
	return best, best.part != ""
}

// forbids returns a sentence where pkg must not import imported, and "" where it may.
func (r rule) forbids(pkg, imported string) string {
	if slices.ContainsFunc(network, func(n string) bool { return imported == n || within(imported, n) && n != "net" }) {
		return fmt.Sprintf("%s imports %s, but the product opens no connection", pkg, imported)
	}
	if own, ok := strings.CutPrefix(imported, module+"/"); ok {
		if slices.ContainsFunc(r.may, func(part string) bool { return within(own, part) }) || within(own, pkg) && within(own, r.part) {
			return ""
		}
		return fmt.Sprintf("%s must not know %s", pkg, own)
	}
	if slices.ContainsFunc(r.except, func(part string) bool { return within(imported, part) }) {
		return fmt.Sprintf("%s must not import %s", pkg, imported)
	}
	allowed := func(part string) bool { return part == "std" && standard(imported) || within(imported, part) }
	if len(r.only) > 0 && !slices.ContainsFunc(r.only, allowed) {
		return fmt.Sprintf("%s must not import %s", pkg, imported)
	}
	return ""
}

// within tells whether pkg is part or lies below it.
func within(pkg, part string) bool { return pkg == part || strings.HasPrefix(pkg, part+"/") }

// standard tells whether an import path belongs to the standard library: its first element has no dot.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") && first != module
}

// reach returns the way from a package to something imported at or below target, and nil where there is none.
func reach(g graph, from, target string) []string {
	seen := map[string]bool{}
	var walk func(pkg string) []string
	walk = func(pkg string) []string {
		if seen[pkg] {
			return nil
		}
		seen[pkg] = true
		for _, imported := range g[pkg] {
			if within(imported, target) {
				return []string{pkg, imported}
			}
			if own, ok := strings.CutPrefix(imported, module+"/"); ok {
				if trail := walk(own); trail != nil {
					return append([]string{pkg}, trail...)
				}
			}
		}
		return nil
	}
	return walk(from)
}

// No package knows one it must not know.
func TestArrows(t *testing.T) {
	g := graph{}
	for _, file := range goFiles(t) {
		if file.test {
			continue
		}
		g[file.pkg] = append(g[file.pkg], file.imports...)
	}
	if len(g) == 0 {
		t.Fatal("no packages found")
	}
	for _, complaint := range violations(g) {
		t.Error(complaint)
	}
}

// The rules notice what they forbid; each line is a house with one thing wrong, or nothing.
func TestArrowsNotice(t *testing.T) {
	own := func(pkg string) string { return module + "/" + pkg }
	sound := graph{
		"cmd/kreislage":     {own("app/window"), own("app/demo"), own("app/desk"), "fyne.io/fyne/v2/app", "os"},
		"cmd/lage":          {own("app/desk"), own("app/words"), "github.com/alecthomas/kong"},
		"app/window":        {own("app/desk"), own("app/window/office"), own("assets"), "fyne.io/fyne/v2", "net/url"},
		"app/window/office": {own("app/window/widget"), own("data/assessment"), "fyne.io/fyne/v2"},
		"app/window/widget": {own("app/window/widget/chart"), "fyne.io/fyne/v2/widget", "image/color"},
		"app/desk":          {own("data/store"), own("data/workbook"), own("app/words")},
		"app/demo":          {own("app/desk"), own("data/catalogue")},
		"data/store":        {own("data/merge"), "modernc.org/sqlite"},
		"data/officecrypt":  {own("data/officecrypt/container"), "crypto/aes"},
		"data/merge":        {"slices"},
		"assets":            {"embed"},
	}
	if got := violations(sound); len(got) > 0 {
		t.Errorf("a sound house: got %q", got)
	}
	for _, c := range []struct{ pkg, imported, want string }{
		{"data/assessment", own("data/merge"), "data/assessment must not know data/merge"},
		{"data/assessment", "golang.org/x/text/unicode/norm", "data/assessment must not import golang.org/x/text/unicode/norm"},
		{"data/merge", "pgregory.net/rapid", "data/merge must not import pgregory.net/rapid"},
		{"data/officecrypt", own("data/assessment"), "data/officecrypt must not know data/assessment"},
		{"data/store", own("data/workbook"), "data/store must not know data/workbook"},
		{"data/sheet", own("data/assessment"), "data/sheet must not know data/assessment"},
		{"data/report", own("app/desk"), "data/report must not know app/desk"},
		{"data/other", own("data/store"), "data/other must not know data/store"},
		{"data/vault", "fyne.io/fyne/v2", "data/vault must not import fyne.io/fyne/v2"},
		{"app/desk", own("app/window"), "app/desk must not know app/window"},
		{"app/desk", own("app/window"), "app/desk reaches fyne.io: app/desk -> app/window -> app/window/office -> app/window/widget -> fyne.io/fyne/v2/widget"},
		{"app/desk", "fyne.io/fyne/v2", "app/desk must not import fyne.io/fyne/v2"},
		{"cmd/lage", own("app/window/widget"), "cmd/lage reaches fyne.io: cmd/lage -> app/window/widget -> fyne.io/fyne/v2/widget"},
		{"cmd/lage", own("data/store"), "cmd/lage must not know data/store"},
		{"app/window", own("data/store"), "app/window must not know data/store"},
		{"app/window/office", own("data/envelope"), "app/window/office must not know data/envelope"},
		{"app/window/office", "github.com/xuri/excelize/v2", "app/window/office must not import github.com/xuri/excelize/v2"},
		{"app/window/office", "database/sql", "app/window/office must not import database/sql"},
		{"app/window/widget", own("data/assessment"), "app/window/widget must not know data/assessment"},
		{"app/window/widget", own("app/words"), "app/window/widget must not know app/words"},
		{"app/window/widget", "golang.org/x/image/font", "app/window/widget must not import golang.org/x/image/font"},
		{"app/words", own("app/desk"), "app/words must not know app/desk"},
		{"app/demo", own("data/store"), "app/demo must not know data/store"},
		{"app/demo/byhand", own("data/workbook"), "app/demo/byhand must not know data/workbook"},
		{"cmd/lage", own("app/simulate"), "cmd/lage must not know app/simulate"},
		{"app/desk", "net/http", "app/desk imports net/http, but the product opens no connection"},
		{"data/vault", "net", "data/vault imports net, but the product opens no connection"},
		{"app/helpers", "strings", "app/helpers has no place in the house"},
		{"tools", "strings", "tools has no place in the house"},
	} {
		broken := graph{}
		for pkg, imports := range sound {
			broken[pkg] = slices.Clone(imports)
		}
		broken[c.pkg] = append(broken[c.pkg], c.imported)
		if got := violations(broken); !slices.Contains(got, c.want) {
			t.Errorf("%s imports %s: got %q, want %q", c.pkg, c.imported, got, c.want)
		}
	}
}

// The window hands a chosen path to the desk; it never looks into the file system itself.
func TestWindowLeavesFilesAlone(t *testing.T) {
	for _, file := range goFiles(t) {
		if file.test || !within(file.pkg, "app/window") {
			continue
		}
		for _, use := range fileUses(file.syntax) {
			t.Errorf("%s uses %s", file.name, use)
		}
	}
}

// fileUses lists the functions of fileAccess that a file speaks of, also under another name of their package.
func fileUses(file *ast.File) []string {
	names := map[string]string{}
	for _, spec := range file.Imports {
		imported := unquote(spec.Path.Value)
		if _, ok := fileAccess[imported]; !ok {
			continue
		}
		names[path.Base(imported)] = imported
		if spec.Name != nil {
			names[spec.Name.Name] = imported
		}
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if ident, ok := selector.X.(*ast.Ident); ok && slices.Contains(fileAccess[names[ident.Name]], selector.Sel.Name) {
			found = append(found, names[ident.Name]+"."+selector.Sel.Name)
		}
		return true
	})
	return found
}

// A use of the file system is noticed under any name; what only speaks of paths is not one.
func TestFileUsesNotice(t *testing.T) {
	for source, want := range map[string]int{
		`package x; import "os"; var f, _ = os.Open("a")`:                                     1,
		`package x; import system "os"; var e = system.Remove("a")`:                           1,
		`package x; import "path/filepath"; var m, _ = filepath.Glob("*")`:                    1,
		`package x; import ("os"; "path/filepath"); var a, b = filepath.Base("a"), os.Stdout`: 0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", source, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := fileUses(file); len(got) != want {
			t.Errorf("%s: got %q", source, got)
		}
	}
}

// Nothing stands at the top that does not belong there.
func TestTopLevel(t *testing.T) {
	ignored, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !belongs(entry.Name(), string(ignored)) {
			t.Errorf("%s does not belong at the top", entry.Name())
		}
	}
}

// belongs tells whether an entry may stand at the top: as part of the house, or as something .gitignore keeps out of it.
func belongs(name, ignored string) bool {
	if slices.Contains(topLevel, name) {
		return true
	}
	for pattern := range strings.Lines(ignored) {
		pattern = strings.Trim(strings.TrimSpace(pattern), "/")
		if ok, err := path.Match(pattern, name); err == nil && ok {
			return true
		}
	}
	return false
}

func TestTopLevelNotices(t *testing.T) {
	ignored := "/out/\n*.exe\n"
	for name, want := range map[string]bool{"app": true, "out": true, "lage.exe": true, "internal": false, "notes.md": false} {
		if got := belongs(name, ignored); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// Every package says what lives in it, and every file is formatted.
func TestFilesAreTidy(t *testing.T) {
	comments, files := map[string]bool{}, goFiles(t)
	for _, file := range files {
		if formatted, err := format.Source(file.source); err != nil {
			t.Errorf("%s: %v", file.name, err)
		} else if !bytes.Equal(formatted, file.source) {
			t.Errorf("%s is not formatted: make fmt", file.name)
		}
		comments[file.pkg] = comments[file.pkg] || describes(file.syntax)
	}
	for pkg, described := range comments {
		if !described {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// describes tells whether a file holds its package's comment. A program's comment says what the program is and may
// start with any word.
func describes(file *ast.File) bool {
	doc, name := strings.TrimSpace(file.Doc.Text()), file.Name.Name
	return strings.HasPrefix(doc, "Package "+name+" ") || name == "main" && doc != ""
}

// goFile is one Go file of the house that some build takes in.
type goFile struct {
	name    string // as seen from this package
	pkg     string // the folder from the top
	test    bool
	source  []byte
	syntax  *ast.File
	imports []string
}

// goFiles reads every Go file below the top, but not what .gitignore keeps out and not test data.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	for _, top := range []string{"cmd", "app", "data", "assets"} {
		if _, err := os.Stat(filepath.Join(root, top)); os.IsNotExist(err) {
			continue
		}
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return filepath.SkipDir
			case entry.IsDir() || !strings.HasSuffix(name, ".go"):
				return nil
			}
			file, err := readGoFile(name)
			if err == nil && built(file.source) {
				files = append(files, file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func readGoFile(name string) (goFile, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return goFile{}, err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments)
	if err != nil {
		return goFile{}, err
	}
	folder, err := filepath.Rel(root, filepath.Dir(name))
	if err != nil {
		return goFile{}, err
	}
	file := goFile{name: name, pkg: filepath.ToSlash(folder), test: strings.HasSuffix(name, "_test.go"), source: source, syntax: syntax}
	for _, spec := range syntax.Imports {
		file.imports = append(file.imports, unquote(spec.Path.Value))
	}
	return file, nil
}

// built tells whether some build of ours takes a file in. A constraint on a tag that no build sets keeps it out.
func built(source []byte) bool {
	for line := range strings.Lines(string(source)) {
		if strings.HasPrefix(line, "package ") {
			return true
		}
		if !constraint.IsGoBuild(line) {
			continue
		}
		expr, err := constraint.Parse(line)
		return err != nil || satisfiable(expr)
	}
	return true
}

// satisfiable tries every platform with every choice of our own tags.
func satisfiable(expr constraint.Expr) bool {
	own := []string{"ci", "e2e", "cgo", "race", "migrated_fynedo"}
	for _, platform := range [][]string{{"linux", "unix", "amd64"}, {"windows", "amd64"}, {"darwin", "unix", "arm64"}} {
		for choice := range 1 << len(own) {
			on := func(tag string) bool {
				i := slices.Index(own, tag)
				return slices.Contains(platform, tag) || strings.HasPrefix(tag, "go1.") || i >= 0 && choice&(1<<i) != 0
			}
			if expr.Eval(on) {
				return true
			}
		}
	}
	return false
}

func TestBuilt(t *testing.T) {
	for line, want := range map[string]bool{
		"": true, "//go:build linux": true, "//go:build windows && !cgo": true, "//go:build e2e": true, "//go:build !windows": true,
		"//go:build ignore": false, "//go:build sometime && linux": false,
	} {
		if got := built([]byte(line + "\n\npackage x\n")); got != want {
			t.Errorf("%q: got %v", line, got)
		}
	}
}

func unquote(literal string) string {
	text, err := strconv.Unquote(literal)
	if err != nil {
		return literal
	}
	return text
}
