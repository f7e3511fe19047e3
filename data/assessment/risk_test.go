package assessment

import "testing"

// Each reason for a look raises the risk, and a gap that is told has none.
func TestRisk(t *testing.T) {
	must := Requirement{Modal: ModalMust, Priority: 1}
	calm := Claim{Status: StatusYes, Explained: true, Proved: true}
	for _, s := range []Status{StatusOpen, StatusPartly, StatusNo} {
		if n := Risk(must, Claim{Status: s, Turned: true}); n != 0 {
			t.Errorf("%s: %d", s, n)
		}
	}
	least := Risk(Requirement{Modal: ModalMay}, calm)
	if least <= 0 {
		t.Errorf("a claim without a risk: %d", least)
	}
	for name, n := range map[string]int{
		"MUSS": Risk(Requirement{Modal: ModalMust}, calm) - Risk(Requirement{Modal: ModalShould}, calm), "SOLLTE": Risk(Requirement{Modal: ModalShould}, calm) - least,
		"priority":  Risk(Requirement{Modal: ModalMay, Priority: 1}, calm) - Risk(Requirement{Modal: ModalMay, Priority: 2}, calm),
		"any":       Risk(Requirement{Modal: ModalMay, Priority: 4}, calm) - least,
		"unproved":  Risk(must, Claim{Status: StatusYes, Explained: true}) - Risk(must, calm),
		"silent":    Risk(must, Claim{Status: StatusYes, Proved: true}) - Risk(must, calm),
		"turned":    Risk(must, Claim{Status: StatusYes, Explained: true, Proved: true, Turned: true}) - Risk(must, calm),
		"taken out": Risk(must, Claim{Status: StatusDispensable}),
	} {
		if n <= 0 {
			t.Errorf("%s does not count: %d", name, n)
		}
	}
}
