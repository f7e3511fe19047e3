// Package assets holds what the programs carry inside themselves: the icon and the texts that people see. Nothing is
// read from the disk at run time. It knows no other package.
package assets

import (
	"embed"
	"io/fs"
)

//go:embed icon/kreislage.svg icon/kreislage-256.png icon/kreislage-512.png
var icons embed.FS

//go:embed translations
var translations embed.FS

// Icon returns the program's icon as a PNG of 256 × 256 pixels.
func Icon() []byte { return mustRead(icons, "icon/kreislage-256.png") }

// IconLarge returns the program's icon as a PNG of 512 × 512 pixels.
func IconLarge() []byte { return mustRead(icons, "icon/kreislage-512.png") }

// IconSVG returns the drawing the other icons are made from.
func IconSVG() []byte { return mustRead(icons, "icon/kreislage.svg") }

// Translations returns the texts: one folder per language (de, en), in it one JSON file per area (desk.json), each a
// flat object from key to text.
func Translations() fs.FS {
	sub, err := fs.Sub(translations, "translations")
	if err != nil {
		panic("assets: " + err.Error()) // the folder is compiled in
	}
	return sub
}

func mustRead(files embed.FS, name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic("assets: " + err.Error()) // the file is compiled in
	}
	return data
}
