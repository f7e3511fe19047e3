package workbook

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// A person works in LibreOffice itself: formulas, real dates, merged, hidden, deleted and inserted rows, a column
// put in, sheets renamed and moved. What comes back follows the same rules.
func TestHandInLibreOffice(t *testing.T) {
	const python = "/usr/bin/python3"
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("LibreOffice is not installed")
	}
	if exec.Command(python, "-c", "import uno").Run() != nil {
		t.Skip("python3-uno is not installed")
	}
	b := sample(fabricated(16))
	b.Remarks, b.Measures = nil, nil
	for i := range b.Rows {
		if i == 2 || i == 8 || i == 9 {
			b.Rows[i].Answer = assessment.Answer{}
		}
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.xlsx"), filepath.Join(dir, "out.xlsx")
	if err := os.WriteFile(in, write(t, b, "de"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(python, filepath.Join("testdata", "hand.py"), filepath.Join(dir, "profile"), in, out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	saved, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	c := read(t, saved)
	sameMachine(t, b.Machine, c.Machine)
	cmp := Compare(b, c)
	addsUp(t, cmp)
	want := []string{
		"a2 new status=1/Über LibreOffice\neingetragen: _x0041_ & <b> due=2027-12-31",
		"a5 refused formula",
		"a6 refused status_unknown",
		"a7 changed evidence=",
		"a8 new effort=2.5",
		"a9 new status=2/",
		"a10 refused merged_cells",
		"a11 refused merged_cells",
		"! answer_cleared",
		"! hidden_change",
		"! rows_missing",
	}
	if got := describe(b, cmp); !alike(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}
