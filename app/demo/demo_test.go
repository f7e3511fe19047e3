package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// stage is a play that is over, with the means to look behind it.
type stage struct {
	t       *testing.T
	ctx     context.Context
	dir     string
	profile string
	summary Summary
}

func newStage(t *testing.T, o Options) *stage {
	t.Helper()
	s := &stage{t: t, ctx: context.Background(), dir: filepath.Join(t.TempDir(), "demo"), profile: t.TempDir()}
	o.Profile = s.profile
	var err error
	s.summary, err = Play(s.ctx, s.dir, o)
	s.must(err)
	return s
}

// small is a catalogue that keeps the test short; the command line's tests play with whole ones.
func small(t *testing.T) string {
	t.Helper()
	var groups []string
	for g := range 5 {
		var controls []string
		for c := range 8 {
			id := fmt.Sprintf("t%d.%d", g, c)
			controls = append(controls, fmt.Sprintf(`{"id": %q, "title": "Requirement %s", "parts": [{"id": %q, "name": "statement", "prose": "Something has to be done (%s)."}]}`, id, id, id+"_smt", id))
		}
		groups = append(groups, fmt.Sprintf(`{"id": "t%d", "title": "Topic %d", "controls": [%s]}`, g, g, strings.Join(controls, ",")))
	}
	path := filepath.Join(t.TempDir(), "catalogue.json")
	text := fmt.Sprintf(`{"catalog": {"uuid": "11111111-2222-4333-8444-555555555555", "metadata": {"title": "Small", "version": "1", "oscal-version": "1.1.3", "last-modified": "2026-01-01T00:00:00Z"}, "groups": [%s]}}`, strings.Join(groups, ","))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) open(parts ...string) *desk.Desk {
	s.t.Helper()
	d, err := desk.Open(s.ctx, filepath.Join(append([]string{s.dir}, parts...)...), desk.Options{Profile: s.profile, Lang: "de", Who: "test"})
	s.must(err)
	s.t.Cleanup(func() { d.Close() })
	return d
}

func (s *stage) answers(d *desk.Desk, k assessment.DistrictKey) []assessment.Answer {
	s.t.Helper()
	rounds, err := d.Rounds(s.ctx)
	s.must(err)
	out, err := d.Answers(s.ctx, rounds[0].ID, k)
	s.must(err)
	return out
}

// The play has everything that can happen to a round: a county that is missing, one that is late, a damaged file that
// is refused with a sentence and one that follows it, a file filled in by hand, two files of one county, a conflict,
// questions with replies, measures. Afterwards it can be played to its end.
func TestWhatHappens(t *testing.T) {
	s := newStage(t, Options{Lang: "en", Catalogue: small(t)})
	byVerdict := map[string]int{}
	for _, f := range s.summary.Files {
		byVerdict[f.Verdict]++
		if f.Accepted == (f.Verdict == string(desk.VerdictDamaged)) || f.Sentence == "" {
			t.Errorf("%s: %+v", f.File, f)
		}
	}
	if byVerdict["damaged"] != 1 || byVerdict["hand"] != 2 || byVerdict["contained"] != 2 || len(s.summary.Files) != 10 {
		t.Errorf("files: %v", byVerdict)
	}
	if !slices.Equal(s.summary.Missing, []string{"06632"}) || !slices.Contains(s.summary.Late, "06634") || s.summary.Conflicts != 1 {
		t.Errorf("missing %v, late %v, %d conflicts", s.summary.Missing, s.summary.Late, s.summary.Conflicts)
	}
	office := s.open("office")
	rounds, err := office.Rounds(s.ctx)
	s.must(err)
	paper, err := office.Paper(s.ctx, rounds[0].ID, "06633", assessment.WholeScope)
	s.must(err)
	replies := 0
	for _, row := range paper.Rows {
		if row.Remark.Reply != "" {
			replies++
		}
	}
	measures, err := office.Measures(s.ctx, rounds[0].ID, "06633")
	s.must(err)
	if replies != 3 || len(measures) == 0 {
		t.Errorf("%d replies, %d measures", replies, len(measures))
	}
	s.wantFiles("codes.json", "reports/answers.csv", "reports/heatmap.csv", "reports/letter-06535.pdf")
	s.wholeRound(office)
	problems, err := office.Verify(s.ctx)
	s.must(err)
	if len(problems) > 0 {
		t.Error(problems)
	}
}

func (s *stage) wantFiles(names ...string) {
	s.t.Helper()
	for _, name := range names {
		st, err := os.Stat(filepath.Join(s.dir, filepath.FromSlash(name)))
		if err != nil || st.Size() == 0 {
			s.t.Errorf("%s: %v", name, err)
		}
	}
}

// A play never touches a folder that holds something.
func TestFolderMustBeEmpty(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "brief.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Play(context.Background(), dir, Options{Profile: t.TempDir()}); !errors.Is(err, assessment.ErrFolderNotEmpty) {
		t.Errorf("got %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

// 400 counties have 400 keys and names, and every invented one says so.
func TestCounties(t *testing.T) {
	keys, names := map[assessment.DistrictKey]bool{}, map[string]bool{}
	for i, x := range counties(MaxDistricts, newChance(1, "counties")) {
		if keys[x.Key] || names[x.Name] {
			t.Errorf("%s %s twice", x.Key, x.Name)
		}
		keys[x.Key], names[x.Name] = true, true
		if invented := strings.Contains(x.Name, "(erfunden)"); invented != (i >= len(pilot)) {
			t.Errorf("%s: invented %v", x.Name, invented)
		}
	}
	if len(keys) != MaxDistricts {
		t.Errorf("%d counties", len(keys))
	}
}

// Every phrase can be put together: no brace is left, sentences are typeset, and there are many different ones.
func TestPhrases(t *testing.T) {
	p, err := readPhrases()
	if err != nil {
		t.Fatal(err)
	}
	v := newVoice(p, newChance(1, "test"))
	different := map[string]bool{}
	check := func(phrase string) {
		for range 12 {
			text := v.say(phrase)
			different[text] = true
			if strings.ContainsAny(text, `{}|^"`) || strings.Contains(text, "  ") || text != strings.TrimSpace(text) || text == "" {
				t.Errorf("%q gives %q", phrase, text)
			}
		}
	}
	for _, th := range p.Themes {
		for _, list := range [][]string{th.Yes, th.Partly, th.No, th.Evidence, th.Measures} {
			if len(list) == 0 {
				t.Errorf("theme %s has an empty list", th.Name)
			}
			for _, phrase := range list {
				check(phrase)
			}
		}
	}
	for _, list := range [][]string{p.Dispensable, p.Responsible, p.Effort, p.Hand, p.Questions, p.Replies} {
		for _, phrase := range list {
			check(phrase)
		}
	}
	if len(different) < 700 {
		t.Errorf("only %d different texts", len(different))
	}
}

// A requirement is answered in its own field of work.
func TestThemes(t *testing.T) {
	p, err := readPhrases()
	if err != nil {
		t.Fatal(err)
	}
	for title, want := range map[string]string{
		"Rücksicherung regelmäßig üben": "backup", "Trennung der Netze": "network", "Zugangskonten sperren": "access",
		"Sicherheitsupdates einspielen": "updates", "Xyz": "general", "Zutritt zum Serverraum": "building",
	} {
		if got := p.themeOf(strings.ToLower(title), "", "", "").Name; got != want {
			t.Errorf("%s: got %s, want %s", title, got, want)
		}
	}
}
