package office

import (
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Rune accepts the answer in view on paper with A, marks it as seen on site with V, and takes the mark back with 0.
func (s *Seen) Rune(r rune) bool {
	mark, known := map[rune]desk.ReviewMark{'a': desk.ReviewAccepted, 'A': desk.ReviewAccepted, 'v': desk.ReviewSeen, 'V': desk.ReviewSeen, '0': desk.ReviewNone}[r]
	if !known || s.table == nil || s.table.Chosen() < 0 || s.table.Chosen() >= len(s.rows) {
		return false
	}
	s.mark(s.table.Chosen(), mark)
	return true
}

func (s *Seen) mark(i int, mark desk.ReviewMark) {
	key := s.rows[i].Answer.AnswerKey
	s.do(func() error { return s.desk.SetReview(s.env.Context, key, mark) }, func() {
		rv := &s.rows[i].Review
		rv.Mark, rv.Changed, rv.On = mark, false, assessment.DateOf(s.env.Now())
		rv.By = s.desk.Info().Who
		s.refresh(i)
	}, i, s.env.Say("window.review.kept"))
}

// reviewLook is how a review is shown beside an answer; what changed after it says so.
func reviewLook(e *shared.Env, r desk.Review) shared.Look {
	switch {
	case r.Mark == desk.ReviewNone:
		return shared.Look{}
	case r.Changed:
		return shared.Look{Sign: widget.SignWarn, Tone: widget.ToneWarn, Word: e.Say("window.review.changed")}
	}
	return shared.Look{Sign: widget.SignYes, Tone: widget.ToneGood, Word: e.Say("window.review.mark." + string(r.Mark))}
}

// proof tells what the district keeps to prove its answer, and who bears a gap.
func (s *Seen) proof(r desk.PaperRow) fyne.CanvasObject {
	e := s.env
	box := widget.NewStack(1)
	if a := r.Acceptance; !a.Empty() {
		tone, word := widget.ToneWarn, e.Say("window.review.accepted_risk", "by", a.By, "until", e.Words.Date(a.Until))
		if a.Expired(assessment.DateOf(e.Now())) {
			tone, word = widget.ToneBad, e.Say("window.review.expired_risk", "by", a.By, "until", e.Words.Date(a.Until))
		}
		box.Add(widget.NewTonePanel(widget.NewStack(1, widget.NewText(word, tone).Bold(), widget.NewText(a.Reason, widget.TonePlain)), tone))
	}
	for _, a := range r.Attachments {
		place := "window.review.evidence_away"
		if a.Here {
			place = "window.review.evidence_here"
		}
		box.Add(widget.NewText(e.Say(place, "name", a.Name, "size", e.Size(a.Size)), widget.TonePlain))
		if a.Note != "" {
			box.Add(widget.NewSmallText(a.Note, widget.ToneMuted))
		}
	}
	if len(box.Objects) == 0 {
		return nil
	}
	return box
}

// review lets the office accept an answer, or propose another status.
func (s *Seen) review(i int) fyne.CanvasObject {
	e, r := s.env, s.rows[i]
	box := widget.NewStack(2, widget.NewText(e.Say("window.review.title"), widget.TonePlain).Bold())
	if look := reviewLook(e, r.Review); look.Word != "" {
		line := e.Say("window.review.by", "mark", e.Say("window.review.mark."+string(r.Review.Mark)), "by", r.Review.By, "on", e.Words.Date(r.Review.On))
		if r.Review.Changed {
			line = e.Say("window.review.by_changed", "mark", e.Say("window.review.mark."+string(r.Review.Mark)), "by", r.Review.By, "on", e.Words.Date(r.Review.On))
		}
		box.Add(widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(look.Sign, look.Tone, 1.2), widget.NewText(line, look.Tone)))
	}
	button := func(mark desk.ReviewMark, key string) fyne.CanvasObject {
		b := widget.NewButton(e.Say("window.review.do."+string(mark)), func() { s.mark(i, mark) })
		b.Hint = key
		if r.Review.Mark == mark && !r.Review.Changed {
			b.SetWeight(widget.WeightChosen)
		}
		return b
	}
	row := shared.Row(button(desk.ReviewAccepted, "A"), button(desk.ReviewSeen, "V"))
	if r.Review.Mark != desk.ReviewNone {
		b := widget.NewQuiet(e.Say("window.review.do.none"), func() { s.mark(i, desk.ReviewNone) })
		b.Hint = "0"
		row.Add(b)
	}
	box.Add(row)
	box.Add(s.propose(i))
	return box
}

// propose offers the district another status, with a reason.
func (s *Seen) propose(i int) fyne.CanvasObject {
	e, r := s.env, s.rows[i]
	options := []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable}
	words, at := []string{e.Say("window.review.no_proposal")}, 0
	for n, status := range options {
		words = append(words, e.Status(status).Word)
		if r.Review.Proposed == status {
			at = n + 1
		}
	}
	choice := widget.NewChoice(words, at, func(i int) { at = i })
	reason := widget.NewField(e.Say("window.review.reason_place"), nil)
	reason.Cap = assessment.MaxRemark
	reason.Put(r.Review.Reason)
	send := func() {
		status := assessment.StatusOpen
		if at > 0 {
			status = options[at-1]
		}
		if status != assessment.StatusOpen && strings.TrimSpace(reason.Text) == "" {
			s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.review.no_reason"), "")
			e.Focus(reason)
			return
		}
		key, text := r.Answer.AnswerKey, reason.Text
		s.do(func() error { return s.desk.Propose(e.Context, key, status, text) }, func() {
			rv := &s.rows[i].Review
			rv.Proposed, rv.Reason, rv.HasProposal = status, text, status != assessment.StatusOpen && status != r.Answer.Status
			s.refresh(i)
		}, i, e.Say("window.review.proposed"))
	}
	reason.OnEnter = send
	return shared.Labelled(e.Say("window.review.proposal"), widget.NewStack(2, widget.NewColumns(2, []float32{10, -1}, choice, reason), shared.Row(widget.NewButton(e.Say("window.review.propose"), send))), "")
}
