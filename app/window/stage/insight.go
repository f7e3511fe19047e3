package stage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// HeatMapOf is the picture on stage in one of its measures.
func (d *Desk) HeatMapOf(ctx context.Context, round assessment.RoundID, metric desk.HeatMetric) (desk.HeatGrid, error) {
	m, err := d.HeatMap(ctx, round)
	g := desk.HeatGrid{Round: m.Round, Metric: metric, Topics: m.Topics, Districts: m.Districts}
	if metric == desk.HeatChange {
		former := d.List[0]
		former.ID, former.Name = "round-0", "Basisprüfung 2026"
		g.Former = &former
	}
	row := func(tallies []assessment.Tally, i int) []desk.HeatValue {
		var out []desk.HeatValue
		for k, t := range tallies {
			out = append(out, value(metric, t, i+k))
		}
		return out
	}
	var all assessment.Tally
	for i := range m.Districts {
		g.Cells = append(g.Cells, row(m.Cells[i], i))
		all.Add(m.Totals[i])
	}
	g.Totals, g.ByTopic, g.All = row(m.Totals, 0), row(m.ByTopic, 0), value(metric, all, 1)
	return g, err
}

func value(metric desk.HeatMetric, t assessment.Tally, place int) (v desk.HeatValue) {
	switch metric {
	case desk.HeatFulfilment:
		v.Value, v.Known = t.Fulfilment()
		v.Known = v.Known && t.Open < t.Total
	case desk.HeatAnswered:
		v.Value, v.Known = t.Answered()
	case desk.HeatUnmetMust:
		v = desk.HeatValue{Value: float64(t.UnmetMust), Known: t.Open < t.Total}
	case desk.HeatMeasures:
		v = desk.HeatValue{Value: 0.25 * float64(place%5), Known: t.Open < t.Total}
	case desk.HeatChange:
		v = desk.HeatValue{Value: 0.12 * float64(place%4-1), Known: t.Open < t.Total}
	}
	return v
}

// said is what the i-th district answers to the j-th requirement of the k-th topic, as tally counts it.
func (d *Desk) said(i, k, j int) assessment.Status {
	switch t := d.tally(i, k); {
	case t.Open > 0:
		return assessment.StatusOpen
	case j < t.Yes:
		return assessment.StatusYes
	default:
		return assessment.StatusNo
	}
}

// TopicMap is a topic by requirement and district.
func (d *Desk) TopicMap(_ context.Context, _ assessment.RoundID, topic assessment.TopicID) (desk.RequirementMap, error) {
	k := slices.IndexFunc(topics, func(t assessment.Topic) bool { return t.ID == topic })
	if k < 0 {
		return desk.RequirementMap{}, assessment.ErrNotFound
	}
	m := desk.RequirementMap{Round: d.List[0], Topic: topics[k], Cells: make([][]assessment.Brief, len(d.Members))}
	for _, q := range requirements {
		if q.Topic == topic {
			m.Requirements = append(m.Requirements, q)
		}
	}
	m.Counts = make([]assessment.StatusCounts, len(m.Requirements))
	for i, member := range d.Members {
		m.Districts = append(m.Districts, member.District)
		for j := range m.Requirements {
			status := d.said(i, k, j)
			m.Cells[i] = append(m.Cells[i], assessment.BriefOf(assessment.Answer{Statement: assessment.Statement{Status: status}, Conflict: i == 1 && j == 1}))
			m.Counts[j].Count(status)
		}
	}
	return m, nil
}

// Distribution is how often each status was given.
func (d *Desk) Distribution(ctx context.Context, round assessment.RoundID, topic assessment.TopicID) ([]desk.RequirementSpread, error) {
	var out []desk.RequirementSpread
	for _, t := range topics {
		if topic != "" && t.ID != topic {
			continue
		}
		m, err := d.TopicMap(ctx, round, t.ID)
		if err != nil {
			return nil, err
		}
		for j, q := range m.Requirements {
			out = append(out, desk.RequirementSpread{Requirement: q, Counts: m.Counts[j]})
		}
	}
	return out, nil
}

// TopGaps are the gaps on stage.
func (d *Desk) TopGaps(ctx context.Context, round assessment.RoundID, n int) ([]desk.Gap, error) {
	spread, err := d.Distribution(ctx, round, "")
	if err != nil {
		return nil, err
	}
	counts := make([]assessment.StatusCounts, len(spread))
	for i, s := range spread {
		counts[i] = s.Counts
	}
	var out []desk.Gap
	for _, g := range assessment.TopGaps(requirements, counts, n) {
		gap := desk.Gap{Gap: g, Why: fmt.Sprintf("%d von %d Landkreisen fehlt das noch; Gewicht %d, Aufwand %d.",
			g.Counts.Lacking(), g.Counts.All(), assessment.PriorityWeight(g.Requirement), assessment.EffortWeight(g.Requirement))}
		for _, t := range topics {
			if t.ID == g.Requirement.Topic {
				gap.Topic = t
			}
		}
		out = append(out, gap)
	}
	return out, nil
}

// Compare is one district against the others.
func (d *Desk) Compare(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (desk.RadarView, error) {
	g, err := d.HeatMapOf(ctx, round, desk.HeatFulfilment)
	at := slices.IndexFunc(g.Districts, func(i assessment.District) bool { return i.Key == district })
	if err != nil || at < 0 {
		return desk.RadarView{}, assessment.ErrNotFound
	}
	v := desk.RadarView{Round: d.List[0].Round, District: g.Districts[at]}
	for k, t := range g.Topics {
		var values []float64
		for i := range g.Districts {
			if g.Cells[i][k].Known {
				values = append(values, g.Cells[i][k].Value)
			}
		}
		v.Axes = append(v.Axes, desk.RadarAxis{Topic: t, Value: g.Cells[at][k].Value, Known: g.Cells[at][k].Known, Others: assessment.SpreadOf(values)})
	}
	return v, nil
}

// Trend is three rounds, each better than the one before.
func (d *Desk) Trend(_ context.Context, district assessment.DistrictKey) ([]desk.TrendPoint, error) {
	n := len(d.Members)
	if district != "" {
		n = 1
	}
	var out []desk.TrendPoint
	for i, name := range []string{"Basisprüfung 2025", "Basisprüfung 2026", d.List[0].Name} {
		out = append(out, desk.TrendPoint{Round: assessment.Round{Name: name}, Districts: n, Fulfilment: 0.3 + 0.15*float64(i), Answered: 0.9 + 0.03*float64(i), Known: true})
	}
	return out, nil
}

// WriteReport writes down where the overview went.
func (d *Desk) WriteReport(_ context.Context, _ assessment.RoundID, _ assessment.DistrictKey, path string) error {
	d.note("report %s", path)
	return d.Fail
}

// OpenRemarks are the questions that were asked and are not settled.
func (d *Desk) OpenRemarks(context.Context, assessment.RoundID) ([]desk.RemarkRow, error) {
	var out []desk.RemarkRow
	for i, q := range requirements {
		m := d.remarks[Key(i)]
		if !m.Open() {
			continue
		}
		row := desk.RemarkRow{Key: Key(i), District: d.Members[0].District, Ref: q.Ref, Title: q.Title, Remark: m, Answer: d.answers[Key(i)], Asked: Now.AddDate(0, 0, -12)}
		if m.Reply != "" {
			row.Replied = Now.AddDate(0, 0, -2)
		}
		out = append(out, row)
	}
	return out, nil
}

// Sample takes answers of all districts in turn.
func (d *Desk) Sample(_ context.Context, round assessment.RoundID, n int) ([]assessment.AnswerKey, error) {
	var out []assessment.AnswerKey
	for i := range min(n, len(requirements)) {
		out = append(out, assessment.AnswerKey{Round: round, District: d.Members[i%len(d.Members)].Key, Scope: assessment.WholeScope, Requirement: requirements[i].ID})
	}
	return out, nil
}

func (d *Desk) remindDistricts(ctx context.Context, round assessment.RoundID) ([]desk.Reminder, error) {
	rows, err := d.Cockpit(ctx, round)
	var out []desk.Reminder
	for _, r := range rows {
		if r.DaysLate > 0 {
			out = append(out, desk.Reminder{District: r.District, To: r.District.Contact, DaysLate: r.DaysLate, Since: r.Received,
				Subject: "Erinnerung: Basisprüfung 2027, " + r.District.Name, Text: "Guten Tag,\n\ndie Antworten aus " + r.District.Name + " stehen noch aus.\n\nMit freundlichen Grüßen"})
		}
	}
	return out, err
}

// standing tells of a district what stands beside its answers.
func (d *Desk) standing(row *desk.CockpitRow) {
	key := row.District.Key
	row.Due = d.List[0].DueOf(key)
	row.Interim, _ = row.Tally.Answered()
	for _, q := range d.Held {
		if q.District == key {
			row.Held++
		}
	}
	for k, m := range d.remarks {
		if k.District == key && m.Open() {
			row.Remarks++
		}
	}
	if key == d.Members[0].Key {
		row.Noted = d.Note != ""
		row.SignOff = d.Signed
	}
}

// Quarantine are the files on stage that could not be taken in.
func (d *Desk) Quarantine(context.Context) ([]desk.Quarantined, error) { return d.Held, nil }

// Discard takes one off the list.
func (d *Desk) Discard(_ context.Context, id int64) error {
	d.note("discard %d", id)
	d.Held = slices.DeleteFunc(d.Held, func(q desk.Quarantined) bool { return q.ID == id })
	return d.Fail
}

// sentOut is the list of what was sent: the last district has got nothing yet.
func (d *Desk) sentOut() []desk.SentFile {
	var out []desk.SentFile
	for i, m := range d.Members {
		f := desk.SentFile{District: m.District}
		if i == 0 || i < len(d.Members)-1 {
			f.File, f.Number, f.Sequence, f.At, f.Who, f.Confirmed = "Basispruefung-2027_"+string(m.Key)+"_A-0001.xlsx", "A-0001", 1, Now.AddDate(0, 0, -20), "K. Weber", i == 0
		}
		out = append(out, f)
	}
	return out
}

// DistrictPage puts together what is on stage about a district.
func (d *Desk) DistrictPage(ctx context.Context, key assessment.DistrictKey) (desk.DistrictPage, error) {
	p := desk.DistrictPage{Note: d.Note}
	for i, m := range d.Members {
		if m.Key == key {
			p.District = d.Members[i]
		}
	}
	if p.District.Key == "" {
		return p, assessment.ErrNotFound
	}
	for _, r := range d.List {
		rows, err := d.Cockpit(ctx, r.ID)
		if err != nil {
			return p, err
		}
		for _, row := range rows {
			if row.District.Key == key {
				p.Rounds = append(p.Rounds, desk.DistrictRound{Round: r, Standing: row})
			}
		}
	}
	for _, f := range d.sentOut() {
		if f.District.Key == key && !f.At.IsZero() {
			p.Sent = append(p.Sent, desk.DistrictFile{Round: d.List[0].Round, File: f.File, Number: f.Number, At: f.At, Who: f.Who, Receipt: f.Confirmed})
		}
	}
	for i, f := range d.Taken {
		if f.District.Key == key {
			p.Received = append(p.Received, desk.DistrictFile{Import: f.ID, Round: d.List[0].Round, File: f.File, Number: fmt.Sprintf("R-%04d", f.Sequence), At: f.At, Who: f.Who, Changes: f.Changes, Undone: f.Undone, Receipt: i > 0 && !f.Undone})
		}
	}
	for _, q := range d.Held {
		if q.District == key {
			p.Held = append(p.Held, q)
		}
	}
	measures, err := d.Measures(ctx, Round, key)
	for _, m := range measures {
		p.Measures = append(p.Measures, desk.DistrictMeasure{Measure: m, Round: d.List[0].Round, Ref: "ORG.2"})
	}
	return p, err
}

// Search finds requirements by their title, and explanations.
func (d *Desk) Search(_ context.Context, q desk.SearchQuery) ([]desk.Hit, error) {
	var out []desk.Hit
	text := strings.ToLower(q.Text)
	wanted := func(k assessment.Kind) bool { return len(q.Kinds) == 0 || slices.Contains(q.Kinds, k) }
	for i, r := range requirements {
		if q.Status == nil && !q.Open && wanted(desk.KindRequirement) && strings.Contains(strings.ToLower(r.Ref+" "+r.Title+" "+r.Text), text) {
			out = append(out, desk.Hit{Key: assessment.AnswerKey{Round: Round, Requirement: r.ID}, Kind: desk.KindRequirement, Field: desk.FieldText, Ref: r.Ref, Title: r.Title, Snippet: r.Text})
		}
		if a := d.answers[Key(i)]; text != "" && wanted(assessment.KindAnswer) && (q.Status == nil || *q.Status == a.Status) && (!q.Open || a.Status != assessment.StatusYes) && (q.District == "" || q.District == Key(i).District) && strings.Contains(strings.ToLower(a.Explanation), text) {
			out = append(out, desk.Hit{Key: Key(i), Kind: assessment.KindAnswer, Field: assessment.FieldStatus, Ref: r.Ref, Title: r.Title, Snippet: a.Explanation})
		}
	}
	return out, nil
}

// Inquire puts questions with and without a reply, and files that could not be taken in, on stage.
func (d *Desk) Inquire() *Desk {
	d.Put(0, assessment.StatusYes, "Leitlinie vom 12.03.2024.")
	d.Put(4, assessment.StatusPartly, "Einzelne Dateien wurden zurückgeholt.")
	d.Ask(0, "Von wann ist die Leitlinie?")
	d.Ask(4, "Wurde die Wiederherstellung eines ganzen Servers geübt?")
	d.remarks[Key(4)] = desk.Remark{Question: d.remarks[Key(4)].Question, Reply: "Ja, am 14.11.2026, Protokoll liegt bei."}
	d.Held = []desk.Quarantined{{ID: 3, At: Now.Add(-26 * time.Hour), File: "Antwort-06633.xlsx", District: "06633", Verdict: desk.VerdictDamaged,
		Sentence: "Die Datei ist beschädigt. Bitten Sie den Landkreis, sie noch einmal zu schicken.", Copy: "/daten/Kreislage/quarantine/0123.xlsx", Presumed: true,
		Subject: "Ihre Datei „Antwort-06633.xlsx“: bitte noch einmal", Ask: "Sehr geehrte Damen und Herren,\n\nIhre Datei „Antwort-06633.xlsx“ ist bei uns angekommen, konnte aber nicht übernommen werden. Bitte schreiben Sie Ihre Rückmeldung noch einmal.\n\nMit freundlichen Grüßen\nInformationssicherheitsstelle"}}
	return d
}
