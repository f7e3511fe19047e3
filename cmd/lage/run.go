package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"kreislage/app/desk"
	"kreislage/app/words"
)

// The exit codes.
const (
	codeDone   = 0
	codeFailed = 1
	codeUsage  = 2
	codePerson = 3 // done in part: a person is needed
)

// errPerson ends a command that has shown what it did and what a person must look at.
var errPerson = errors.New("a person is needed")

// world is what the program needs from around it.
type world struct {
	in       *os.File
	out, err io.Writer
	env      func(string) string
}

// lage is one run of the program.
type lage struct {
	world
	ctx    context.Context
	words  *words.Words
	lang   string
	json   bool
	shown  bool // a result is on standard output
	folder string
	log    *slog.Logger
}

// run carries out one command and returns the exit code. A panic never reaches the user.
func run(ctx context.Context, args []string, w world) (code int) {
	l, err := prepare(ctx, args, w)
	if err != nil {
		fmt.Fprintln(w.err, err)
		return codeFailed
	}
	defer func() {
		if p := recover(); p != nil {
			l.log.Error("panic", "value", fmt.Sprint(p))
			code = l.fail(errors.New("panic"))
		}
	}()
	return l.run(args)
}

// prepare looks ahead for what decides how mistakes in the rest are told: the language and --json.
func prepare(ctx context.Context, args []string, w world) (*lage, error) {
	l := &lage{world: w, ctx: ctx, lang: words.Detect(w.env), log: slog.New(slog.DiscardHandler)}
	for i, a := range args {
		switch {
		case a == "--":
			return l, l.speak()
		case a == "--json":
			l.json = true
		case a == "--lang" && i+1 < len(args):
			l.lang = args[i+1]
		case strings.HasPrefix(a, "--lang="):
			l.lang = strings.TrimPrefix(a, "--lang=")
		}
	}
	return l, l.speak()
}

func (l *lage) speak() error {
	w, err := words.Load(l.lang)
	if err != nil {
		return err
	}
	l.words, l.lang = w, w.Lang()
	return nil
}

func (l *lage) run(args []string) int {
	closeLog, err := l.openLog()
	if err != nil {
		return l.fail(err)
	}
	defer closeLog()
	var c cli
	parser, err := l.parser(&c)
	if err != nil {
		return l.fail(err)
	}
	if len(args) == 0 {
		l.printHelp(l.err, parser.Model.Node)
		return codeUsage
	}
	call, err := parser.Parse(args)
	switch {
	case errors.Is(err, errHelp):
		return codeDone
	case err != nil:
		return l.misused(err)
	}
	l.folder = c.Folder
	return l.conclude(call.Run(l))
}

// conclude turns what a command returned into the exit code.
func (l *lage) conclude(err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return codeDone
	case errors.Is(err, errPerson):
		return codePerson
	case errors.As(err, &usage):
		return l.refuse(usage)
	}
	return l.fail(err)
}

// fail tells what went wrong in one plain sentence, with a hint. The details go to the log only.
func (l *lage) fail(err error) int {
	l.log.Error("failed", "error", err)
	sentence, hint := desk.Explain(err, l.lang)
	if errors.Is(err, context.Canceled) {
		sentence, hint = l.words.Say("lage.cancelled"), ""
	}
	l.complain(sentence, hint)
	return codeFailed
}

// openLog opens the file that KREISLAGE_LOG names, if any.
func (l *lage) openLog() (func(), error) {
	path := l.env("KREISLAGE_LOG")
	if path == "" {
		return func() {}, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	l.log = slog.New(slog.NewTextHandler(f, nil))
	return func() { f.Close() }, nil
}

func (l *lage) parser(c *cli) (*kong.Kong, error) {
	p, err := kong.New(c, kong.Name("lage"), kong.NoDefaultHelp(), kong.Bind(l), kong.Writers(l.out, l.err),
		kong.Exit(func(int) {}))
	if err != nil {
		return nil, fmt.Errorf("grammar of the command line: %w", err)
	}
	return p, nil
}
