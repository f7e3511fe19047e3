package shared

import (
	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Look is how a state is shown: a sign, a tone and a word.
type Look struct {
	Sign widget.Sign
	Tone widget.Tone
	Word string
}

// Status shows a status.
func (e *Env) Status(s assessment.Status) Look {
	look := map[assessment.Status]Look{
		assessment.StatusOpen:        {Sign: widget.SignOpen, Tone: widget.ToneMuted},
		assessment.StatusYes:         {Sign: widget.SignYes, Tone: widget.ToneGood},
		assessment.StatusPartly:      {Sign: widget.SignPartly, Tone: widget.ToneWarn},
		assessment.StatusNo:          {Sign: widget.SignNo, Tone: widget.ToneBad},
		assessment.StatusDispensable: {Sign: widget.SignDispensable, Tone: widget.ToneCalm},
	}[s]
	look.Word = e.Say("window.status." + s.String())
	return look
}

// Verdict shows what a file turned out to be.
func (e *Env) Verdict(v desk.Verdict) Look {
	look := Look{Sign: widget.SignNo, Tone: widget.ToneBad, Word: e.Say("window.verdict." + string(v))}
	switch v {
	case desk.VerdictNew, desk.VerdictAttachments:
		look.Sign, look.Tone = widget.SignYes, widget.ToneGood
	case desk.VerdictContained, desk.VerdictOwn:
		look.Sign, look.Tone = widget.SignDispensable, widget.ToneMuted
	case desk.VerdictHand, desk.VerdictLost:
		look.Sign, look.Tone = widget.SignPen, widget.ToneWarn
	case desk.VerdictEarly:
		look.Sign, look.Tone = widget.SignClock, widget.ToneWarn
	case desk.VerdictUntrusted:
		look.Sign, look.Tone = widget.SignLock, widget.ToneWarn
	case desk.VerdictFork:
		look.Sign, look.Tone = widget.SignSplit, widget.ToneBad
	}
	return look
}

// Cockpit shows where a district stands.
func (e *Env) Cockpit(row desk.CockpitRow) Look {
	word := e.Say("window.cockpit.state." + string(row.State))
	switch row.State {
	case desk.CockpitSignedOff:
		return Look{widget.SignPen, widget.ToneGood, word}
	case desk.CockpitComplete:
		return Look{widget.SignYes, widget.ToneGood, word}
	case desk.CockpitReceived:
		share, _ := row.Tally.Answered()
		return Look{widget.SignPartly, widget.ToneAccent, e.Say("window.cockpit.state.received", "share", e.Words.Percent(share))}
	case desk.CockpitLate:
		if row.DaysLate > 0 {
			word = e.Plural("window.cockpit.state.late_days", row.DaysLate)
		}
		return Look{widget.SignClock, widget.ToneBad, word}
	case desk.CockpitConflict:
		return Look{widget.SignSplit, widget.ToneBad, word}
	case desk.CockpitSent:
		return Look{widget.SignMail, widget.ToneMuted, word}
	default:
		return Look{widget.SignOpen, widget.ToneMuted, word}
	}
}

// Band returns the band of the heat map that a share lies in; a set without answers has none.
func Band(t assessment.Tally) int {
	share, ok := t.Fulfilment()
	if !ok || t.Open == t.Total {
		return 0
	}
	return ShareBand(share)
}

// ShareBand returns the band of a share between 0 and 1. The bands are below 30, 45, 60, 75, 90 per cent, and above.
func ShareBand(share float64) int {
	for i, limit := range []float64{0.30, 0.45, 0.60, 0.75, 0.90} {
		if share < limit {
			return i + 1
		}
	}
	return widget.HeatBands - 1
}

// Parts shows a tally as parts of a bar.
func Parts(t assessment.Tally) []widget.Part {
	if t.Total == 0 {
		return []widget.Part{{Share: 0, Tone: widget.ToneMuted}}
	}
	part := func(n int, tone widget.Tone) widget.Part {
		return widget.Part{Share: float32(n) / float32(t.Total), Tone: tone}
	}
	return []widget.Part{
		part(t.Yes, widget.ToneGood), part(t.Partly, widget.ToneWarn), part(t.No, widget.ToneBad), part(t.Dispensable, widget.ToneCalm),
	}
}

// Percent writes a share, a dash where there is none.
func (e *Env) Percent(share float64, ok bool) string {
	if !ok {
		return "–"
	}
	return e.Words.Percent(share)
}

// Field names a field of an answer, remark or measure.
func (e *Env) Field(f assessment.Field) string { return e.Say("window.field." + string(f)) }
