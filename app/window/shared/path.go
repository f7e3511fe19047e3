package shared

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

// nearest returns the nearest folder above a path that is there, so that looking for a file starts near it; nil where
// there is none.
func nearest(path string) fyne.ListableURI {
	for path != "" {
		if folder, err := storage.ListerForURI(storage.NewFileURI(path)); err == nil {
			return folder
		}
		up := filepath.Dir(path)
		if up == path {
			return nil
		}
		path = up
	}
	return nil
}

// Paths splits what was typed into a field for several files: one path a line or between semicolons, with or without
// quotation marks around it.
func Paths(text string) []string {
	var paths []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		part = strings.Trim(strings.TrimSpace(part), `"`)
		if part != "" {
			paths = append(paths, part)
		}
	}
	return paths
}

// URIPaths returns the paths of files that were let go on the window.
func URIPaths(uris []fyne.URI) []string {
	paths := make([]string, 0, len(uris))
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, filepath.FromSlash(u.Path()))
		}
	}
	return paths
}
