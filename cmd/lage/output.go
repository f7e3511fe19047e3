package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"kreislage/app/desk"
)

// show puts a command's result on standard output: the document with --json, and otherwise text.
func (l *lage) show(document any, text func(p *page)) error {
	if l.json {
		return l.document(document)
	}
	p := &page{out: l.out}
	text(p)
	l.shown = true
	return p.err
}

// document writes the one JSON document of this run.
func (l *lage) document(d any) error {
	l.shown = true
	e := json.NewEncoder(l.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// complaint is what a failed command says: in plain words, and what to do next.
type complaint struct {
	Sentence string `json:"sentence"`
	Hint     string `json:"hint"`
}

// complain tells a failure on standard error, or as the JSON document where none is written yet.
func (l *lage) complain(sentence, hint string) {
	if l.json && !l.shown {
		if l.document(struct {
			Error complaint `json:"error"`
		}{complaint{sentence, hint}}) == nil {
			return
		}
	}
	l.note(strings.TrimSpace(sentence + "\n" + hint))
}

// note says something on standard error.
func (l *lage) note(text string) { fmt.Fprintln(l.err, text) }

// progress shows how far a long job is, on standard error and only where somebody is watching.
func (l *lage) progress() func(desk.Progress) {
	f, ok := l.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(p desk.Progress) {
		fmt.Fprintf(f, "\r\033[K%s", l.words.Say("lage.progress", "done", p.Done, "total", p.Total, "item", p.Item))
		if p.Done >= p.Total {
			fmt.Fprint(f, "\r\033[K")
		}
	}
}

// page writes lines and tables for people. The first error is kept and ends the writing.
type page struct {
	out io.Writer
	err error
}

func (p *page) line(text string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.out, text)
	}
}

// table aligns cells in columns. A head of nil writes rows only.
func (p *page) table(head []string, rows [][]string) {
	if head != nil {
		rows = append([][]string{head}, rows...)
	}
	p.rows("", rows)
}

func (p *page) indented(rows [][]string) { p.rows("  ", rows) }

func (p *page) rows(indent string, rows [][]string) {
	var width []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2))
		}
		p.line(indent + strings.TrimRight(b.String(), " "))
	}
}

// short cuts a text to one line of at most max characters.
func short(text string, max int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= max {
		return text
	}
	return string([]rune(text)[:max-1]) + "…"
}
