package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kreislage/data/assessment"
)

// The marker (marker.go) is written anew at every opening, export and closing. In between a folder may be copied and
// the program killed, and the copy put back: then numbers that only another copy knows would be given once more. So
// beside the marker lies the number that was drawn last, written before each commit that uses a new one. It is written
// in place and left to the system to bring to the disk: whatever happens to the program, the file says the truth. After
// a power cut it may be some seconds behind, never ahead of what was drawn.

// drawn is the file with the number that was drawn last.
type drawn struct {
	file *os.File
	of   assessment.DeskID
}

func (d *Desk) drawnFile() string {
	return filepath.Join(d.o.Profile, "desks", string(d.id)+".drawn")
}

// noteDrawn remembers a number outside the folder before it is used. A profile that cannot be written is no reason to
// lose what somebody has just typed.
func (d *Desk) noteDrawn(n uint64) {
	d.marking.Lock()
	defer d.marking.Unlock()
	if err := d.writeDrawn(n); err != nil {
		d.o.Log.Warn("the number that was drawn last cannot be remembered outside the data folder", "error", err)
	}
}

func (d *Desk) writeDrawn(n uint64) error {
	if d.drawn.file == nil || d.drawn.of != d.id {
		if err := d.drawn.close(); err != nil {
			return err
		}
		f, err := os.OpenFile(d.drawnFile(), os.O_WRONLY|os.O_CREATE, 0o600)
		if err != nil {
			return fmt.Errorf("remember a number: %w", err)
		}
		d.drawn = drawn{f, d.id}
	}
	// Always as long as before: what is there is written over whole.
	_, err := d.drawn.file.WriteAt(fmt.Appendf(nil, "%020d\n", n), 0)
	return err
}

// readDrawn returns the number that was drawn last, 0 where none is known.
func (d *Desk) readDrawn() (uint64, error) {
	b, err := os.ReadFile(d.drawnFile())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the number drawn last: %w", err)
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return 0, nil // cut off by a power cut: the marker says how far the numbers went before
	}
	return n, nil
}

func (x *drawn) close() error {
	if x.file == nil {
		return nil
	}
	f := x.file
	x.file = nil
	return f.Close()
}
