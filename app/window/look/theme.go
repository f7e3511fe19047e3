// Package look decides how Kreislage looks, in one place: colours, spacing and the scale of text sizes, for a light, a
// dark and a high-contrast variant and for text from 80 to 200 per cent.
//
// It promises that text stands out from its ground by at least 4.5 to 1, in high contrast by 7 to 1 (a test computes
// it), and that all sizes grow with the text. It knows Fyne and the names of colours that the widgets ask for, nothing else.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/window/widget"
)

// Mode chooses the variant.
type Mode string

// The variants. System follows the desktop.
const (
	System   Mode = "system"
	Light    Mode = "light"
	Dark     Mode = "dark"
	Contrast Mode = "contrast"
)

// Modes lists the variants in the order in which people are offered them.
func Modes() []Mode { return []Mode{System, Light, Dark, Contrast} }

// Scales lists the text sizes that people are offered, in per cent.
func Scales() []int { return []int{80, 90, 100, 110, 125, 150, 175, 200} }

// Theme is a variant at a text size. The zero value follows the desktop at 100 per cent.
type Theme struct {
	Mode  Mode
	Scale int // text size in per cent; 0 is 100
}

var _ fyne.Theme = Theme{}

// Color returns the colour of a name.
func (t Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	p := light
	switch {
	case t.Mode == Contrast:
		p = contrast
	case t.Mode == Dark, (t.Mode == System || t.Mode == "") && variant == theme.VariantDark:
		p = dark
	}
	if c, ok := p[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, p.variant())
}

// Font returns the fonts that come with Fyne.
func (Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

// Icon returns the icons that come with Fyne.
func (Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// The scale of sizes at 100 per cent. Spacing goes in steps of the padding.
var sizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNamePadding:            4,
	theme.SizeNameInnerPadding:       8,
	theme.SizeNameLineSpacing:        4,
	theme.SizeNameText:               14,
	theme.SizeNameCaptionText:        12,
	theme.SizeNameSubHeadingText:     16,
	theme.SizeNameHeadingText:        22,
	theme.SizeNameInlineIcon:         18,
	theme.SizeNameScrollBar:          12,
	theme.SizeNameScrollBarSmall:     4,
	theme.SizeNameScrollBarRadius:    3,
	theme.SizeNameSeparatorThickness: 1,
	theme.SizeNameInputBorder:        1.5,
	theme.SizeNameInputRadius:        5,
	theme.SizeNameSelectionRadius:    4,
}

// Size returns the size of a name. What is a hairline stays one at every scale.
func (t Theme) Size(name fyne.ThemeSizeName) float32 {
	size, ok := sizes[name]
	if !ok {
		return theme.DefaultTheme().Size(name)
	}
	if name == theme.SizeNameSeparatorThickness || name == theme.SizeNameInputBorder || t.Scale == 0 {
		return size
	}
	return size * float32(t.Scale) / 100
}

type palette map[fyne.ThemeColorName]color.NRGBA

// variant tells which of Fyne's own variants fills the gaps of a palette.
func (p palette) variant() fyne.ThemeVariant {
	c := p[theme.ColorNameBackground]
	if int(c.R)+int(c.G)+int(c.B) < 3*128 {
		return theme.VariantDark
	}
	return theme.VariantLight
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func rgba(hex uint32, alpha uint8) color.NRGBA {
	c := rgb(hex)
	c.A = alpha
	return c
}

// tone adds the ink, the fill and the solid colour of a tone to a palette.
func (p palette) tone(t widget.Tone, ink, fill, solid uint32) palette {
	p[t.Ink()], p[t.Fill()], p[t.Solid()] = rgb(ink), rgb(fill), rgb(solid)
	return p
}

// heat adds the bands of the heat map, from "no figure" over the worst to the best.
func (p palette) heat(ink [widget.HeatBands]uint32, fill [widget.HeatBands]uint32) palette {
	for i := range ink {
		p[widget.HeatInk(i)], p[widget.HeatFill(i)] = rgb(ink[i]), rgb(fill[i])
	}
	return p
}

var light = palette{
	theme.ColorNameBackground:          rgb(0xf4f6f8),
	theme.ColorNameForeground:          rgb(0x1a2430),
	theme.ColorNamePrimary:             rgb(0x17507f),
	theme.ColorNameForegroundOnPrimary: rgb(0xffffff),
	theme.ColorNameForegroundOnError:   rgb(0xffffff),
	theme.ColorNameForegroundOnSuccess: rgb(0xffffff),
	theme.ColorNameForegroundOnWarning: rgb(0xffffff),
	theme.ColorNameButton:              rgb(0xe9edf1),
	theme.ColorNameDisabledButton:      rgb(0xe6eaee),
	theme.ColorNameDisabled:            rgb(0x5a6571),
	theme.ColorNamePlaceHolder:         rgb(0x5a6571),
	theme.ColorNameFocus:               rgb(0x2f7fc4),
	theme.ColorNameHover:               rgba(0x17507f, 0x14),
	theme.ColorNamePressed:             rgba(0x17507f, 0x28),
	theme.ColorNameSelection:           rgba(0x2f7fc4, 0x50),
	theme.ColorNameInputBackground:     rgb(0xffffff),
	theme.ColorNameInputBorder:         rgb(0x7c8996),
	theme.ColorNameMenuBackground:      rgb(0xffffff),
	theme.ColorNameOverlayBackground:   rgb(0xffffff),
	theme.ColorNameHeaderBackground:    rgb(0xeaeef2),
	theme.ColorNameSeparator:           rgb(0xdbe1e7),
	theme.ColorNameScrollBar:           rgb(0x8a97a5),
	theme.ColorNameScrollBarBackground: rgba(0x1a2430, 0x10),
	theme.ColorNameShadow:              rgba(0x1a2430, 0x22),
	theme.ColorNameHyperlink:           rgb(0x17507f),
	theme.ColorNameError:               rgb(0xa8201a),
	theme.ColorNameSuccess:             rgb(0x14683f),
	theme.ColorNameWarning:             rgb(0x7d4b00),
	widget.ColorSurface:                rgb(0xffffff),
	widget.ColorRaised:                 rgb(0xedf1f4),
	widget.ColorLine:                   rgb(0xdbe1e7),
	widget.ColorChosen:                 rgb(0xe3eef8),
}.
	tone(widget.TonePlain, 0x1a2430, 0xe9edf1, 0x8a97a5).
	tone(widget.ToneMuted, 0x53606d, 0xe9edf1, 0x8a97a5).
	tone(widget.ToneAccent, 0x17507f, 0xe6f0f9, 0x2f7fc4).
	tone(widget.ToneGood, 0x14683f, 0xdff2e6, 0x2c9a63).
	tone(widget.ToneWarn, 0x7d4b00, 0xfdf0d2, 0xd9940f).
	tone(widget.ToneBad, 0xa8201a, 0xfce6e3, 0xcf4237).
	tone(widget.ToneCalm, 0x4f4a94, 0xebeaf7, 0x7f79c8).
	heat(
		[widget.HeatBands]uint32{0x53606d, 0xffffff, 0x4a0f0b, 0x4a2d00, 0x33330a, 0x0b3a20, 0xffffff},
		[widget.HeatBands]uint32{0xe9edf1, 0xb3372f, 0xef9a8f, 0xf8cf85, 0xe9e29a, 0x9fd4ae, 0x237a4b})

var dark = palette{
	theme.ColorNameBackground:          rgb(0x14191f),
	theme.ColorNameForeground:          rgb(0xe6ebf0),
	theme.ColorNamePrimary:             rgb(0x7db8ea),
	theme.ColorNameForegroundOnPrimary: rgb(0x0b1d2d),
	theme.ColorNameForegroundOnError:   rgb(0x2b0705),
	theme.ColorNameForegroundOnSuccess: rgb(0x04200f),
	theme.ColorNameForegroundOnWarning: rgb(0x2b1a00),
	theme.ColorNameButton:              rgb(0x2a333d),
	theme.ColorNameDisabledButton:      rgb(0x262e37),
	theme.ColorNameDisabled:            rgb(0x98a4b0),
	theme.ColorNamePlaceHolder:         rgb(0x9aa6b2),
	theme.ColorNameFocus:               rgb(0x8cc4f2),
	theme.ColorNameHover:               rgba(0x9ccbf2, 0x18),
	theme.ColorNamePressed:             rgba(0x9ccbf2, 0x30),
	theme.ColorNameSelection:           rgba(0x4d93cf, 0x70),
	theme.ColorNameInputBackground:     rgb(0x151b22),
	theme.ColorNameInputBorder:         rgb(0x6b7886),
	theme.ColorNameMenuBackground:      rgb(0x232b34),
	theme.ColorNameOverlayBackground:   rgb(0x232b34),
	theme.ColorNameHeaderBackground:    rgb(0x222a33),
	theme.ColorNameSeparator:           rgb(0x343e49),
	theme.ColorNameScrollBar:           rgb(0x6b7886),
	theme.ColorNameScrollBarBackground: rgba(0xe6ebf0, 0x10),
	theme.ColorNameShadow:              rgba(0x000000, 0x60),
	theme.ColorNameHyperlink:           rgb(0x7db8ea),
	theme.ColorNameError:               rgb(0xf59a92),
	theme.ColorNameSuccess:             rgb(0x7fd3a2),
	theme.ColorNameWarning:             rgb(0xeec06a),
	widget.ColorSurface:                rgb(0x1d242c),
	widget.ColorRaised:                 rgb(0x232b34),
	widget.ColorLine:                   rgb(0x343e49),
	widget.ColorChosen:                 rgb(0x233a50),
}.
	tone(widget.TonePlain, 0xe6ebf0, 0x2a333d, 0x8a97a5).
	tone(widget.ToneMuted, 0xa7b2bd, 0x2a333d, 0x8a97a5).
	tone(widget.ToneAccent, 0x8cc4f2, 0x1f3447, 0x5fa6e0).
	tone(widget.ToneGood, 0x7fd3a2, 0x17382a, 0x46b67d).
	tone(widget.ToneWarn, 0xeec06a, 0x3d2f12, 0xdba53c).
	tone(widget.ToneBad, 0xf59a92, 0x472320, 0xe0665b).
	tone(widget.ToneCalm, 0xbab5f0, 0x302e50, 0x8f89dd).
	heat(
		[widget.HeatBands]uint32{0xa7b2bd, 0xffffff, 0xffffff, 0xfff0d6, 0x1d1d05, 0x0b2114, 0x03180c},
		[widget.HeatBands]uint32{0x2a333d, 0xa02d26, 0x9a5246, 0x7d611f, 0xb5ad5a, 0x5fa97c, 0x3ecb83})

var contrast = palette{
	theme.ColorNameBackground:          rgb(0x000000),
	theme.ColorNameForeground:          rgb(0xffffff),
	theme.ColorNamePrimary:             rgb(0xffe600),
	theme.ColorNameForegroundOnPrimary: rgb(0x000000),
	theme.ColorNameForegroundOnError:   rgb(0x000000),
	theme.ColorNameForegroundOnSuccess: rgb(0x000000),
	theme.ColorNameForegroundOnWarning: rgb(0x000000),
	theme.ColorNameButton:              rgb(0x000000),
	theme.ColorNameDisabledButton:      rgb(0x1c1c1c),
	theme.ColorNameDisabled:            rgb(0xb8b8b8),
	theme.ColorNamePlaceHolder:         rgb(0xd0d0d0),
	theme.ColorNameFocus:               rgb(0x00e5ff),
	theme.ColorNameHover:               rgba(0xffffff, 0x30),
	theme.ColorNamePressed:             rgba(0xffffff, 0x50),
	theme.ColorNameSelection:           rgba(0x0070ff, 0xb0),
	theme.ColorNameInputBackground:     rgb(0x000000),
	theme.ColorNameInputBorder:         rgb(0xffffff),
	theme.ColorNameMenuBackground:      rgb(0x000000),
	theme.ColorNameOverlayBackground:   rgb(0x000000),
	theme.ColorNameHeaderBackground:    rgb(0x000000),
	theme.ColorNameSeparator:           rgb(0xffffff),
	theme.ColorNameScrollBar:           rgb(0xffffff),
	theme.ColorNameScrollBarBackground: rgba(0xffffff, 0x30),
	theme.ColorNameShadow:              rgba(0x000000, 0x00),
	theme.ColorNameHyperlink:           rgb(0xffe600),
	theme.ColorNameError:               rgb(0xff9d94),
	theme.ColorNameSuccess:             rgb(0x7dffb0),
	theme.ColorNameWarning:             rgb(0xffd24d),
	widget.ColorSurface:                rgb(0x000000),
	widget.ColorRaised:                 rgb(0x1c1c1c),
	widget.ColorLine:                   rgb(0x9a9a9a),
	widget.ColorChosen:                 rgb(0x002b4d),
}.
	tone(widget.TonePlain, 0xffffff, 0x1c1c1c, 0xffffff).
	tone(widget.ToneMuted, 0xe0e0e0, 0x1c1c1c, 0xffffff).
	tone(widget.ToneAccent, 0xffe600, 0x2b2700, 0xffe600).
	tone(widget.ToneGood, 0x7dffb0, 0x00301a, 0x7dffb0).
	tone(widget.ToneWarn, 0xffd24d, 0x332600, 0xffd24d).
	tone(widget.ToneBad, 0xff9d94, 0x3d0a06, 0xff9d94).
	tone(widget.ToneCalm, 0xcfcaff, 0x1c1a40, 0xcfcaff).
	heat(
		[widget.HeatBands]uint32{0xe0e0e0, 0xffffff, 0xffffff, 0xffffff, 0x000000, 0x000000, 0x000000},
		[widget.HeatBands]uint32{0x1c1c1c, 0xa00000, 0x8a3a00, 0x665200, 0xe6da00, 0x6fe09a, 0x00ff85})
