package district

import (
	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/data/assessment"
)

// Key moves between requirements where no field has the focus.
func (a *Answering) Key(ev *fyne.KeyEvent) bool {
	if a.form == nil {
		return false
	}
	switch ev.Name {
	case fyne.KeyUp, fyne.KeyPageUp:
		a.step(-1)
	case fyne.KeyDown, fyne.KeyPageDown:
		a.step(1)
	case fyne.KeyReturn, fyne.KeyEnter:
		a.nextOpen()
	case fyne.KeyBackspace, fyne.KeyDelete:
		a.choose(assessment.StatusOpen)
	case fyne.KeyEscape:
		a.escape()
	case fyne.KeyF2:
		a.env.Focus(a.form.explanation)
	case fyne.KeyF3:
		a.env.Focus(a.search)
	case fyne.KeyF4:
		a.filters.enter()
	default:
		return false
	}
	return true
}

// escape leaves a field, then takes ticks away, then filters.
func (a *Answering) escape() {
	switch {
	case a.env.Window.Canvas().Focused() != fyne.Focusable(a.list):
		a.env.Focus(a.list)
	case a.selection.some():
		a.selection.clear()
	case a.filters.active():
		a.filters.clear()
	}
}

// choose answers the requirement in view, or all that are ticked.
func (a *Answering) choose(s assessment.Status) {
	if a.selection.some() {
		a.selection.answerAll(s)
		return
	}
	a.form.choose(s)
}

// Rune answers with a digit and does with a letter what is done now and then.
func (a *Answering) Rune(r rune) bool {
	if a.form == nil {
		return false
	}
	if r >= '0' && r <= '4' {
		a.choose(assessment.Status(r - '0'))
		return true
	}
	return a.letter(r)
}

// letter does what a letter stands for where no field has the focus, and with Alt inside a field.
func (a *Answering) letter(r rune) bool {
	switch r {
	case 'v':
		a.takeOver()
	case 'V':
		a.takeOverTopic()
	case 'b':
		a.confirm()
	case 'p':
		a.takeProposal()
	case 'g':
		a.selection.answerSame()
	case 'k':
		a.env.Go(shared.Route{Screen: "conflicts", Round: string(a.paper.Round.ID)})
	default:
		return a.form.letter(r)
	}
	return true
}

// Shortcut moves between requirements also from inside a field.
func (a *Answering) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if a.form == nil {
		return false
	}
	if mod == fyne.KeyModifierAlt && len(key) == 1 {
		return a.letter(rune(key[0]) + 'a' - 'A')
	}
	if mod == fyne.KeyModifierControl|fyne.KeyModifierShift && key == fyne.KeyZ {
		a.undo(true)
		return true
	}
	if mod != fyne.KeyModifierControl {
		return false
	}
	switch key {
	case fyne.KeyUp:
		a.step(-1)
	case fyne.KeyDown:
		a.step(1)
	case fyne.KeyReturn, fyne.KeyEnter:
		a.nextOpen()
	case fyne.KeyF:
		a.env.Focus(a.search)
	case fyne.KeyZ:
		a.undo(false)
	case fyne.KeyY:
		a.undo(true)
	case fyne.KeyA:
		a.selection.all()
	case fyne.Key0, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4:
		a.choose(assessment.Status(key[0] - '0'))
	default:
		return false
	}
	return true
}
