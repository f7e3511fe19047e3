package window

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/window/look"
	"kreislage/app/words"
)

// Settings are what the window remembers on this account: nothing of the data.
type Settings struct {
	Lang   string
	Mode   look.Mode
	Scale  int    // text size in per cent
	Folder string // data folder that was open last
	Out    string // folder where files for others were written last
	Open   string // folded parts of screens that were left open, with commas between them
}

// The names under which the settings are kept.
const (
	settingLang   = "lang"
	settingMode   = "mode"
	settingScale  = "scale"
	settingFolder = "folder"
	settingOut    = "out"
	settingOpen   = "open"
)

// readSettings reads the settings. What is missing or makes no sense is filled with what fits most people.
func readSettings(p fyne.Preferences, lang string) Settings {
	s := Settings{
		Lang: p.StringWithFallback(settingLang, lang), Mode: look.Mode(p.StringWithFallback(settingMode, string(look.System))),
		Scale: p.IntWithFallback(settingScale, 100), Folder: p.String(settingFolder), Out: p.String(settingOut), Open: p.String(settingOpen),
	}
	if !slices.Contains(words.Languages(), s.Lang) {
		s.Lang = words.German
	}
	if !slices.Contains(look.Modes(), s.Mode) {
		s.Mode = look.System
	}
	if s.Scale < 80 || s.Scale > 200 {
		s.Scale = 100
	}
	return s
}

// write keeps the settings. The folder comes first: of several changes at once the toolkit writes the first to the disk
// and the others a moment later, and a window that closes within that moment must still find its data again.
func (s Settings) write(p fyne.Preferences) {
	p.SetString(settingFolder, s.Folder)
	p.SetString(settingLang, s.Lang)
	p.SetString(settingMode, string(s.Mode))
	p.SetInt(settingScale, s.Scale)
	p.SetString(settingOut, s.Out)
	p.SetString(settingOpen, s.Open)
}

// opened tells whether a folded part was left open.
func (s *Settings) opened(part string) bool { return slices.Contains(strings.Split(s.Open, ","), part) }

func (s *Settings) setOpened(part string, open bool) {
	parts := slices.DeleteFunc(strings.Split(s.Open, ","), func(p string) bool { return p == part || p == "" })
	if open {
		parts = append(parts, part)
	}
	s.Open = strings.Join(parts, ",")
}
