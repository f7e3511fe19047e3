package window

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kreislage/app/desk"
	"kreislage/app/window/district"
	"kreislage/app/window/look"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/data/assessment"
)

// TestMain makes the one app of all tests: a new one would read all fonts again.
func TestMain(m *testing.M) {
	test.NewApp()
	if folder := os.Getenv(scaleChild); folder != "" {
		os.Exit(measureWindow(folder))
	}
	os.Exit(m.Run())
}

// stagedDesks hands out one desk that lives in memory.
type stagedDesks struct {
	desk    *stage.Desk
	isDesk  bool
	openErr error
	joined  []string
}

func (s *stagedDesks) InitOffice(_ context.Context, folder, name string, _ desk.Options) (Desk, error) {
	s.joined = []string{folder, name}
	return s.desk, s.openErr
}

func (s *stagedDesks) InitDistrict(_ context.Context, folder, file, code, print string, _ desk.Options) (Desk, error) {
	s.joined = []string{folder, file, code, print}
	return s.desk, s.openErr
}

func (s *stagedDesks) Open(context.Context, string, desk.Options) (Desk, error) {
	if s.openErr != nil {
		return nil, s.openErr
	}
	return s.desk, nil
}

func (s *stagedDesks) LookAt(string) (desk.Look, error) { return desk.Look{IsDesk: s.isDesk}, nil }

func (s *stagedDesks) NormalizeCode(typed string) (string, error) {
	if len(typed) < 6 {
		return "", assessment.ErrInvalid
	}
	return typed, nil
}

func (s *stagedDesks) Fingerprint(_ context.Context, _, code string) (string, string, string, error) {
	if code == "FALSCH" {
		return "", "", "", assessment.ErrInvalid
	}
	return "G8JU-5K5C-D66U-BGQ6-5743", "Informationssicherheitsstelle Nordhessen", "Vogelsbergkreis", nil
}

func (s *stagedDesks) Explain(err error, _ string) (string, string) {
	return "Es ging nicht.", err.Error()
}

// player is a person in front of a window.
type player struct {
	t      *testing.T
	shell  *Shell
	desks  *stagedDesks
	timers []func()
}

func newPlayer(t *testing.T, desks *stagedDesks) *player {
	t.Helper()
	p := &player{t: t, desks: desks}
	app := fyne.CurrentApp()
	for _, key := range []string{settingLang, settingScale, settingFolder, settingOut, settingOpen} {
		app.Preferences().RemoveValue(key)
	}
	app.Preferences().SetString(settingMode, string(look.Light))
	if desks.isDesk {
		app.Preferences().SetString(settingFolder, "/daten/Kreislage")
	}
	shell, err := New(Options{
		App: app, Desks: desks, Suggest: "/home/weber/Dokumente/Kreislage", Lang: "de",
		Run: func(work, then func()) { work(); then() }, UI: func(f func()) { f() }, After: p.after,
		Clock: func() time.Time { return stage.Now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.shell = shell
	t.Cleanup(func() {
		if slices.Contains(app.Driver().AllWindows(), shell.Window()) {
			shell.Window().Close()
		}
	})
	shell.Window().Resize(fyne.NewSize(1366, 768))
	shell.Start()
	p.fire()
	return p
}

// after keeps what is to be done later until fire.
func (p *player) after(_ time.Duration, do func()) func() {
	i := len(p.timers)
	p.timers = append(p.timers, do)
	return func() { p.timers[i] = nil }
}

// fire lets the time pass that all timers wait for.
func (p *player) fire() {
	for i := 0; i < len(p.timers); i++ {
		if do := p.timers[i]; do != nil {
			p.timers[i] = nil
			do()
		}
	}
}

// open shows a desk.
func open(t *testing.T, d *stage.Desk) *player {
	t.Helper()
	return newPlayer(t, &stagedDesks{desk: d, isDesk: true})
}

func (p *player) canvas() fyne.Canvas { return p.shell.Window().Canvas() }

// press presses keys as the driver hands them on: to the piece with the focus, or else to the window.
func (p *player) press(keys ...fyne.KeyName) {
	for _, key := range keys {
		ev := &fyne.KeyEvent{Name: key}
		if f := p.canvas().Focused(); f != nil {
			f.TypedKey(ev)
		} else {
			p.canvas().OnTypedKey()(ev)
		}
	}
}

// write types a text, character by character.
func (p *player) write(text string) {
	for _, r := range text {
		if f := p.canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(strings.ToUpper(string(r)))})
			if f := p.canvas().Focused(); f != nil {
				f.TypedRune(r)
			}
			continue
		}
		p.canvas().OnTypedRune()(r)
	}
}

// with presses a key together with others.
func (p *player) with(mod fyne.KeyModifier, key fyne.KeyName) {
	s := &desktop.CustomShortcut{KeyName: key, Modifier: mod}
	if f, ok := p.canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	p.canvas().(fyne.Shortcutable).TypedShortcut(s)
}

// way goes to a screen of the bar with Alt and its digit.
func (p *player) way(screen string) {
	p.t.Helper()
	i := slices.Index(p.shell.ways(), screen)
	if i < 0 || i > 8 {
		p.t.Fatalf("no digit leads to %s", screen)
	}
	p.with(fyne.KeyModifierAlt, fyne.KeyName(rune('1'+i)))
}

func (p *player) wantTitle(want string) {
	p.t.Helper()
	if got := p.shell.Window().Title(); got != want {
		p.t.Errorf("title: got %q, want %q", got, want)
	}
}

// Before there is a data folder the window asks what to begin with, and every way can be taken with the keyboard.
func TestFirstStart(t *testing.T) {
	p := newPlayer(t, &stagedDesks{desk: stage.NewEmptyOffice()})
	p.wantTitle("Kreislage – Erster Start")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Informationssicherheitsstelle einrichten")
	p.press(fyne.KeyReturn)
	if p.desks.joined != nil {
		t.Error("an office was made without a name")
	}
	p.write("Stelle Nord")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Start – 0 Landkreise")
	if got := strings.Join(p.desks.joined, "|"); got != "/home/weber/Dokumente/Kreislage|Stelle Nord" {
		t.Errorf("made: %s", got)
	}
}

// A district joins with file and code; the fingerprint is shown before anything is kept.
func TestJoin(t *testing.T) {
	p := newPlayer(t, &stagedDesks{desk: stage.NewDistrict()})
	p.canvas().FocusNext()
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Als Landkreis beginnen")
	p.write("/tmp/datei.xlsx")
	p.press(fyne.KeyReturn)
	p.write("FALSCH")
	p.press(fyne.KeyReturn)
	if p.desks.joined != nil {
		t.Fatal("joined with a wrong code")
	}
	p.press(fyne.KeyBackspace)
	p.write("X")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Als Landkreis beginnen – Fingerabdruck zu datei.xlsx")
	if p.desks.joined != nil {
		t.Fatal("joined before the fingerprint was compared")
	}
	p.press(fyne.KeyReturn)
	want := "/home/weber/Dokumente/Kreislage|/tmp/datei.xlsx|FALSCX|G8JU-5K5C-D66U-BGQ6-5743"
	if got := strings.Join(p.desks.joined, "|"); got != want {
		t.Errorf("joined with %s, want %s", got, want)
	}
	p.wantTitle("Kreislage – Beantworten – ORG.1")
}

// Files that are let go on the first screen begin a district.
func TestDropBegins(t *testing.T) {
	p := newPlayer(t, &stagedDesks{desk: stage.NewDistrict()})
	p.shell.drop([]string{"/tmp/erste.xlsx"})
	p.wantTitle("Kreislage – Als Landkreis beginnen")
}

// A folder that is in use is not opened; the window says so and stays.
func TestFolderInUse(t *testing.T) {
	p := newPlayer(t, &stagedDesks{desk: stage.NewOffice(1), isDesk: true, openErr: assessment.ErrFolderInUse})
	p.wantTitle("Kreislage – Datenordner öffnen – nicht gelungen")
}

// Alt with a digit, Ctrl+Tab and Alt+Left lead through the screens from wherever the focus is.
func TestWaysByKeyboard(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.wantTitle("Kreislage – Start – 3 Landkreise")
	for i, want := range []string{
		"Start", "Landkreise", "Kataloge", "Erhebungen", "Einlesen", "Eingang", "Stand", "Lagebild", "Auswertung",
	} {
		p.with(fyne.KeyModifierAlt, fyne.KeyName(rune('1'+i)))
		if got := p.shell.Window().Title(); !strings.HasPrefix(got, "Kreislage – "+want) {
			t.Errorf("Alt+%d: got %q, want %s", i+1, got, want)
		}
	}
	p.with(fyne.KeyModifierAlt, fyne.Key0)
	p.wantTitle("Kreislage – Einstellungen")
	p.with(fyne.KeyModifierControl, fyne.KeyTab)
	p.wantTitle("Kreislage – Start – 3 Landkreise")
	p.with(fyne.KeyModifierControl|fyne.KeyModifierShift, fyne.KeyTab)
	p.wantTitle("Kreislage – Einstellungen")
	p.with(fyne.KeyModifierAlt, fyne.KeyLeft)
	p.wantTitle("Kreislage – Start – 3 Landkreise")
}

// Every screen can be walked through with Tab, and comes back to where it began.
func TestTabGoesRound(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	for _, name := range append(p.shell.ways(), "settings", "round-new", "export") {
		p.shell.Go(shared.Route{Screen: name})
		first := p.canvas().Focused()
		if first == nil {
			p.canvas().FocusNext()
			first = p.canvas().Focused()
		}
		seen := 0
		for p.canvas().FocusNext(); p.canvas().Focused() != first && seen < 80; p.canvas().FocusNext() {
			seen++
		}
		if seen < len(p.shell.ways()) || seen >= 80 {
			t.Errorf("%s: Tab passes %d pieces", name, seen)
		}
	}
}

// The language changes at once, in the window and at the desk, and the screen stays.
func TestLanguage(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	if err := p.shell.SetLang("en"); err != nil {
		t.Fatal(err)
	}
	p.wantTitle("Kreislage – Answer – ORG.1")
	if got := strings.Join(d.Calls(), ","); got != "lang en" {
		t.Errorf("calls: %s", got)
	}
	if got := readSettings(p.shell.o.App.Preferences(), "de").Lang; got != "en" {
		t.Errorf("remembered: %s", got)
	}
}

// The list of keys opens with F1 wherever the focus is and closes with Esc; the keys of the screen rest meanwhile.
func TestKeysList(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.press(fyne.KeyF2, fyne.KeyF1)
	if len(p.canvas().Overlays().List()) != 1 {
		t.Fatal("no list of keys")
	}
	p.write("1")
	if d.Kept(0).Status != assessment.StatusOpen {
		t.Error("a key reached the screen under the list")
	}
	p.press(fyne.KeyEscape)
	if len(p.canvas().Overlays().List()) != 0 {
		t.Error("the list of keys stays")
	}
}

// Closing keeps what was typed a moment before, closes the desk, and then the window.
func TestCloseKeeps(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.press(fyne.KeyF2)
	p.write("gerade eben")
	p.with(fyne.KeyModifierControl, fyne.KeyQ)
	if got := d.Kept(0).Explanation; got != "gerade eben" {
		t.Errorf("kept: %q", got)
	}
	if calls := d.Calls(); calls[len(calls)-1] != "close" {
		t.Errorf("calls: %v", calls)
	}
}

// What can not be kept holds the window open once, and nothing is thrown away without a word.
func TestCloseSaysWhatIsLost(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	d.Fail = errors.New("disk full")
	p.write("1")
	p.shell.Close()
	if p.shell.desk == nil || !p.shell.banner.Visible() {
		t.Fatal("the window closed without a word")
	}
	d.Fail = nil
	p.shell.Close()
	if got := d.Kept(0).Status; got != assessment.StatusYes {
		t.Errorf("kept after all: %s", got)
	}
}

// What can not be kept keeps the screen in place.
func TestLeaveNeedsSaving(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	d.Fail = errors.New("disk full")
	p.write("3")
	p.way("send")
	p.wantTitle("Kreislage – Beantworten – ORG.1")
	d.Fail = nil
	p.way("send")
	p.wantTitle("Kreislage – Abgeben – Basisprüfung 2027")
	if d.Kept(0).Status != assessment.StatusNo {
		t.Error("the answer was lost")
	}
}

// Text size and look are remembered and hold at once.
func TestLook(t *testing.T) {
	p := open(t, stage.NewOffice(1))
	p.shell.SetLook(look.Contrast, 150)
	got := readSettings(p.shell.o.App.Preferences(), "de")
	if got.Mode != look.Contrast || got.Scale != 150 {
		t.Errorf("remembered: %+v", got)
	}
	if th := p.shell.o.App.Settings().Theme(); th != (look.Theme{Mode: look.Contrast, Scale: 150}) {
		t.Errorf("theme: %+v", th)
	}
}

// Settings that make no sense are replaced by what fits most people.
func TestSettingsMakeSense(t *testing.T) {
	p := fyne.CurrentApp().Preferences()
	p.SetString(settingLang, "fr")
	p.SetString(settingMode, "pink")
	p.SetInt(settingScale, 9000)
	if got := readSettings(p, "de"); got.Lang != "de" || got.Mode != look.System || got.Scale != 100 {
		t.Errorf("got %+v", got)
	}
}

var _ district.Desk = (*stage.Desk)(nil)

// A folder with a passphrase opens only with the right one, and the desk is closed when the person gives up.
func TestPassphrase(t *testing.T) {
	d := stage.NewOffice(2)
	d.Pass = "vier Wörter ohne Sinn"
	p := open(t, d)
	p.wantTitle("Kreislage – Kennwort eingeben")
	p.write("falsch")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Kennwort eingeben")
	for range len("falsch") {
		p.press(fyne.KeyBackspace)
	}
	p.write(d.Pass)
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Start – 2 Landkreise")
	p = open(t, d)
	p.shell.Close()
	if calls := d.Calls(); len(calls) != 1 || calls[0] != "close" {
		t.Errorf("calls: %v", calls)
	}
}

// Work that was begun is told to stop when the window closes.
func TestCloseStopsWork(t *testing.T) {
	p := open(t, stage.NewOffice(2))
	ctx := p.shell.env().Context
	p.shell.Close()
	if ctx.Err() == nil {
		t.Error("the work goes on")
	}
}

// An error that nothing explains is still told in one sentence, in the place where it happened.
func TestErrorsAreTold(t *testing.T) {
	d := stage.NewOffice(2)
	p := open(t, d)
	d.Fail = errors.New("something broke")
	p.with(fyne.KeyModifierAlt, fyne.Key2)
	p.write("09999")
	p.press(fyne.KeyReturn)
	p.write("Neu")
	p.press(fyne.KeyReturn)
	if markup := test.RenderToMarkup(p.canvas()); !strings.Contains(markup, "Es ging nicht.") {
		t.Error("nothing is told")
	}
	p.wantTitle("Kreislage – Landkreise – 2 Landkreise")
}

// A dialog that lies over the screen has the keys to itself: Esc closes it, and nothing happens under it.
func TestDialogHasTheKeys(t *testing.T) {
	p := open(t, stage.NewDistrict())
	p.shell.Go(shared.Route{Screen: "send"})
	p.canvas().FocusNext()
	p.press(fyne.KeyReturn)
	if p.canvas().Overlays().Top() == nil {
		t.Fatal("no dialog")
	}
	p.canvas().Unfocus()
	p.with(fyne.KeyModifierAlt, fyne.Key1)
	p.press(fyne.KeyF1)
	p.wantTitle("Kreislage – Abgeben – Basisprüfung 2027")
	p.press(fyne.KeyEscape)
	if p.canvas().Overlays().Top() != nil {
		t.Error("the dialog stays")
	}
	p.wantTitle("Kreislage – Abgeben – Basisprüfung 2027")
}
