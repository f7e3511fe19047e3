package demo

import (
	"fmt"

	"kreislage/data/assessment"
)

// MaxDistricts is the most counties that a demonstration has.
const MaxDistricts = 400

// part is what a county does in the play.
type part int

const (
	partSteady   part = iota // answers and replies in time
	partEarly                // sends an interim state, gets questions, answers them and sends again
	partHand                 // fills the office's workbook in with plain Excel
	partMissing              // has begun, but nothing comes back
	partConflict             // replies, and a colleague sends the office's workbook filled in otherwise
	partLate                 // sends an unfinished state after the due date
	partDamaged              // the first reply arrives damaged, the second whole
	partLost                 // the only reply arrives damaged
)

// county is one county of the play.
type county struct {
	assessment.District
	part     part
	maturity float64 // how much is put into practice, between 0 and 1
	diligent float64 // share of what is asked that gets an answer
}

// pilot are the seven counties that began, by their official keys.
var pilot = []county{
	{assessment.District{Key: "06431", Name: "Landkreis Bergstraße"}, partEarly, 0.68, 1},
	{assessment.District{Key: "06432", Name: "Landkreis Darmstadt-Dieburg"}, partHand, 0.60, 0.86},
	{assessment.District{Key: "06632", Name: "Landkreis Hersfeld-Rotenburg"}, partMissing, 0.45, 0.25},
	{assessment.District{Key: "06633", Name: "Landkreis Kassel"}, partEarly, 0.78, 1},
	{assessment.District{Key: "06634", Name: "Schwalm-Eder-Kreis"}, partLate, 0.50, 0.62},
	{assessment.District{Key: "06535", Name: "Vogelsbergkreis"}, partConflict, 0.38, 0.93},
	{assessment.District{Key: "06636", Name: "Werra-Meißner-Kreis"}, partDamaged, 0.55, 1},
}

// Invented names are put together, so that nobody takes them for true ones.
var (
	inventedHeads = []string{"Muster", "Beispiel", "Probe", "Übungs", "Schau", "Modell", "Versuchs", "Demo"}
	inventedTails = []string{"berg", "tal", "heim", "au", "feld", "wald", "bach", "stein", "hausen", "rode"}
)

// counties are the first n of the pilot, and after them invented ones.
func counties(n int, c chance) []county {
	out := append([]county{}, pilot[:min(n, len(pilot))]...)
	for i := range max(0, n-len(pilot)) {
		out = append(out, invented(i, c))
	}
	return out
}

func invented(i int, c chance) county {
	head, tail := inventedHeads[i%len(inventedHeads)], inventedTails[i/len(inventedHeads)%len(inventedTails)]
	name := fmt.Sprintf("Landkreis %s%s (erfunden)", head, tail)
	if round := i / (len(inventedHeads) * len(inventedTails)); round > 0 {
		name = fmt.Sprintf("Landkreis %s%s %d (erfunden)", head, tail, round+1)
	}
	x := county{assessment.District{Key: assessment.DistrictKey(fmt.Sprintf("99%03d", i+1)), Name: name}, partSteady, 0.3 + 0.55*c.Float64(), min(1, 0.7+0.6*c.Float64())}
	switch {
	case i%11 == 4:
		x.part, x.diligent = partMissing, 0.2
	case i%11 == 7:
		x.part, x.diligent = partLate, 0.6
	case i%13 == 5:
		x.part = partLost
	case i%17 == 2:
		x.part = partConflict
	case i%19 == 8:
		x.part, x.diligent = partHand, 0.7
	}
	return x
}
