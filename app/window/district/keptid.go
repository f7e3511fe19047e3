package district

import (
	"context"
	"fmt"
	"sync"

	"kreislage/app/desk"
)

// keptID remembers the id that a desk gives a measure when it is kept for the first time, so that the next write
// changes that one instead of making another. Writes come one after the other, from any goroutine.
type keptID struct {
	mu sync.Mutex
	id string
}

// name tells measures apart before they have an id.
func (k *keptID) name() string { return fmt.Sprintf("%p", k) }

// known is the id, empty before the measure was kept.
func (k *keptID) known() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.id
}

func (k *keptID) save(ctx context.Context, d Planner, m desk.Measure) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	m.ID = k.id
	kept, err := d.SaveMeasure(ctx, m)
	if err != nil {
		return fmt.Errorf("keep the measure %q: %w", m.Title, err)
	}
	k.id = kept.ID
	return nil
}
