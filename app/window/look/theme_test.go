package look_test

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/window/look"
	"kreislage/app/window/widget"
)

// luminance is the relative luminance of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func ratio(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

// pair is ink that is read on a ground.
type pair struct{ ink, ground fyne.ThemeColorName }

func pairs() []pair {
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, widget.ColorSurface, widget.ColorRaised, widget.ColorChosen}
	list := []pair{
		{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		{theme.ColorNameForegroundOnError, theme.ColorNameError},
		{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess},
		{theme.ColorNameForegroundOnWarning, theme.ColorNameWarning},
		{theme.ColorNameDisabled, theme.ColorNameDisabledButton},
		{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground},
		{theme.ColorNameForeground, theme.ColorNameInputBackground},
		{theme.ColorNameForeground, theme.ColorNameMenuBackground},
		{theme.ColorNameForeground, theme.ColorNameOverlayBackground},
	}
	for _, t := range widget.Tones() {
		list = append(list, pair{t.Ink(), t.Fill()}, pair{theme.ColorNameForeground, t.Fill()}, pair{theme.ColorNamePlaceHolder, t.Fill()})
		for _, g := range grounds {
			list = append(list, pair{t.Ink(), g})
		}
	}
	for i := range widget.HeatBands {
		list = append(list, pair{widget.HeatInk(i), widget.HeatFill(i)})
	}
	return list
}

// Every text stands out from what it lies on by at least 4.5 to 1, in every variant.
func TestTextStandsOut(t *testing.T) {
	for _, mode := range []look.Mode{look.Light, look.Dark, look.Contrast} {
		th := look.Theme{Mode: mode}
		for _, p := range pairs() {
			got := ratio(th.Color(p.ink, theme.VariantLight), th.Color(p.ground, theme.VariantLight))
			if got < 4.5 {
				t.Errorf("%s: %s on %s stands out by only %.2f to 1", mode, p.ink, p.ground, got)
			}
		}
	}
}

// The frame of the focus and of fields stands out by at least 3 to 1 from what they lie on.
func TestFocusStandsOut(t *testing.T) {
	for _, mode := range []look.Mode{look.Light, look.Dark, look.Contrast} {
		th := look.Theme{Mode: mode}
		for _, line := range []fyne.ThemeColorName{theme.ColorNameFocus, theme.ColorNameInputBorder} {
			for _, ground := range []fyne.ThemeColorName{theme.ColorNameBackground, widget.ColorSurface} {
				if got := ratio(th.Color(line, 0), th.Color(ground, 0)); got < 3 {
					t.Errorf("%s: %s on %s stands out by only %.2f to 1", mode, line, ground, got)
				}
			}
		}
	}
}

// Neighbouring bands of the heat map are told apart by their lightness or hue, not only by the number.
func TestBandsDiffer(t *testing.T) {
	for _, mode := range []look.Mode{look.Light, look.Dark, look.Contrast} {
		th := look.Theme{Mode: mode}
		seen := map[color.Color]int{}
		for i := range widget.HeatBands {
			c := th.Color(widget.HeatFill(i), 0)
			if j, ok := seen[c]; ok {
				t.Errorf("%s: bands %d and %d have one colour", mode, i, j)
			}
			seen[c] = i
		}
	}
}

// Following the desktop means its variant, a chosen variant means the chosen one, whatever the desktop says.
func TestModeDecides(t *testing.T) {
	system, chosen := look.Theme{Mode: look.System}, look.Theme{Mode: look.Dark}
	bg := theme.ColorNameBackground
	if system.Color(bg, theme.VariantDark) == system.Color(bg, theme.VariantLight) {
		t.Error("the system's variant is not followed")
	}
	if chosen.Color(bg, theme.VariantLight) != chosen.Color(bg, theme.VariantDark) {
		t.Error("a chosen variant follows the system")
	}
}

// All sizes but hairlines grow with the text.
func TestScale(t *testing.T) {
	double := look.Theme{Scale: 200}
	for name, want := range map[fyne.ThemeSizeName]float32{
		theme.SizeNameText: 28, theme.SizeNamePadding: 8, theme.SizeNameSeparatorThickness: 1,
	} {
		if got := double.Size(name); got != want {
			t.Errorf("%s at 200 %%: got %v, want %v", name, got, want)
		}
	}
}

// The marks of charts, bars, bands, patterns and lines, stand out by at least 3 to 1 from the paper and from their own
// ground, on the screen in every variant: each is outlined or drawn in the ink of its tone.
func TestChartMarksStandOut(t *testing.T) {
	for _, mode := range []look.Mode{look.Light, look.Dark, look.Contrast} {
		th := look.Theme{Mode: mode}
		for _, tone := range widget.Tones() {
			for _, ground := range []fyne.ThemeColorName{widget.ColorSurface, theme.ColorNameBackground, tone.Fill()} {
				if got := ratio(th.Color(tone.Ink(), 0), th.Color(ground, 0)); got < 3 {
					t.Errorf("%s: %s on %s stands out by only %.2f to 1", mode, tone.Ink(), ground, got)
				}
			}
		}
	}
}
