// Package words holds the texts that people see, in the language they read. It takes them from the translations that
// are compiled into the programs and puts values into them as people write them: 1.234, 31.01.2027, 73 %.
//
// It promises that a text is always returned: a key without a text comes back in «», a placeholder without a value stays
// as it is, and nothing panics. What a Words holds never changes, so it may be used from several goroutines.
//
// It must not know where its texts are shown; what a window or the command line does with them is theirs.
package words

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"kreislage/assets"
)

// German is the base language: what it says is complete, and it is spoken where a language is not known.
const German = "de"

// English is the second language.
const English = "en"

// Languages lists the languages there are texts for, the base language first.
func Languages() []string { return []string{German, English} }

// Words is one language's texts.
type Words struct {
	lang  string
	texts map[string]string
}

// Load returns the texts of a language. lang is a code such as "de", "en", "en-GB" or "de_DE.UTF-8"; for a language
// without texts the German ones are returned. An error means that the texts compiled in are broken.
func Load(lang string) (*Words, error) {
	return load(assets.Translations(), lang)
}

func load(files fs.FS, lang string) (*Words, error) {
	code := known(lang)
	if code == "" {
		code = German
	}
	texts, err := readTexts(files, code)
	if err != nil {
		return nil, err
	}
	return &Words{lang: code, texts: texts}, nil
}

// readTexts joins all areas of one language. A key that two areas define is an error: one of the two texts would be
// lost without a word.
func readTexts(files fs.FS, lang string) (map[string]string, error) {
	names, err := fs.Glob(files, path.Join(lang, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", lang, err)
	}
	all := map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("texts: %w", err)
		}
		area := map[string]string{}
		if err := json.Unmarshal(data, &area); err != nil {
			return nil, fmt.Errorf("texts %s: %w", name, err)
		}
		for key, text := range area {
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("texts %s: key %s is defined twice", name, key)
			}
			all[key] = text
		}
	}
	return all, nil
}

// Lang returns the code of the language spoken: "de" or "en".
func (w *Words) Lang() string { return w.lang }

// Has tells whether there is a text for a key. For a key with a plural ask for key+".other".
func (w *Words) Has(key string) bool {
	_, ok := w.texts[key]
	return ok
}

// Say returns the text of a key. args are pairs of a placeholder's name and its value: Say("desk.saved", "count", 3)
// puts 3 where the text says {count}. Values are written as people write them; see Value.
func (w *Words) Say(key string, args ...any) string {
	text, ok := w.texts[key]
	if !ok {
		return missing(key)
	}
	return w.fill(text, args)
}

// Plural returns the text of key+".one" where n is 1 and of key+".other" for every other number. {n} is the number;
// further args are pairs as in Say.
func (w *Words) Plural(key string, n int, args ...any) string {
	form := key + ".other"
	if n == 1 {
		form = key + ".one"
	}
	text, ok := w.texts[form]
	if !ok {
		return missing(key)
	}
	return w.fill(text, append([]any{"n", n}, args...))
}

func missing(key string) string { return "«" + key + "»" }

// fill replaces {name} by its value. It passes over the text once, so that a value which looks like a placeholder
// itself stays what it is.
func (w *Words) fill(text string, args []any) string {
	if len(args) < 2 || !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for {
		start := strings.IndexByte(text, '{')
		if start < 0 {
			break
		}
		length := strings.IndexByte(text[start:], '}')
		if length < 0 {
			break
		}
		out.WriteString(text[:start])
		placeholder := text[start : start+length+1]
		if value, ok := lookUp(args, placeholder[1:length]); ok {
			out.WriteString(w.Value(value))
		} else {
			out.WriteString(placeholder)
		}
		text = text[start+length+1:]
	}
	out.WriteString(text)
	return out.String()
}

// lookUp finds a value by its name; a name without a value at the end of args is ignored.
func lookUp(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if key, ok := args[i].(string); ok && key == name {
			return args[i+1], true
		}
	}
	return nil, false
}
