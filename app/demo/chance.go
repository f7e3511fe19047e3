package demo

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// chance is a source of numbers that depends on the seed and a name only, so that what one county does never changes
// what another one says.
type chance struct{ *rand.Rand }

func newChance(seed uint64, name string) chance { return chance{rand.New(stream(seed, name))} }

// stream is a source of bytes, for the ids, codes and keys of one desk. It is as good as its seed is secret: not at all.
func stream(seed uint64, name string) *rand.ChaCha8 {
	return rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "kreislage demo 1 %d %s", seed, name)))
}

// lockedStream hands out a stream to several goroutines.
type lockedStream struct {
	mu   sync.Mutex
	from *rand.ChaCha8
}

func newLockedStream(seed uint64, name string) *lockedStream {
	return &lockedStream{from: stream(seed, name)}
}

// Read fills p; it never fails.
func (s *lockedStream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.from.Read(p)
}

// hits tells whether something of probability p happens.
func (c chance) hits(p float64) bool { return c.Float64() < p }

// pick draws one of several texts; of none it is empty.
func (c chance) pick(of []string) string {
	if len(of) == 0 {
		return ""
	}
	return of[c.IntN(len(of))]
}

// clock is the time of the play: it stands still until somebody looks, and is moved from scene to scene.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

// day sets the clock to nine in the morning of a day, if that is not in its past.
func (c *clock) day(text string) {
	t, err := time.Parse(time.DateOnly+" 15:04", text+" 09:00")
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil && t.After(c.now) {
		c.now = t
	}
}

func (c *clock) tick() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}
