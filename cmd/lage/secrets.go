package main

import (
	"fmt"
	"strings"

	"golang.org/x/term"

	"kreislage/app/desk"
)

// The variables that secrets come from.
const (
	codeVariable       = "KREISLAGE_CODE"
	passphraseVariable = "KREISLAGE_PASSPHRASE"
)

// options are what every desk of this run gets.
func (l *lage) options() desk.Options {
	return desk.Options{Lang: l.lang, Log: l.log, Passphrase: l.passphrase}
}

// open opens the data folder that the call names.
func (l *lage) open() (*desk.Desk, error) {
	if l.folder == "" {
		return nil, wrongUsage("no_folder")
	}
	return desk.Open(l.ctx, l.folder, l.options())
}

// terminal tells whether somebody can be asked.
func (l *lage) terminal() bool { return l.in != nil && term.IsTerminal(int(l.in.Fd())) }

// ask reads a secret from the terminal, without showing it.
func (l *lage) ask(prompt string) (string, error) {
	fmt.Fprint(l.err, prompt+" ")
	typed, err := term.ReadPassword(int(l.in.Fd()))
	fmt.Fprintln(l.err)
	return strings.TrimSpace(string(typed)), err
}

// passphrase gives the passphrase of an existing folder; without one the desk says that it is locked.
func (l *lage) passphrase() (string, error) {
	if p := l.env(passphraseVariable); p != "" || !l.terminal() {
		return p, nil
	}
	return l.ask(l.words.Say("lage.ask.passphrase"))
}

// newPassphrase gives the passphrase for a new folder; none means that this account protects it.
func (l *lage) newPassphrase() (string, error) {
	if p := l.env(passphraseVariable); p != "" || !l.terminal() {
		return p, nil
	}
	first, err := l.ask(l.words.Say("lage.ask.new_passphrase"))
	if err != nil || first == "" {
		return "", err
	}
	again, err := l.ask(l.words.Say("lage.ask.again"))
	if err != nil {
		return "", err
	}
	if again != first {
		return "", wrongUsage("passphrases_differ")
	}
	return first, nil
}

// code gives the exchange code from the office's letter.
func (l *lage) code() (string, error) {
	if c := l.env(codeVariable); c != "" {
		return c, nil
	}
	if !l.terminal() {
		return "", wrongUsage("no_code", "variable", codeVariable)
	}
	return l.ask(l.words.Say("lage.ask.code"))
}
