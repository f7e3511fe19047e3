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
	for _, g := range grounds {
		for _, ink := range []fyne.ThemeColorName{theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameHyperlink} {
			list = append(list, pair{ink, g})
		}
	}
	for i := range widget.HeatBands {
		list = append(list, pair{widget.HeatInk(i), widget.HeatFill(i)})
	}
	return list
}

// Every text stands out from what it lies on by at least 4.5 to 1, and by 7 to 1 for those who chose high contrast
// (WCAG 2, 1.4.3 and 1.4.6).
func TestTextStandsOut(t *testing.T) {
	for mode, want := range map[look.Mode]float64{look.Light: 4.5, look.Dark: 4.5, look.Contrast: 7} {
		th := look.Theme{Mode: mode}
		for _, p := range pairs() {
			got := ratio(th.Color(p.ink, theme.VariantLight), th.Color(p.ground, theme.VariantLight))
			if got < want {
				t.Errorf("%s: %s on %s stands out by only %.2f to 1, want %.1f", mode, p.ink, p.ground, got, want)
			}
		}
	}
}

// over is what one sees of a ground through a glow that lies on it.
func over(glow, ground color.Color) color.Color {
	g, c := color.NRGBAModel.Convert(glow).(color.NRGBA), color.NRGBAModel.Convert(ground).(color.NRGBA)
	mix := func(top, below uint8) uint8 { return uint8((int(top)*int(g.A) + int(below)*(255-int(g.A))) / 255) }
	return color.NRGBA{R: mix(g.R, c.R), G: mix(g.G, c.G), B: mix(g.B, c.B), A: 255}
}

// Text of a row, a chip or a button can still be read while the pointer rests on it: the glow lies between.
func TestTextStandsOutUnderPointer(t *testing.T) {
	for mode, want := range map[look.Mode]float64{look.Light: 4.5, look.Dark: 4.5, look.Contrast: 7} {
		th := look.Theme{Mode: mode}
		for _, p := range []pair{
			{theme.ColorNameForeground, widget.ColorSurface},
			{theme.ColorNameForeground, widget.ColorRaised},
			{theme.ColorNameForeground, widget.ColorChosen},
			{theme.ColorNamePlaceHolder, widget.ColorSurface},
			{widget.ToneMuted.Ink(), widget.ColorSurface},
			{widget.ToneAccent.Ink(), widget.ColorSurface},
			{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		} {
			ground := over(th.Color(theme.ColorNameHover, 0), th.Color(p.ground, 0))
			if got := ratio(th.Color(p.ink, 0), ground); got < want {
				t.Errorf("%s: %s on %s under the pointer stands out by only %.2f to 1, want %.1f", mode, p.ink, p.ground, got, want)
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
