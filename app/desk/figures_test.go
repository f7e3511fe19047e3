package desk

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// twoTopics is a catalogue of four requirements in two topics, with priorities and efforts.
const twoTopics = `kreislage-catalogue: 1
key: zwei
title: Zwei Themen
language: de
topics:
  - id: eins
    title: Erstes
    requirements:
      - {id: a, title: A, question: "A?", modal: MUSS, priority: 1, effort: 1}
      - {id: b, title: B, question: "B?", modal: SOLLTE, priority: 2, effort: 3}
  - id: zwei
    title: Zweites
    requirements:
      - {id: c, title: C, question: "C?", modal: MUSS, priority: 1, effort: 4}
      - {id: d, title: D, question: "D?", modal: KANN, priority: 4, effort: 1}
`

// newTopicPlay is a round of the catalogue with two topics, and a desk for each district.
func newTopicPlay(t *testing.T, keys ...assessment.DistrictKey) (*play, map[assessment.DistrictKey]*Desk) {
	p := newSmallPlay(t, 1, keys...)
	path := filepath.Join(p.dir, "zwei.yaml")
	p.must(os.WriteFile(path, []byte(twoTopics), 0o600))
	in, err := p.office.ImportCatalogue(p.ctx, path)
	p.must(err)
	p.now = p.now.AddDate(0, 0, 1)
	p.round, err = p.office.NewRound(p.ctx, NewRound{Name: "Zwei", Catalogue: in.ID, Due: "2026-11-20"})
	p.must(err)
	desks := map[assessment.DistrictKey]*Desk{}
	for _, k := range keys {
		desks[k] = p.join(k, p.send(k))
	}
	return p, desks
}

// responds has a district answer all four requirements, as in "ynpd." (a point leaves one open), and the office take it in.
func (p *play) responds(county *Desk, statuses string) {
	p.t.Helper()
	for i, s := range statuses {
		st := assessment.Status(strings.IndexRune(".ypnd", s))
		p.answer(county, i, st, "")
	}
	p.take(p.office, AcceptAll, p.reply(county))
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// Every measure of the heat map is what one can count by hand, in the cells and at the edges.
func TestHeatMapOf(t *testing.T) {
	p, desks := newTopicPlay(t, "06431", "06432", "06535")
	p.responds(desks["06431"], "ynpd")
	p.responds(desks["06432"], "yy.n")
	for i, state := range []string{MeasureDone, MeasureRunning, MeasurePlanned, MeasureDropped} {
		_, err := desks["06431"].SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: p.requirement(i / 2 * 2).ID, Title: "M", State: state})
		p.must(err)
	}
	p.take(p.office, AcceptAll, p.reply(desks["06431"]))
	none := HeatValue{}
	known := func(v float64) HeatValue { return HeatValue{v, true} }
	for metric, want := range map[HeatMetric][][]HeatValue{ // by district, then by topic, the last of each over all
		HeatFulfilment: {{known(0.5), known(0.5), known(0.5)}, {known(1), known(0), known(0.5)}, {none, none, none}, {known(0.5), known(0.5 / 5), known(3.5 / 11)}},
		HeatAnswered:   {{known(1), known(1), known(1)}, {known(1), known(0.5), known(0.75)}, {known(0), known(0), known(0)}, {known(4. / 6), known(0.5), known(7. / 12)}},
		HeatUnmetMust:  {{known(0), known(1), known(1)}, {known(0), known(1), known(1)}, {none, none, none}, {known(1), known(3), known(4)}},
		HeatMeasures:   {{known(0.5), known(0), known(1. / 3)}, {none, none, none}, {none, none, none}, {known(0.5), known(0), known(1. / 3)}},
		HeatChange:     {{none, none, none}, {none, none, none}, {none, none, none}, {none, none, none}},
	} {
		h, err := p.office.HeatMapOf(p.ctx, p.round.ID, metric)
		p.must(err)
		if h.Former != nil { // there is an earlier round, but of another catalogue
			t.Errorf("%s is compared with %s", metric, h.Former.Name)
		}
		var got [][]HeatValue
		for i, row := range h.Cells {
			got = append(got, append(slices.Clone(row), h.Totals[i]))
		}
		got = append(got, append(slices.Clone(h.ByTopic), h.All))
		for i := range want {
			for j := range want[i] {
				if got[i][j].Known != want[i][j].Known || !near(got[i][j].Value, want[i][j].Value) {
					t.Errorf("%s [%d][%d]: %+v, not %+v", metric, i, j, got[i][j], want[i][j])
				}
			}
		}
	}
	if _, err := p.office.HeatMapOf(p.ctx, p.round.ID, "mood"); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("unknown measure: %v", err)
	}
	if len(HeatMetrics()) != 5 {
		t.Error("measures")
	}
}

// A change is measured against the former round of the same catalogue, and only with those who answered both times.
func TestHeatMapOfChange(t *testing.T) {
	p, desks := newTopicPlay(t, "06431", "06432", "06535")
	p.responds(desks["06431"], "nnnn")
	p.responds(desks["06432"], "yyyy")
	first := p.round
	p.now = p.now.AddDate(1, 0, 0)
	var err error
	p.round, err = p.office.NewRound(p.ctx, NewRound{Name: "Ein Jahr später", Catalogue: first.Catalogue, Due: "2028-01-31"})
	p.must(err)
	for k, county := range desks {
		p.take(county, AcceptSigned, p.send(k))
	}
	p.responds(desks["06431"], "ynnn")
	p.responds(desks["06535"], "yyyy")
	h, err := p.office.HeatMapOf(p.ctx, p.round.ID, HeatChange)
	p.must(err)
	if h.Former == nil || h.Former.ID != first.ID {
		t.Fatalf("former round: %+v", h.Former)
	}
	if c := h.Cells[0]; c[0] != (HeatValue{0.5, true}) || c[1] != (HeatValue{0, true}) || h.Totals[0] != (HeatValue{0.25, true}) {
		t.Errorf("answered twice: %+v %+v", c, h.Totals[0])
	}
	if h.Totals[1].Known || h.Totals[2].Known {
		t.Errorf("answered once: %+v", h.Totals)
	}
	if h.ByTopic[0] != (HeatValue{0.5, true}) || h.All != (HeatValue{0.25, true}) {
		t.Errorf("over all: %+v %+v", h.ByTopic, h.All)
	}

	points, err := p.office.Trend(p.ctx, "06431")
	p.must(err)
	if len(points) != 3 || points[1].Round.ID != first.ID || points[1].Fulfilment != 0 || points[2].Fulfilment != 0.25 || points[0].Known || points[2].Districts != 1 {
		t.Errorf("trend: %+v", points)
	}
	all, err := p.office.Trend(p.ctx, "")
	p.must(err)
	if all[1].Districts != 3 || !near(all[1].Fulfilment, 4./12) || !near(all[2].Answered, 8./12) {
		t.Errorf("trend of all: %+v", all)
	}
	own, err := desks["06431"].Trend(p.ctx, "")
	p.must(err)
	if len(own) != 2 || own[1].Fulfilment != 0.25 {
		t.Errorf("trend at the district: %+v", own)
	}
	if _, err := desks["06431"].Trend(p.ctx, "06432"); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("another's trend: %v", err)
	}
}

// Distribution, gaps and the map of a topic count the same answers.
func TestGaps(t *testing.T) {
	p, desks := newTopicPlay(t, "06431", "06432", "06535")
	p.responds(desks["06431"], "ynpd")
	p.responds(desks["06432"], "yy.n")
	spread, err := p.office.Distribution(p.ctx, p.round.ID, "zwei")
	p.must(err)
	if len(spread) != 2 || spread[0].Counts != (assessment.StatusCounts{Open: 2, Partly: 1}) || spread[1].Counts != (assessment.StatusCounts{Open: 1, No: 1, Dispensable: 1}) {
		t.Errorf("distribution: %+v", spread)
	}
	if all, err := p.office.Distribution(p.ctx, p.round.ID, ""); err != nil || len(all) != 4 || all[0].Counts != (assessment.StatusCounts{Open: 1, Yes: 2}) {
		t.Errorf("distribution of all: %+v %v", all, err)
	}
	gaps, err := p.office.TopGaps(p.ctx, p.round.ID, 3)
	p.must(err)
	// a: 1 × 4 ÷ 1 = 4; c: 2.5 × 4 ÷ 4 = 2.5; b: 2 × 3 ÷ 3 = 2 and d: 2 × 1 ÷ 1 = 2, b first in the catalogue.
	var order []string
	for _, g := range gaps {
		order = append(order, string(g.Requirement.ID)+" "+string(g.Topic.ID))
	}
	if !slices.Equal(order, []string{"a eins", "c zwei", "b eins"}) {
		t.Errorf("gaps: %v", order)
	}
	if want := "Bei 3 von 3 Landkreisen fehlt es, 1 davon haben es teilweise: 2,5 × Gewicht 4 ÷ Aufwand 4 = 2,5."; gaps[1].Why != want {
		t.Errorf("why: %q", gaps[1].Why)
	}
	m, err := p.office.TopicMap(p.ctx, p.round.ID, "zwei")
	p.must(err)
	if len(m.Cells) != 3 || m.Topic.Title != "Zweites" || m.Requirements[0].ID != "c" || m.Cells[0][0].Status() != assessment.StatusPartly || m.Cells[1][1].Status() != assessment.StatusNo || m.Counts[0] != spread[0].Counts {
		t.Errorf("map: %+v", m)
	}
	if _, err := p.office.TopicMap(p.ctx, p.round.ID, "drei"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("unknown topic: %v", err)
	}
	v, err := p.office.Compare(p.ctx, p.round.ID, "06432")
	p.must(err)
	if v.Anonymous || len(v.Axes) != 2 || v.Axes[0].Value != 1 || v.Axes[0].Others != (assessment.Spread{N: 2, Q1: 0.625, Median: 0.75, Q3: 0.875}) {
		t.Errorf("radar: %+v", v)
	}
	own, err := desks["06432"].Compare(p.ctx, p.round.ID, "")
	p.must(err)
	if !own.Anonymous || own.Axes[0].Value != 1 || own.Axes[0].Others.N != 0 {
		t.Errorf("radar at the district: %+v", own)
	}
}

// A reminder names who, what and how long, ready for a mail.
func TestReminders(t *testing.T) {
	p, desks := newTopicPlay(t, "06431", "06432", "06535")
	p.responds(desks["06431"], "ynpd")
	p.responds(desks["06432"], "yy.n")
	at, err := p.office.Reminders(p.ctx, p.round.ID)
	p.must(err)
	if len(at) != 2 || at[0].District.Key != "06432" || at[0].DaysLate != 5 || !strings.Contains(at[0].Text, "vor 5 Tagen") || !strings.Contains(at[0].Text, "eine Anforderung unbearbeitet") || !strings.Contains(at[1].Text, "keine Rückmeldung eingegangen") {
		t.Fatalf("late: %+v", at)
	}
	if !strings.Contains(at[0].Text, "20.11.2026") || !strings.Contains(at[0].Subject, "Landkreis 06432") {
		t.Errorf("text: %s\n%s", at[0].Subject, at[0].Text)
	}
	county := desks["06535"]
	pack, err := county.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{"a"}, "Hochbau", filepath.Join(p.dir, "packs"))
	p.must(err)
	out, err := county.Reminders(p.ctx, p.round.ID)
	p.must(err)
	if len(out) != 1 || out[0].To != "Hochbau" || out[0].File != filepath.Base(pack.Path) || !strings.Contains(out[0].Text, out[0].File) || !strings.Contains(out[0].Text, "20.11.2026") {
		t.Fatalf("out: %+v", out)
	}
	p.must(county.store.Write(p.ctx, func(tx *store.Tx) error { return tx.ReturnDelegation(p.ctx, pack.Export) }))
	if out, err := county.Reminders(p.ctx, p.round.ID); err != nil || len(out) != 0 {
		t.Fatalf("back: %+v %v", out, err)
	}
}

// Whatever is done at the office's and the districts' desks, the figures are those that one counts from the answers
// themselves, and what is kept of them is what would be counted now.
func TestFiguresNeverLag(t *testing.T) {
	p, desks := newTopicPlay(t, "06431", "06432")
	keys := []assessment.DistrictKey{"06431", "06432"}
	rapid.Check(t, func(t *rapid.T) {
		for range rapid.IntRange(1, 2).Draw(t, "steps") {
			k := rapid.SampledFrom(keys).Draw(t, "district")
			county := desks[k]
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				p.answer(county, rapid.IntRange(0, 3).Draw(t, "i"), rapid.SampledFrom(assessment.Statuses()).Draw(t, "status"), rapid.SampledFrom([]string{"", "x"}).Draw(t, "text"))
			case 1:
				p.take(p.office, AcceptAll, p.reply(county))
			case 2:
				if imports, err := p.office.Imports(p.ctx); err == nil && len(imports) > 0 && !imports[0].Undone {
					_, err := p.office.UndoImport(p.ctx, imports[0].ID)
					p.must(err)
				}
			case 3:
				key := p.key(rapid.IntRange(0, 3).Draw(t, "i"))
				key.District = k
				p.must(p.office.AskRemark(p.ctx, key, rapid.SampledFrom([]string{"", "Wie?"}).Draw(t, "question")))
			case 4:
				_, err := county.SignOff(p.ctx, p.round.ID, "Ute", "")
				p.must(err)
			}
			for _, d := range []*Desk{p.office, county} {
				if fault := p.lags(d); fault != "" {
					t.Fatal(fault)
				}
			}
		}
	})
}

// lags tells what the figures of a desk's round say that its answers do not.
func (p *play) lags(d *Desk) string {
	p.t.Helper()
	info, err := d.Round(p.ctx, p.round.ID)
	p.must(err)
	h, err := d.HeatMap(p.ctx, p.round.ID)
	p.must(err)
	cat, err := d.Catalogue(p.ctx, info.Catalogue)
	p.must(err)
	for i, di := range info.Districts {
		answers, err := d.Answers(p.ctx, p.round.ID, di.Key)
		p.must(err)
		var want assessment.Tally
		for j, a := range answers {
			want.Count(cat.Requirements[j].Modal, a)
		}
		if h.Totals[i] != want {
			return fmt.Sprintf("%s at %s: %+v, not %+v", di.Key, d.Info().Folder, h.Totals[i], want)
		}
		signed, err := d.SignedOff(p.ctx, p.round.ID, di.Key)
		p.must(err)
		paper, err := d.Paper(p.ctx, p.round.ID, di.Key, assessment.WholeScope)
		p.must(err)
		open := 0
		for _, row := range paper.Rows {
			if row.Remark.Open() {
				open++
			}
		}
		rows, err := d.Cockpit(p.ctx, p.round.ID)
		p.must(err)
		if rows[i].SignOff != signed || rows[i].Remarks != open {
			return fmt.Sprintf("%s: %+v and %d, not %+v and %d", di.Key, rows[i].SignOff, rows[i].Remarks, signed, open)
		}
	}
	reworded, err := d.store.Rewordings(p.ctx, p.round.ID)
	p.must(err)
	kept, err := d.store.Figures(p.ctx, p.round.ID, "", newGrid(cat, reworded).basis)
	p.must(err)
	if len(kept) != len(info.Districts) || kept[0].Basis == "" {
		return "nothing is kept"
	}
	return ""
}

// Figures that were counted before something was written are not kept as if they still held.
func TestFiguresAreCountedAgain(t *testing.T) {
	p, desks := newTopicPlay(t, "06431")
	county := desks["06431"]
	info, err := county.Round(p.ctx, p.round.ID)
	p.must(err)
	writes := county.store.Writes()
	g, old, err := county.figures(p.ctx, info)
	p.must(err)
	p.answer(county, 0, assessment.StatusYes, "")
	county.keepFigures(p.ctx, g, old, writes)
	if fault := p.lags(county); fault != "" {
		t.Fatal(fault)
	}
}
