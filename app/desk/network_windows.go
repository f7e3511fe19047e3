package desk

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// onNetwork tells whether a folder lies on a network share, where SQLite's locks cannot be relied on.
func onNetwork(folder string) bool {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	volume := filepath.VolumeName(abs)
	if strings.HasPrefix(volume, `\\`) {
		return true
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	return err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE
}
