package desk

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// corrections is a round whose catalogue is corrected again and again while a county answers, files come late, twice
// or never, and a model that knows what each answer was said to.
type corrections struct {
	*play
	r      *rand.Rand
	county *Desk

	editions []assessment.CatalogueID
	texts    [][]string // [edition][requirement]; "" where it is not asked
	office   int        // edition at the office
	here     int        // edition at the county
	newest   int        // number of the newest file that the county has taken in
	said     []string   // by requirement, the text that the county has answered last
	wordings map[[2]string]bool
	sent     []sentFile
	replies  []string
}

// sentFile is a file of the office with the edition it holds.
type sentFile struct {
	path    string
	edition int
}

const corrected = 5 // requirements

func newCorrections(t *testing.T, seed uint64) *corrections {
	t.Helper()
	c := &corrections{play: newSmallPlay(t, 1, "06535"), r: rand.New(rand.NewPCG(seed, 7)), said: make([]string, corrected), wordings: map[[2]string]bool{}}
	for e := range 5 {
		texts := make([]string, corrected)
		for i := range texts {
			if n := c.r.IntN(4); n > 0 || i == 0 { // the first is asked in every edition
				texts[i] = fmt.Sprintf("Frage %d in der Fassung %c?", i, 'A'+n)
			}
		}
		c.texts = append(c.texts, texts)
		c.editions = append(c.editions, c.edition(fmt.Sprint(e), texts...))
	}
	c.again(c.editions[0])
	c.send()
	c.county = c.join("06535", c.sent[0].path)
	return c
}

func (c *corrections) send() {
	c.sent = append(c.sent, sentFile{c.play.send("06535"), c.office})
}

// correct gives the round another edition, with some of what has changed named as editorial.
func (c *corrections) correct() {
	next := c.r.IntN(len(c.editions))
	if next == c.office {
		return
	}
	var editorial []assessment.RequirementID
	for i := range corrected {
		was, is := c.texts[c.office][i], c.texts[next][i]
		if was != "" && is != "" && was != is && c.r.IntN(2) == 0 {
			editorial = append(editorial, auf(i))
			c.wordings[[2]string{was, is}], c.wordings[[2]string{is, was}] = true, true
		}
	}
	c.reissue(c.editions[next], editorial...)
	c.office = next
}

func (c *corrections) answers() {
	i := c.r.IntN(corrected)
	if c.texts[c.here][i] == "" {
		return
	}
	c.fills(c.county, i, assessment.StatusYes, fmt.Sprint("Nr. ", c.r.IntN(1000)))
	c.said[i] = c.texts[c.here][i]
}

func (c *corrections) arrives(n int) {
	c.take(c.county, AcceptAll, c.sent[n].path)
	if n > c.newest {
		c.newest, c.here = n, c.sent[n].edition
	}
}

func (c *corrections) returns(path string) {
	for _, v := range c.take(c.play.office, AcceptAll, path) {
		if !v.Accepted || v.Conflicts > 0 {
			c.t.Fatalf("%s: %s", v.Verdict, v.Sentence)
		}
	}
}

// same tells whether changes of wording lead from one text to another.
func (c *corrections) same(from, to string) bool {
	reached := map[string]bool{from: true}
	for range c.wordings {
		for w := range c.wordings {
			if reached[w[0]] {
				reached[w[1]] = true
			}
		}
	}
	return reached[to]
}

// expected is what must be confirmed and what is outside the figures, once everything has arrived.
func (c *corrections) expected() (confirm, gone string) {
	var open, out []string
	for i, said := range c.said {
		now := c.texts[c.office][i]
		switch {
		case said == "":
		case now == "":
			out = append(out, fmt.Sprint(i))
		case !c.same(said, now):
			open = append(open, fmt.Sprint(i))
		}
	}
	return strings.Join(open, " "), strings.Join(out, " ")
}

// However corrections, answers and files cross each other, in the end both desks hold the same answers, and exactly
// those are to be confirmed whose text has changed in more than its wording since they were given.
func TestCorrectionsInAnyOrder(t *testing.T) {
	seeds := uint64(6)
	if os.Getenv("KREISLAGE_LONG") != "" {
		seeds = 200
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			c := newCorrections(t, seed)
			for range 25 {
				switch c.r.IntN(7) {
				case 0, 1:
					c.answers()
				case 2:
					c.correct()
				case 3:
					c.send()
				case 4:
					c.arrives(c.r.IntN(len(c.sent)))
				case 5:
					c.replies = append(c.replies, c.reply(c.county))
				case 6:
					if len(c.replies) > 0 {
						c.returns(c.replies[c.r.IntN(len(c.replies))])
					}
				}
			}
			c.send()
			c.arrives(len(c.sent) - 1)
			c.returns(c.reply(c.county))
			confirm, gone := c.expected()
			for _, d := range []*Desk{c.county, c.play.office} {
				c.expect(d, "06535", confirm, gone)
			}
			c.sameRegisters(c.play.office, c.county, "06535")
			c.clean(c.play.office, c.county)
		})
	}
}
