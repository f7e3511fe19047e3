package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// pathOf is a command as it is typed.
func pathOf(n *kong.Node) string {
	if n.Parent == nil {
		return n.Name
	}
	return pathOf(n.Parent) + " " + n.Name
}

// keyOf is a command's place in the translations: "district.add".
func keyOf(n *kong.Node) string {
	return strings.ReplaceAll(strings.TrimPrefix(pathOf(n), "lage "), " ", ".")
}

// helpOf says what a command is for.
func (l *lage) helpOf(n *kong.Node) string {
	if n.Parent == nil {
		return l.words.Say("lage.help.lage")
	}
	return l.words.Say("lage.help." + keyOf(n))
}

// flagHelp says what a flag does: for one command, or wherever it stands.
func (l *lage) flagHelp(n *kong.Node, name string) string {
	if own := "lage.flag." + keyOf(n) + "." + name; n.Parent != nil && l.words.Has(own) {
		return l.words.Say(own)
	}
	return l.words.Say("lage.flag." + name)
}

func (l *lage) argHelp(n *kong.Node, name string) string {
	if own := "lage.arg." + keyOf(n) + "." + name; l.words.Has(own) {
		return l.words.Say(own)
	}
	return l.words.Say("lage.arg." + name)
}

// printHelp shows what a command is for, what it takes, and the commands below it.
func (l *lage) printHelp(out io.Writer, n *kong.Node) {
	p := &page{out: out}
	p.line(l.words.Say("lage.help.usage", "usage", synopsis(n)))
	p.line("")
	p.line(l.helpOf(n))
	l.helpTable(p, "lage.help.commands", l.commands(n))
	var args, own, general [][]string
	for _, a := range n.Positional {
		args = append(args, []string{strings.ToUpper(a.Name), l.argHelp(n, a.Name)})
	}
	for _, f := range n.Flags {
		row := []string{flagForm(f), l.flagHelp(n, f.Name)}
		if n.Parent == nil {
			general = append(general, row)
		} else {
			own = append(own, row)
		}
	}
	l.helpTable(p, "lage.help.args", args)
	l.helpTable(p, "lage.help.flags", own)
	l.helpTable(p, "lage.help.general", general)
	p.line("")
	if n.Parent == nil {
		p.line(l.words.Say("lage.help.codes"))
		p.line("")
	}
	if len(n.Children) > 0 {
		p.line(l.words.Say("lage.help.more", "command", pathOf(n)))
	} else {
		p.line(l.words.Say("lage.help.everywhere"))
	}
}

// commands lists what can be done: all of it at the top, and otherwise what is below one command.
func (l *lage) commands(n *kong.Node) [][]string {
	var rows [][]string
	for _, child := range n.Children {
		if len(child.Children) > 0 {
			rows = append(rows, l.commands(child)...)
			continue
		}
		rows = append(rows, []string{strings.TrimPrefix(pathOf(child), "lage "), l.helpOf(child)})
	}
	return rows
}

func (l *lage) helpTable(p *page, title string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	p.line("")
	p.line(l.words.Say(title))
	p.indented(rows)
}

// synopsis is a command with everything it takes.
func synopsis(n *kong.Node) string {
	parts := []string{"lage"}
	if n.Parent == nil {
		return "lage --folder F …"
	}
	if key := keyOf(n); key != "demo" {
		parts = append(parts, "--folder F")
	}
	parts = append(parts, strings.TrimPrefix(pathOf(n), "lage "))
	for _, a := range n.Positional {
		name := strings.ToUpper(a.Name)
		if a.IsCumulative() {
			name += " …"
		}
		if !a.Required {
			name = "[" + name + "]"
		}
		parts = append(parts, name)
	}
	for _, f := range n.Flags {
		form := flagForm(f)
		if !f.Required {
			form = "[" + form + "]"
		}
		parts = append(parts, form)
	}
	if len(n.Children) > 0 {
		parts = append(parts, "…")
	}
	return strings.Join(parts, " ")
}

// flagForm is a flag as it is typed.
func flagForm(f *kong.Flag) string {
	form := "--" + f.Name
	if f.Short != 0 {
		form = fmt.Sprintf("-%c, %s", f.Short, form)
	}
	if !f.IsBool() {
		form += " " + f.FormatPlaceHolder()
	}
	return form
}
