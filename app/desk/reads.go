package desk

import (
	"context"
	"crypto/sha256"
	"sync"

	"kreislage/app/words"
	"kreislage/data/workbook"
)

// Reads remembers the cells of workbooks by the plain bytes that they were read from, and the program's own texts. A
// simulator passes one file by many desks; taking the same bytes apart anew each time would prove nothing and is most of
// what a run costs. Whether a code opens the file, whether it is whole and who signed it is looked at every time.
type Reads struct {
	mu    sync.Mutex
	seen  map[[sha256.Size]byte]*workbook.Contents
	words map[string]*words.Words
}

type readsKey struct{}

// WithReads lets all desks that are used with the context share what they have read.
func WithReads(ctx context.Context, r *Reads) context.Context {
	return context.WithValue(ctx, readsKey{}, r)
}

// readCells takes the plain bytes of a workbook apart, or finds what the context remembers of them.
func readCells(ctx context.Context, plain []byte) (*workbook.Contents, error) {
	r, _ := ctx.Value(readsKey{}).(*Reads)
	if r == nil {
		return workbook.Read(ctx, plain, workbook.LimitsFor(0))
	}
	sum := sha256.Sum256(plain)
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.seen[sum]; c != nil {
		return c, nil
	}
	c, err := workbook.Read(ctx, plain, workbook.LimitsFor(0))
	if err != nil {
		return nil, err
	}
	if r.seen == nil {
		r.seen = map[[sha256.Size]byte]*workbook.Contents{}
	}
	r.seen[sum] = c
	return c, nil
}

// loadWords loads the texts of a language, or finds them in what the context remembers.
func loadWords(ctx context.Context, lang string) (*words.Words, error) {
	r, _ := ctx.Value(readsKey{}).(*Reads)
	if r == nil {
		return words.Load(lang)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if w := r.words[lang]; w != nil {
		return w, nil
	}
	w, err := words.Load(lang)
	if err != nil {
		return nil, err
	}
	if r.words == nil {
		r.words = map[string]*words.Words{}
	}
	r.words[lang] = w
	return w, nil
}
