package simulate

import (
	"math/rand/v2"
	"strings"
)

// dice are the choices of one step. Each step has its own, so that leaving out another step changes as little as
// possible; whatever is chosen from, there is always a choice.
type dice struct{ *rand.Rand }

func newDice(seed, step uint64) dice { return dice{rand.New(rand.NewPCG(seed, step))} }

// pick chooses one of n things by number. n must not be 0.
func (d dice) pick(n int) int { return int(d.Uint64() >> 1 % uint64(n)) }

// one is true once in n times.
func (d dice) one(n int) bool { return d.pick(n) == 0 }

// upTo is a number from 1 to n.
func (d dice) upTo(n int) int { return 1 + d.pick(n) }

// texts are what people write, and what tends to break on the way.
var texts = []string{
	"", "ja, seit 2019", "Leitlinie „unterschrieben“ – liegt vor", "=1+1", "@SUM(A1)", "-", "#leer", "0", "Zeile 1\nZeile 2\r\nZeile 3",
	"U\u0308berpru\u0308ft", "Zwei\u00a0Worte", "  Rand  ", "👩‍💻 macht das", "1:2|3:4:", "<b>&amp;</b>", "31.01.2027", "000123", "Tab\tund\u200bnichts",
	"ﬁ und ﬀ", "Ж中文עברית", "'mit Strich", "true", "1E5", "\u2028Trenner", "~0:1",
}

func (d dice) text() string {
	if d.one(40) {
		return strings.Repeat("Lange Erläuterung mit Ümläuten. ", 120)
	}
	return texts[d.pick(len(texts))]
}
