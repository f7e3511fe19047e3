package district

import (
	"context"
	"slices"
	"time"

	"kreislage/app/window/shared"
)

// saveDelay is how long what was typed waits until it is kept, also while typing goes on. With the time of a write it
// stays under 300 ms.
const saveDelay = 150 * time.Millisecond

// saveState tells how far what was typed is on the disk.
type saveState int

const (
	stateSaved saveState = iota
	stateTyping
	stateFailed
)

// saver keeps what is typed: soon after the last key and at once when somebody moves on, off the main goroutine, one write
// after the other; before another screen or the end of the program it is waited for. All its methods are called on the main goroutine.
type saver struct {
	env    *shared.Env
	tell   func(saveState, error)
	wait   []*write
	flight *flight
	stop   func()
}

// write is one thing to keep; a newer write with the same id takes its place.
type write struct {
	id string
	do func(context.Context) error
}

// flight is a set of writes on their way to the disk.
type flight struct {
	writes []*write
	failed []*write
	err    error
	landed chan struct{} // closed when the writes are done, before the main goroutine knows
	known  bool          // the main goroutine knows
}

func newSaver(e *shared.Env, tell func(saveState, error)) *saver {
	return &saver{env: e, tell: tell}
}

// put takes a write and begins it soon.
func (s *saver) put(id string, do func(context.Context) error) {
	s.add(&write{id, do})
	s.tell(stateTyping, nil)
	if s.stop == nil {
		s.stop = s.env.After(saveDelay, s.begin)
	}
}

// add lets a write wait behind all others, so that what was done last is kept last, also where one write changes many
// answers.
func (s *saver) add(w *write) {
	s.wait = append(slices.DeleteFunc(s.wait, func(old *write) bool { return old.id == w.id }), w)
}

// begin sends all waiting writes on their way, unless some are on it already.
func (s *saver) begin() {
	s.stop = nil
	if s.flight != nil || len(s.wait) == 0 {
		return
	}
	f := s.take()
	s.env.Run(func() { f.fly(s.env.Context) }, func() { s.land(f, true) })
}

// hurry begins at once what waits, without waiting for it: when a person has moved on within the screen. What fails stays
// in the window, is told, and is tried again.
func (s *saver) hurry() {
	if s.stop != nil {
		s.stop()
	}
	s.begin()
}

func (s *saver) take() *flight {
	f := &flight{writes: s.wait, landed: make(chan struct{})}
	s.wait, s.flight = nil, f
	return f
}

func (f *flight) fly(ctx context.Context) {
	defer close(f.landed)
	for _, w := range f.writes {
		if err := w.do(ctx); err != nil {
			f.failed, f.err = append(f.failed, w), err
		}
	}
}

// land takes note of a finished flight. What failed waits again, unless something newer waits in its place.
func (s *saver) land(f *flight, goOn bool) {
	if f.known {
		return
	}
	f.known, s.flight = true, nil
	newer := s.wait
	s.wait = nil
	for _, w := range f.failed {
		s.add(w)
	}
	for _, w := range newer {
		s.add(w)
	}
	switch {
	case f.err != nil:
		s.tell(stateFailed, f.err)
	case len(s.wait) == 0:
		s.tell(stateSaved, nil)
	case goOn:
		s.begin()
	}
}

// flush returns when everything that was typed is on the disk, or why it is not.
func (s *saver) flush() error {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	if f := s.flight; f != nil {
		<-f.landed
		s.land(f, false)
	}
	if len(s.wait) == 0 {
		return nil
	}
	f := s.take()
	f.fly(s.env.Context)
	s.land(f, false)
	return f.err
}
