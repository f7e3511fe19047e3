package simulate

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"kreislage/data/assessment"
)

// extra is a requirement that some editions ask and others do not.
const extra = "extra"

// importCatalogue gives the office an edition of a small catalogue from a file: the first with n requirements, each
// further one with another text of one of the first three, and sometimes with one requirement more.
func (w *world) importCatalogue(n, edition int) *assessment.Catalogue {
	var b strings.Builder
	fmt.Fprintf(&b, "kreislage-catalogue: \"1\"\nkey: probe\ntitle: Probe\nedition: \"%d\"\nlanguage: de\ntopics:\n", edition)
	ask := func(id string, text string) {
		fmt.Fprintf(&b, "      - id: %s\n        ref: R.%s\n        title: Frage %s\n        question: %s\n        modal: MUSS\n", id, id, id, text)
	}
	for i := range n {
		if i%4 == 0 {
			fmt.Fprintf(&b, "  - id: t%d\n    title: Thema %d\n    requirements:\n", i/4, i/4)
		}
		text := fmt.Sprintf("Ist das Nummer %d?", i)
		for e := 2; e <= edition; e++ {
			if e%3 == i {
				text = fmt.Sprintf("Ist das Nummer %d, in der Ausgabe %d?", i, e)
			}
		}
		ask(fmt.Sprintf("r%d", i), text)
	}
	if edition%2 == 0 {
		ask(extra, "Und sonst?")
	}
	path := w.path("catalogue") + ".yaml"
	w.must(os.WriteFile(path, []byte(b.String()), 0o600), "write a catalogue")
	in, err := w.office.desk.ImportCatalogue(w.ctx, path)
	w.must(err, "import a catalogue")
	c, err := w.office.desk.Catalogue(w.ctx, in.ID)
	w.must(err, "read the catalogue")
	if len(c.Requirements) != n+1-edition%2 {
		w.must(errors.New("another number of requirements"), "read the catalogue")
	}
	return c
}

// edition is the catalogue that a round asks as far as a desk knows.
func (w *world) edition(f *folder, round assessment.RoundID) *assessment.Catalogue {
	r, err := f.desk.Round(w.ctx, round)
	w.must(err, "look at a round of "+f.name)
	i := slices.IndexFunc(w.editions, func(c *assessment.Catalogue) bool { return c.ID == r.Catalogue })
	if i < 0 {
		w.fail("%s asks a catalogue that nobody has made", f.name)
	}
	return w.editions[i]
}

// editionsAt lists the catalogues that a round has had, as far as a desk knows.
func (w *world) editionsAt(f *folder, round assessment.RoundID) []assessment.CatalogueID {
	rows, err := f.probe.Query("SELECT catalogue FROM editions WHERE round = ? ORDER BY catalogue", round)
	w.must(err, "read the editions of "+f.name)
	defer rows.Close()
	var out []assessment.CatalogueID
	for rows.Next() {
		var id assessment.CatalogueID
		w.must(rows.Scan(&id), "read the editions of "+f.name)
		out = append(out, id)
	}
	w.must(rows.Err(), "read the editions of "+f.name)
	if want := f.st.editions[round]; f.district == nil && !slices.Equal(out, slices.Sorted(slices.Values(want))) {
		w.fail("the office knows the editions %q of a round, not %q", out, want)
	}
	return out
}

// textHash is the text that an answer answers.
func (w *world) textHash(c *assessment.Catalogue, id assessment.RequirementID) string {
	for _, q := range c.Requirements {
		if q.ID == id {
			return q.Hash
		}
	}
	w.fail("no requirement %s in edition %s", id, c.Edition)
	return ""
}

// maxEditions is how many a run has at most.
const maxEditions = 4

// stepReissue lets the office correct the catalogue of a running round, or go back to a former edition.
func (w *world) stepReissue(d dice) string {
	f := w.act(w.office)
	round := w.roundAt(f, d)
	now := w.edition(f, round)
	to := d.pick(len(w.editions))
	if d.one(2) && len(w.editions) < maxEditions {
		to = len(w.editions)
	}
	// Imported once more where the office has lost it.
	c := w.importCatalogue(len(w.catalogue.Requirements), to+1)
	if to == len(w.editions) {
		w.editions = append(w.editions, c)
	}
	if c.ID == now.ID {
		return ""
	}
	var editorial []assessment.RequirementID
	for _, q := range w.catalogue.Requirements {
		if w.textHash(now, q.ID) != w.textHash(c, q.ID) && d.one(2) {
			editorial = append(editorial, q.ID)
		}
	}
	_, err := f.desk.Reissue(w.ctx, round, c.ID, editorial)
	if w.closed(f, round, err) {
		return "the office may not correct a closed round"
	}
	w.must(err, "reissue")
	if !slices.Contains(f.st.editions[round], c.ID) {
		f.st.editions[round] = append(slices.Clone(f.st.editions[round]), c.ID)
	}
	return fmt.Sprintf("the office corrects round %s: edition %s instead of %s, editorial %v", clip(string(round)), c.Edition, now.Edition, editorial)
}
