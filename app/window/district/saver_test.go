package district

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kreislage/app/window/shared"
)

// stand is a saver with a clock and goroutines in the hands of the test.
type stand struct {
	saver  *saver
	states []saveState
	timer  func()
	flying []func() // what the runner was given and has not run
	landed []func() // what is to run on the main goroutine
}

func newStand() *stand {
	s := &stand{}
	env := &shared.Env{
		Context: context.Background(),
		Run:     func(work, then func()) { s.flying = append(s.flying, work); s.landed = append(s.landed, then) },
		After: func(_ time.Duration, do func()) func() {
			s.timer = do
			return func() { s.timer = nil }
		},
	}
	s.saver = newSaver(env, func(state saveState, _ error) { s.states = append(s.states, state) })
	return s
}

func (s *stand) fire() {
	if do := s.timer; do != nil {
		s.timer = nil
		do()
	}
}

// fly runs what the runner was given, land what waits for the main goroutine.
func (s *stand) fly() {
	for _, f := range s.flying {
		f()
	}
	s.flying = nil
}

func (s *stand) land() {
	for _, f := range s.landed {
		f()
	}
	s.landed = nil
}

// Typing rests before it is kept, the newest text takes the place of the older, and "saved" is said only once it is.
func TestSaverWaitsForRest(t *testing.T) {
	s := newStand()
	kept := ""
	for _, text := range []string{"a", "ab", "abc"} {
		s.saver.put("field", func(context.Context) error { kept += text; return nil })
	}
	if kept != "" {
		t.Fatal("kept while typing")
	}
	s.fire()
	if slices.Contains(s.states, stateSaved) {
		t.Fatal("said saved before it was")
	}
	s.fly()
	s.land()
	if kept != "abc" || s.states[len(s.states)-1] != stateSaved {
		t.Errorf("kept %q, states %v", kept, s.states)
	}
}

// What fails is said, waits, and is kept by the next flush; something newer in its place is not overwritten.
func TestSaverKeepsWhatFailed(t *testing.T) {
	s := newStand()
	var kept []string
	fail := true
	put := func(text string) {
		s.saver.put("field", func(context.Context) error {
			if fail {
				return errors.New("disk full")
			}
			kept = append(kept, text)
			return nil
		})
	}
	put("old")
	s.fire()
	s.fly()
	s.land()
	if s.states[len(s.states)-1] != stateFailed {
		t.Fatalf("states %v", s.states)
	}
	if err := s.saver.flush(); err == nil {
		t.Fatal("flush claims to have kept it")
	}
	fail = false
	put("new")
	if err := s.saver.flush(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(kept, []string{"new"}) {
		t.Errorf("kept %v", kept)
	}
}

// A flush while a write is on its way waits for it, so that an older text never lands after a newer one.
func TestFlushWaitsForFlight(t *testing.T) {
	s := newStand()
	gate := make(chan struct{})
	var mu sync.Mutex
	var kept []string
	put := func(text string, wait bool) {
		s.saver.put("field", func(context.Context) error {
			if wait {
				<-gate
			}
			mu.Lock()
			defer mu.Unlock()
			kept = append(kept, text)
			return nil
		})
	}
	put("old", true)
	s.fire()
	work := s.flying[0]
	s.flying = nil
	go work()
	put("new", false)
	done := make(chan error)
	go func() { done <- s.saver.flush() }()
	close(gate)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(kept, []string{"old", "new"}) {
		t.Errorf("kept in the order %v", kept)
	}
	s.land()
	if s.saver.flight != nil {
		t.Error("the flight never landed")
	}
}

// Whatever the order of typing, resting, landing, failing and flushing: after the last flush that succeeds every field
// holds the text that was typed last, and fields never go back to an older text.
func TestNothingTypedIsLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newStand()
		disk, typed := map[string]int{}, map[string]int{}
		broken := false
		for step := range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"type", "type", "rest", "fly", "land", "flush", "break"}).Draw(rt, fmt.Sprint("step", step)) {
			case "type":
				id := rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "field")
				typed[id]++
				n := typed[id]
				s.saver.put(id, func(context.Context) error {
					if broken {
						return errors.New("disk full")
					}
					if n < disk[id] {
						rt.Fatalf("field %s went from %d back to %d", id, disk[id], n)
					}
					disk[id] = n
					return nil
				})
			case "rest":
				s.fire()
			case "fly":
				s.fly()
			case "land":
				s.fly()
				s.land()
			case "flush":
				s.fly() // the goroutine of a flight runs by itself
				if err := s.saver.flush(); err != nil && !broken {
					rt.Fatal(err)
				}
			case "break":
				broken = !broken
			}
		}
		broken = false
		s.fly()
		if err := s.saver.flush(); err != nil {
			if err = s.saver.flush(); err != nil {
				rt.Fatal(err)
			}
		}
		for id, n := range typed {
			if disk[id] != n {
				rt.Fatalf("field %s: typed %d, on the disk %d", id, n, disk[id])
			}
		}
	})
}
