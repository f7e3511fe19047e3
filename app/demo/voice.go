package demo

import (
	_ "embed" // the phrases
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

//go:embed answers.json
var phrasesJSON []byte

// phrases are what the counties' answers are put together from. In a phrase {a|b} stands for one of several texts and
// {name} for a word from a list, {name^} with a capital letter; {n} and {m} are numbers, m the greater one.
type phrases struct {
	Lists       map[string][]string `json:"lists"`
	Themes      []theme             `json:"themes"`
	Tails       map[string][]string `json:"tails"`
	Dispensable []string            `json:"dispensable"`
	Responsible []string            `json:"responsible"`
	Effort      []string            `json:"effort"`
	Hand        []string            `json:"hand"`
	Questions   []string            `json:"questions"`
	Replies     []string            `json:"replies"`
}

// theme is a field of work, recognised by words in what is asked.
type theme struct {
	Name     string   `json:"name"`
	Words    []string `json:"words"`
	Yes      []string `json:"yes"`
	Partly   []string `json:"partly"`
	No       []string `json:"no"`
	Evidence []string `json:"evidence"`
	Measures []string `json:"measures"`
}

var readPhrases = sync.OnceValues(func() (*phrases, error) {
	p := &phrases{}
	if err := json.Unmarshal(phrasesJSON, p); err != nil {
		return nil, fmt.Errorf("read the phrases: %w", err)
	}
	return p, nil
})

// themesOf finds the theme of each requirement. Every county answers the same ones, so it is done once.
func (p *phrases) themesOf(c *assessment.Catalogue) []*theme {
	topics := make(map[assessment.TopicID]string, len(c.Topics))
	for _, t := range c.Topics {
		topics[t.ID] = strings.ToLower(t.Title)
	}
	out := make([]*theme, len(c.Requirements))
	for i, q := range c.Requirements {
		out[i] = p.themeOf(strings.ToLower(q.Title), strings.ToLower(q.Section), topics[q.Topic], strings.ToLower(q.Text))
	}
	return out
}

func (p *phrases) themeOf(title, section, topic, text string) *theme {
	best, score := &p.Themes[len(p.Themes)-1], 0
	for i := range p.Themes {
		s := 0
		for _, w := range p.Themes[i].Words {
			for weight, in := range map[int]string{4: title, 3: section, 2: topic, 1: text} {
				if strings.Contains(in, w) {
					s += weight
				}
			}
		}
		if s > score {
			best, score = &p.Themes[i], s
		}
	}
	return best
}

// voice is how one county speaks: its own names for things, and its own chance.
type voice struct {
	chance
	p     *phrases
	fixed map[string]string
	mood  map[assessment.TopicID]float64 // some topics are further than others
}

func newVoice(p *phrases, c chance) *voice {
	v := &voice{chance: c, p: p, fixed: map[string]string{}, mood: map[assessment.TopicID]float64{}}
	for _, name := range []string{"it", "lead"} {
		v.fixed[name] = c.pick(p.Lists[name])
	}
	return v
}

// say puts a phrase together.
func (v *voice) say(phrase string) string {
	numbers := map[string]string{"n": strconv.Itoa(2 + v.IntN(8)), "m": strconv.Itoa(12 + v.IntN(84))}
	return v.expand(phrase, numbers)
}

func (v *voice) expand(phrase string, numbers map[string]string) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(phrase, "{")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		inside, after := closing(rest)
		b.WriteString(v.slot(inside, numbers))
		phrase = after
	}
}

// closing splits text behind an opening brace at the brace that closes it.
func closing(text string) (inside, after string) {
	depth := 1
	for i, r := range text {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

func (v *voice) slot(inside string, numbers map[string]string) string {
	if choices := alternatives(inside); len(choices) > 1 {
		return v.expand(v.pick(choices), numbers)
	}
	name, capital := strings.CutSuffix(inside, "^")
	text, ok := numbers[name]
	if !ok {
		if text, ok = v.fixed[name]; !ok {
			text = v.pick(v.p.Lists[name])
		}
	}
	if capital {
		first, size := utf8.DecodeRuneInString(text)
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	return text
}

// alternatives splits at the bars that stand outside of inner braces.
func alternatives(text string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range text {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == '|' && depth == 0:
			out = append(out, text[start:i])
			start = i + 1
		}
	}
	return append(out, text[start:])
}

// answer says how far a county is with one requirement.
func (v *voice) answer(x county, q assessment.Requirement, t *theme) desk.Edit {
	st := v.status(x, q)
	e := desk.Edit{Status: &st}
	text := v.explanation(st, t)
	e.Explanation = &text
	if st == assessment.StatusDispensable {
		return e
	}
	if v.hits(0.75) {
		e.Responsible = point(v.pick(v.p.Responsible))
	}
	if st == assessment.StatusYes {
		if v.hits(0.6) {
			e.Evidence = point(v.say(v.pick(t.Evidence)))
		}
		return e
	}
	if v.hits(0.7) {
		due := assessment.Date(fmt.Sprintf("%d-%02d-%02d", 2026+v.IntN(2), 7+v.IntN(6), 1+v.IntN(28)))
		e.Due = &due
	}
	if v.hits(0.6) {
		e.Effort = point(v.say(v.pick(v.p.Effort)))
	}
	if st == assessment.StatusPartly && v.hits(0.3) {
		e.Evidence = point(v.say(v.pick(t.Evidence)))
	}
	return e
}

func point(s string) *string { return &s }

// status draws how far a county is: by its maturity, the mood in the topic, and how demanding the requirement is.
func (v *voice) status(x county, q assessment.Requirement) assessment.Status {
	mood, known := v.mood[q.Topic]
	if !known {
		mood = (v.Float64() - 0.5) * 0.4
		v.mood[q.Topic] = mood
	}
	yes := min(0.95, max(0.05, x.maturity+mood-0.03*float64(q.Effort)))
	switch roll := v.Float64(); {
	case v.hits(0.04):
		return assessment.StatusDispensable
	case roll < yes:
		return assessment.StatusYes
	case roll < yes+(1-yes)*0.6:
		return assessment.StatusPartly
	}
	return assessment.StatusNo
}

func (v *voice) explanation(st assessment.Status, t *theme) string {
	if st == assessment.StatusDispensable {
		return v.say(v.pick(v.p.Dispensable))
	}
	of := map[assessment.Status][]string{assessment.StatusYes: t.Yes, assessment.StatusPartly: t.Partly, assessment.StatusNo: t.No}[st]
	text := v.say(v.pick(of))
	return strings.TrimSpace(text + " " + v.say(v.pick(v.p.Tails[st.String()])))
}
