package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"kreislage/data/assessment"
)

// found searches and returns the hits as "kind ref field".
func (p *play) found(d *Desk, q SearchQuery) []string {
	p.t.Helper()
	hits, err := d.Search(p.ctx, q)
	p.must(err)
	out := []string{}
	for _, h := range hits {
		out = append(out, fmt.Sprintf("%s %s %s", h.Kind, h.Ref, h.Field))
	}
	return out
}

// Everything that was written is found the moment after: answers, remarks, measures, attachments, reviews, acceptances
// and private notes, each with where it stands and what it is about.
func TestSearchFindsEverything(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	ref := func(i int) string { return p.requirement(i).Ref }
	check := func(d *Desk, text string, want ...string) {
		t.Helper()
		if got := p.found(d, SearchQuery{Text: text}); !slices.Equal(got, append([]string{}, want...)) {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	check(county, "schlüssel")
	p.answer(county, 0, assessment.StatusYes, "Die Schlüssel liegen im Hauptamt.")
	check(county, "schluessel haupt", "answer "+ref(0)+" status")
	who := "Frau Öztürk"
	_, err := county.Answer(p.ctx, p.key(1), Edit{Responsible: &who})
	p.must(err)
	check(county, "oztu", "answer "+ref(1)+" responsible")
	_, err = county.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: p.requirement(2).ID, Title: "Tresor kaufen"})
	p.must(err)
	check(county, "tresor", "measure "+ref(2)+" title")
	_, err = county.Attach(p.ctx, p.key(1), p.file("Grundriß.pdf", []byte("x")), "Stand Mai")
	p.must(err)
	check(county, "grundriss mai", "attachment "+ref(1)+" attachment")
	p.must(county.SetNote(p.ctx, p.keyOf("06535", 2), "heikel, siehe Personalrat"))
	check(county, "heikel", "note "+ref(2)+" note")
	p.must(county.SetNote(p.ctx, p.keyOf("06535", 2), ""))
	check(county, "heikel")
	p.take(p.office, AcceptAll, p.reply(county))
	check(p.office, "schlussel", "answer "+ref(0)+" status")
	check(p.office, "tresor", "measure "+ref(2)+" title")
	p.must(p.office.AskRemark(p.ctx, p.keyOf("06535", 0), "Wer hat den Generalschlüssel?"))
	check(p.office, "generalschlüssel", "remark "+ref(0)+" question")
	p.must(p.office.Propose(p.ctx, p.keyOf("06535", 0), assessment.StatusPartly, "Es fehlt ein Verzeichnis."))
	check(p.office, "verzeichnis", "review "+ref(0)+" proposal")
	check(p.office, "frage 2", "requirement "+ref(2)+" text")
	check(p.office, ref(1), "requirement "+ref(1)+" text")
}

// What is typed on in one visit to a field is found as it stands, though the history has one entry of it, and what was
// taken back is gone.
func TestSearchKeepsUp(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	for i, text := range []string{"Anfang", "Anfang und Mitte", "Anfang und Ende"} {
		_, err := county.Answer(p.ctx, p.key(0), Edit{Explanation: &text, Session: "eins"})
		p.must(err)
		words := strings.Fields(text)
		if got := p.found(county, SearchQuery{Text: words[len(words)-1]}); len(got) != 1 {
			t.Errorf("step %d: %q", i, got)
		}
	}
	if got := p.found(county, SearchQuery{Text: "mitte"}); len(got) != 0 {
		t.Errorf("written over, still found: %q", got)
	}
	first := p.reply(county)
	p.take(p.office, AcceptAll, first)
	if got := p.found(p.office, SearchQuery{Text: "anfang ende"}); len(got) != 1 {
		t.Fatalf("taken in: %q", got)
	}
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	_, err = p.office.UndoImport(p.ctx, imports[0].ID)
	p.must(err)
	if got := p.found(p.office, SearchQuery{Text: "anfang"}); len(got) != 0 {
		t.Errorf("taken back: %q", got)
	}
}

// A round and a district narrow what is found; a hit leads to its place and shows the words in a line.
func TestSearchNarrows(t *testing.T) {
	p := newSmallPlay(t, 2, "06535", "06633")
	for _, k := range []assessment.DistrictKey{"06535", "06633"} {
		county := p.join(k, p.send(k))
		p.answer(county, 0, assessment.StatusYes, strings.Repeat("Vorspann ohne Belang. ", 20)+"Der Notstrom\nreicht für "+string(k)+".")
		p.take(p.office, AcceptAll, p.reply(county))
	}
	hits, err := p.office.Search(p.ctx, SearchQuery{Text: "notstrom", District: "06633", Round: p.round.ID})
	p.must(err)
	if len(hits) != 1 || hits[0].Key != (assessment.AnswerKey{Round: p.round.ID, District: "06633", Scope: assessment.WholeScope, Requirement: p.requirement(0).ID}) {
		t.Fatalf("%+v", hits)
	}
	if s := hits[0].Snippet; !strings.Contains(s, "Der Notstrom reicht für 06633.") || !strings.HasPrefix(s, "…") || len([]rune(s)) > snippetWidth {
		t.Errorf("snippet: %q", s)
	}
	if got := p.found(p.office, SearchQuery{Text: "notstrom"}); len(got) != 2 {
		t.Errorf("both: %q", got)
	}
	if got := p.found(p.office, SearchQuery{Text: "notstrom", Limit: 1}); len(got) != 1 {
		t.Errorf("limit: %q", got)
	}
	if got := p.found(p.office, SearchQuery{Text: "notstrom", Round: "andere"}); len(got) != 0 {
		t.Errorf("other round: %q", got)
	}
	for _, odd := range []string{"", " ", `"`, "*", "a OR b", "NEAR(", "-", "\x00", strings.Repeat("wort ", 5000), strings.Repeat("x", 100_000)} {
		if got := p.found(p.office, SearchQuery{Text: odd}); len(got) != 0 {
			t.Errorf("%.10q: %q", odd, got)
		}
	}
}

// A search is narrowed to kinds, to a status, and to what still waits; a change of either is followed at once.
func TestSearchChooses(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	ref := func(i int) string { return p.requirement(i).Ref }
	p.answer(county, 0, assessment.StatusYes, "Notstrom ist da.")
	p.answer(county, 1, assessment.StatusNo, "Notstrom fehlt.")
	m, err := county.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: p.requirement(2).ID, Title: "Notstrom kaufen"})
	p.must(err)
	p.take(p.office, AcceptAll, p.reply(county))
	p.must(p.office.AskRemark(p.ctx, p.keyOf("06535", 0), "Reicht der Notstrom?"))
	check := func(q SearchQuery, want ...string) {
		t.Helper()
		q.Text = "notstrom"
		got := p.found(p.office, q)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, append([]string{}, want...)) {
			t.Errorf("%+v: %q, not %q", q, got, want)
		}
	}
	yes, no, partly := assessment.StatusYes, assessment.StatusNo, assessment.StatusPartly
	a0, a1, measure, remark := "answer "+ref(0)+" status", "answer "+ref(1)+" status", "measure "+ref(2)+" title", "remark "+ref(0)+" question"
	check(SearchQuery{}, a0, a1, measure, remark)
	check(SearchQuery{Kinds: []assessment.Kind{assessment.KindAnswer}}, a0, a1)
	check(SearchQuery{Kinds: []assessment.Kind{assessment.KindMeasure, assessment.KindRemark}}, measure, remark)
	check(SearchQuery{Kinds: []assessment.Kind{KindRequirement}})
	check(SearchQuery{Kinds: []assessment.Kind{assessment.KindReview}})
	check(SearchQuery{Status: &no}, a1)
	check(SearchQuery{Status: &yes, Kinds: []assessment.Kind{assessment.KindMeasure}})
	check(SearchQuery{Open: true}, a1, measure, remark)
	check(SearchQuery{Open: true, Status: &yes})
	p.must(p.office.SettleRemark(p.ctx, p.keyOf("06535", 0), true))
	p.answer(county, 1, assessment.StatusPartly, "Notstrom kommt.")
	m.State = MeasureDone
	_, err = county.SaveMeasure(p.ctx, m)
	p.must(err)
	p.take(p.office, AcceptAll, p.reply(county))
	check(SearchQuery{Open: true}, a1)
	check(SearchQuery{Status: &no})
	check(SearchQuery{Status: &partly}, a1)
	if got := p.found(p.office, SearchQuery{Text: p.requirement(0).Title, Kinds: []assessment.Kind{KindRequirement}}); len(got) == 0 {
		t.Error("what is asked is not found")
	}
}

// A missing, damaged or foreign index is made anew; no backup carries one.
func TestSearchIndexIsMadeAnew(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "Notstrom")
	if got := p.found(county, SearchQuery{Text: "notstrom"}); len(got) != 1 {
		t.Fatalf("%q", got)
	}
	folder := county.folder
	index := filepath.Join(folder, searchFile)
	older := p.copyOf(county)
	p.answer(county, 1, assessment.StatusYes, "Notstrom zwei")
	p.found(county, SearchQuery{Text: "notstrom"})
	p.must(county.Close())
	newer, err := os.ReadFile(index)
	p.must(err)
	for _, c := range []struct {
		name    string
		prepare func()
		want    int
	}{
		{"missing", func() { p.must(os.Remove(index)) }, 2},
		{"damaged", func() {
			p.must(os.WriteFile(index, append(newer[:5000:5000], make([]byte, len(newer)-5000)...), 0o600))
		}, 2},
		{"of a later state", func() {
			p.must(os.WriteFile(filepath.Join(folder, dataFile), older, 0o600))
			p.must(os.WriteFile(index, newer, 0o600))
		}, 1},
	} {
		c.prepare()
		d, err := Open(p.ctx, folder, p.options("06535"))
		p.must(err)
		if got := p.found(d, SearchQuery{Text: "notstrom"}); len(got) != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
		p.must(d.Close())
	}
}

// copyOf returns a whole copy of a desk's data file.
func (p *play) copyOf(d *Desk) []byte {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), "copy.db")
	p.must(d.store.Backup(p.ctx, path))
	raw, err := os.ReadFile(path)
	p.must(err)
	return raw
}

// Whatever is written in whatever order, the index that followed it finds what one made anew finds.
func TestSearchFollows(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	county := p.join("06535", p.send("06535"))
	words := []string{"Tür", "Tor", "Turm", "", "Tür Tor"}
	for i := range 60 {
		text := words[(i*7)%len(words)]
		session := ""
		if i%3 > 0 {
			session = "s"
		}
		_, err := county.Answer(p.ctx, p.key(i%4), Edit{Explanation: &text, Session: session})
		p.must(err)
		if i%5 == 0 {
			p.must(county.SetNote(p.ctx, p.keyOf("06535", i%4), text))
			p.found(county, SearchQuery{Text: "tur"})
		}
	}
	var follow, anew []string
	for _, w := range []string{"tur", "tor", "turm", "tur tor"} {
		got := p.found(county, SearchQuery{Text: w})
		slices.Sort(got)
		follow = append(follow, got...)
	}
	p.must(county.dropIndex())
	for _, w := range []string{"tur", "tor", "turm", "tur tor"} {
		got := p.found(county, SearchQuery{Text: w})
		slices.Sort(got)
		anew = append(anew, got...)
	}
	if len(follow) == 0 || !slices.Equal(follow, anew) {
		t.Errorf("followed %q\nanew %q", follow, anew)
	}
}

func TestSearchCatalogue(t *testing.T) {
	p := newSmallPlay(t, 12)
	hits, err := p.office.SearchCatalogue(p.ctx, p.round.Catalogue, "sache nummer 11", 0)
	p.must(err)
	if len(hits) != 1 || hits[0].Key.Requirement != p.requirement(11).ID || hits[0].Key.Round != "" || hits[0].Title != "Frage 11" {
		t.Errorf("%+v", hits)
	}
}

// Several searches at once, beside somebody who types, disturb nobody; what was typed last is found in the end.
func TestSearchAtOnce(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for range 4 {
		wg.Go(func() {
			for range 10 {
				if _, err := county.Search(p.ctx, SearchQuery{Text: "wort"}); err != nil {
					errs <- err
				}
				if err := county.PrepareSearch(p.ctx); err != nil {
					errs <- err
				}
			}
		})
	}
	for i := range 20 {
		text := fmt.Sprintf("Wort %d", i)
		_, err := county.Answer(p.ctx, p.key(0), Edit{Explanation: &text, Session: "s"})
		p.must(err)
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	if got := p.found(county, SearchQuery{Text: "wort 19"}); len(got) != 1 {
		t.Errorf("%q", got)
	}
}
