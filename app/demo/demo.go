package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"kreislage/app/desk"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

// The days of the play. They lie in the past, so that what is late in the play is late for whoever looks at it.
const (
	dayOpen    = "2026-02-02" // the office opens the round and writes its files
	dayAnswer  = "2026-02-16" // the counties begin
	dayInterim = "2026-03-16" // early replies are taken in, questions go back
	dayReply   = "2026-04-22" // the counties reply
	dayDue     = "2026-04-30"
	dayLate    = "2026-05-05" // one unfinished reply comes late
	dayTake    = "2026-05-06" // the office takes in what has come
)

// Options say what is played. The zero value plays the seven counties of the pilot with the built-in catalogue.
type Options struct {
	Districts  int    // how many counties, at most MaxDistricts; 0 means 7
	Catalogue  string // file of a catalogue; "" means the one that comes with the program
	Seed       uint64 // same seed, same play; 0 means 1
	Lang       string // of sentences, workbooks and reports; the answers are German
	Passphrase string // protects the data folders; "" means that this account does
	Profile    string // as in desk.Options
	Untaken    bool   // the play ends when the replies lie there: taking them in is left to whoever looks at it
	Progress   func(sentence string)
}

func (o Options) withDefaults() Options {
	if o.Districts == 0 {
		o.Districts = len(pilot)
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	return o
}

// play is one performance.
type play struct {
	ctx     context.Context
	o       Options
	dir     string
	words   *words.Words
	phrases *phrases
	clock   *clock
	chance  chance // the officer's

	office    *desk.Desk
	catalogue *assessment.Catalogue
	themes    []*theme
	round     desk.RoundInfo
	actors    []*actor
	summary   Summary

	progress sync.Mutex
}

// Play plays a whole round into dir, which must be empty or not exist:
//
//	office, districts/KEY   the data folders
//	exchange/out            the office's files
//	exchange/in             what the counties have sent
//	reports                 tables and the letters with the codes
//	codes.json              the counties' codes by their keys
//
// The error wraps assessment.ErrFolderNotEmpty or assessment.ErrInvalid, or is one of a desk.
func Play(ctx context.Context, dir string, o Options) (s Summary, err error) {
	o = o.withDefaults()
	if o.Districts < 1 || o.Districts > MaxDistricts {
		return Summary{}, fmt.Errorf("%d districts: %w", o.Districts, assessment.ErrInvalid)
	}
	look, err := desk.LookAt(dir)
	if err != nil {
		return Summary{}, err
	}
	if !look.Empty {
		return Summary{}, fmt.Errorf("%s: %w", dir, assessment.ErrFolderNotEmpty)
	}
	p := &play{ctx: ctx, o: o, dir: dir, clock: &clock{}, chance: newChance(o.Seed, "officer")}
	if p.words, err = words.Load(o.Lang); err != nil {
		return Summary{}, err
	}
	if p.phrases, err = readPhrases(); err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, p.leave()) }()
	scenes := []func() error{p.open, p.assign, p.interim, p.answerQuestions, p.take, p.ask, p.report}
	if o.Untaken {
		scenes = []func() error{p.open, p.assign, p.interim, p.answerQuestions, p.sumUp}
	}
	for _, scene := range scenes {
		if err := scene(); err != nil {
			return Summary{}, err
		}
	}
	return p.summary, nil
}

// leave closes every desk that is still open.
func (p *play) leave() error {
	var all error
	if p.office != nil {
		all = p.office.Close()
	}
	for _, a := range p.actors {
		all = errors.Join(all, a.leave())
	}
	return all
}

func (p *play) path(parts ...string) string {
	return filepath.Join(append([]string{p.dir}, parts...)...)
}

func (p *play) tell(key string, args ...any) {
	if p.o.Progress == nil {
		return
	}
	p.progress.Lock()
	defer p.progress.Unlock()
	p.o.Progress(p.words.Say(key, args...))
}

// options are those of one desk. Its ids and keys come from the seed and its own name.
func (p *play) options(name, who string, c *clock) desk.Options {
	return desk.Options{
		Clock: c.tick, Random: newLockedStream(p.o.Seed, "desk "+name), Profile: p.o.Profile, Who: who, Lang: p.o.Lang,
		Passphrase: func() (string, error) { return p.o.Passphrase, nil },
	}
}

// inParallel lets as many actors play at once as there are processors, in the order given. The first error ends it.
func (p *play) inParallel(actors []*actor, prepare func(*actor) error, act func(*actor) error) error {
	ctx, cancel := context.WithCancelCause(p.ctx)
	defer cancel(nil)
	jobs := make(chan *actor, len(actors))
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for a := range jobs {
				if ctx.Err() != nil {
					continue
				}
				if err := act(a); err != nil {
					cancel(fmt.Errorf("district %s: %w", a.Key, err))
				}
			}
		})
	}
	for _, a := range actors {
		if ctx.Err() != nil {
			break
		}
		if err := prepare(a); err != nil {
			cancel(fmt.Errorf("district %s: %w", a.Key, err))
			break
		}
		jobs <- a
	}
	close(jobs)
	wg.Wait()
	return context.Cause(ctx)
}

// makeFolders makes what the desks do not make themselves.
func (p *play) makeFolders() error {
	for _, name := range []string{filepath.Join("exchange", "out"), filepath.Join("exchange", "in"), "districts", "reports"} {
		if err := os.MkdirAll(p.path(name), 0o700); err != nil {
			return fmt.Errorf("make the folders: %w", err)
		}
	}
	return nil
}

// ensureAccountKey makes this account's key from true chance, where it does not exist yet: the desks of the play draw
// from a seed that everybody knows, and the account's key may come to protect real folders later.
func (p *play) ensureAccountKey() error {
	if p.o.Passphrase != "" {
		return nil
	}
	tmp, err := os.MkdirTemp(p.dir, ".key-*")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(tmp)
	d, err := desk.InitOffice(p.ctx, filepath.Join(tmp, "folder"), "–", desk.Options{Profile: p.o.Profile, Who: "–"})
	if err != nil {
		return err
	}
	return d.Close()
}

// day moves the office's time.
func (p *play) day(text string) { p.clock.day(text) }
