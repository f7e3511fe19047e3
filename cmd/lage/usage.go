package main

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// usageError says that the command was called in a way that cannot be meant.
type usageError struct {
	key  string // of its sentence, behind "lage.usage."
	args []any
}

func (e *usageError) Error() string { return "usage: " + e.key }

func wrongUsage(key string, args ...any) error { return &usageError{key, args} }

// refuse tells what is wrong with a call.
func (l *lage) refuse(e *usageError) int {
	l.complain(l.words.Say("lage.usage."+e.key, e.args...), l.words.Say("lage.usage.hint", "command", "lage"))
	return codeUsage
}

// misuses recognises what kong says about a call that does not fit the grammar.
var misuses = []struct {
	form  *regexp.Regexp
	key   string
	names []string
}{
	{regexp.MustCompile(`^unknown flag (\S+), did you mean (.*)\?$`), "unknown_flag_near", []string{"what", "near"}},
	{regexp.MustCompile(`^unknown flag (\S+)$`), "unknown_flag", []string{"what"}},
	{regexp.MustCompile(`^unexpected argument (.*), did you mean (.*)\?$`), "unexpected_near", []string{"what", "near"}},
	{regexp.MustCompile(`^unexpected (?:flag )?argument (.*)$`), "unexpected", []string{"what"}},
	{regexp.MustCompile(`^missing flags: (.*)$`), "missing", []string{"what"}},
	{regexp.MustCompile(`^missing positional arguments (.*)$`), "missing", []string{"what"}},
	{regexp.MustCompile(`^expected one of (.*)$`), "expected_one", []string{"what"}},
	{regexp.MustCompile(`^expected (.*)$`), "missing", []string{"what"}},
	{regexp.MustCompile(`^(\S+) must be one of (.*) but got (.*)$`), "choice", []string{"what", "choices", "got"}},
	{regexp.MustCompile(`^(--[^:=]+)\S*: (?:missing value|expected \S+ value but got "EOL")`), "no_value", []string{"what"}},
	{regexp.MustCompile(`^(--[^:=]+)\S*: `), "bad_value", []string{"what"}},
}

// misused turns kong's complaint into a sentence in the user's language.
func (l *lage) misused(err error) int {
	command := "lage"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		command = commandOf(parse.Context)
	}
	sentence := l.words.Say("lage.usage.other")
	for _, m := range misuses {
		found := m.form.FindStringSubmatch(err.Error())
		if found == nil {
			continue
		}
		var args []any
		for i, name := range m.names {
			args = append(args, name, l.tidy(found[i+1]))
		}
		sentence = l.words.Say("lage.usage."+m.key, args...)
		break
	}
	l.complain(sentence, l.words.Say("lage.usage.hint", "command", command))
	return codeUsage
}

// tidy takes quotation marks and types out of what kong names, and writes what people type.
func (l *lage) tidy(text string) string {
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		part = strings.Trim(strings.TrimSpace(part), `"`)
		if name, ok := strings.CutPrefix(part, "<"); ok {
			name, _, _ = strings.Cut(name, ">")
			part = strings.ToUpper(name)
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// commandOf is the command as far as it was typed.
func commandOf(call *kong.Context) string {
	if node := call.Selected(); node != nil {
		return pathOf(node)
	}
	command := "lage"
	for _, step := range call.Path {
		if step.Command != nil {
			command = pathOf(step.Command)
		}
	}
	return command
}
