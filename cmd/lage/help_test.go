package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"kreislage/app/words"
)

// quiet is a run whose output is kept.
func quiet(lang string, args ...string) (code int, out, err string) {
	var o, e bytes.Buffer
	env := func(name string) string { return map[string]string{"KREISLAGE_LANG": lang}[name] }
	code = run(context.Background(), args, world{out: &o, err: &e, env: env})
	return code, o.String(), e.String()
}

// Every command, argument and flag has its words in both languages, and its help shows no key without a text.
func TestHelpIsComplete(t *testing.T) {
	for _, lang := range words.Languages() {
		l, err := prepare(context.Background(), nil, world{env: func(string) string { return lang }})
		if err != nil {
			t.Fatal(err)
		}
		p, err := l.parser(&cli{})
		if err != nil {
			t.Fatal(err)
		}
		var walk func(n *kong.Node)
		walk = func(n *kong.Node) {
			code, out, _ := quiet(lang, append(strings.Fields(pathOf(n))[1:], "--help")...)
			if code != codeDone || strings.Contains(out, "«") || !strings.Contains(out, l.helpOf(n)) {
				t.Errorf("%s %s --help: code %d\n%s", lang, pathOf(n), code, out)
			}
			for _, child := range n.Children {
				walk(child)
			}
		}
		walk(p.Model.Node)
	}
}

// A panic ends with a sentence and code 1, never with a trace.
func TestPanic(t *testing.T) {
	var o, e bytes.Buffer
	code := run(context.Background(), []string{"--folder", "x", "answer", "ORG.1", "--explanation", "-"}, world{
		out: &o, err: &e, env: func(name string) string {
			if name == "KREISLAGE_LOG" {
				panic("broken")
			}
			return ""
		},
	})
	if code != codeFailed || strings.Contains(e.String(), "broken") || strings.Contains(e.String(), "goroutine") || e.Len() == 0 {
		t.Errorf("code %d, %q", code, e.String())
	}
}

// A cancelled run says so and fails.
func TestCancelled(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "APPDATA"} {
		t.Setenv(name, home)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var o, e bytes.Buffer
	code := run(ctx, []string{"demo", t.TempDir() + "/x"}, world{out: &o, err: &e, env: func(string) string { return "" }})
	if code != codeFailed || o.Len() != 0 || !strings.Contains(e.String(), "Abgebrochen") {
		t.Errorf("code %d, %q, %q", code, o.String(), e.String())
	}
}

// Columns line up by characters, not bytes, and no line ends with spaces.
func TestTable(t *testing.T) {
	var o bytes.Buffer
	p := &page{out: &o}
	p.table([]string{"Schlüssel", "Name"}, [][]string{{"öäü", "x"}, {"06535", ""}})
	if want := "Schlüssel  Name\nöäü        x\n06535\n"; o.String() != want {
		t.Errorf("got %q, want %q", o.String(), want)
	}
	if got := short("eins  zwei\ndrei", 9); got != "eins zwe…" {
		t.Errorf("short: %q", got)
	}
}
