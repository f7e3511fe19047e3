package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Tone is what a text or a sign says by its colour. Nothing is said by colour alone: a tone goes with a word and,
// for a state, with a sign of its own shape.
type Tone string

// The tones.
const (
	TonePlain  Tone = ""       // ordinary text
	ToneMuted  Tone = "muted"  // of lesser weight
	ToneAccent Tone = "accent" // chosen, or to be looked at first
	ToneGood   Tone = "good"
	ToneWarn   Tone = "warn"
	ToneBad    Tone = "bad"
	ToneCalm   Tone = "calm" // set aside on purpose
)

// Tones lists all tones.
func Tones() []Tone {
	return []Tone{TonePlain, ToneMuted, ToneAccent, ToneGood, ToneWarn, ToneBad, ToneCalm}
}

// Ink names the colour of text and signs in a tone.
func (t Tone) Ink() fyne.ThemeColorName { return fyne.ThemeColorName("kreislage.ink." + string(t)) }

// Solid names the colour of bars and other surfaces without text in a tone.
func (t Tone) Solid() fyne.ThemeColorName { return fyne.ThemeColorName("kreislage.solid." + string(t)) }

// Fill names the colour of a surface in a tone; ink of the same tone is readable on it.
func (t Tone) Fill() fyne.ThemeColorName { return fyne.ThemeColorName("kreislage.fill." + string(t)) }

// Colours of surfaces.
const (
	ColorSurface fyne.ThemeColorName = "kreislage.surface" // what content lies on
	ColorRaised  fyne.ThemeColorName = "kreislage.raised"  // bars and heads
	ColorLine    fyne.ThemeColorName = "kreislage.line"    // hairlines between surfaces
	ColorChosen  fyne.ThemeColorName = "kreislage.chosen"  // behind the chosen row
)

// HeatBands is the number of bands a heat map tells apart; band 0 is "no figure", 1 the worst, HeatBands-1 the best.
const HeatBands = 7

// HeatFill names the colour of a heat map cell, HeatInk that of the number in it.
func HeatFill(band int) fyne.ThemeColorName { return heatName("kreislage.heat.fill.", band) }

// HeatInk names the colour of the number in a heat map cell.
func HeatInk(band int) fyne.ThemeColorName { return heatName("kreislage.heat.ink.", band) }

func heatName(prefix string, band int) fyne.ThemeColorName {
	band = min(max(band, 0), HeatBands-1)
	return fyne.ThemeColorName(prefix + string(rune('0'+band)))
}

// Color returns a colour of the current theme.
func Color(name fyne.ThemeColorName) color.Color { return theme.Color(name) }

// Space returns n steps of the spacing grid in the current theme. One step is the theme's padding.
func Space(n float32) float32 { return theme.Padding() * n }

// TextSize returns a text size of the current theme.
func TextSize(name fyne.ThemeSizeName) float32 { return theme.Size(name) }

// Em returns n times the size of ordinary text: widths given in it grow with the text.
func Em(n float32) float32 { return theme.TextSize() * n }
