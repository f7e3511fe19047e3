package widget

import (
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Sign is a small drawing that tells states apart by shape.
type Sign string

// The signs. Each has a shape of its own.
const (
	SignNone        Sign = ""
	SignYes         Sign = "yes"         // filled disc with a tick
	SignPartly      Sign = "partly"      // ring, half filled
	SignNo          Sign = "no"          // filled square with a cross
	SignDispensable Sign = "dispensable" // ring with a bar
	SignOpen        Sign = "open"        // dashed ring
	SignInfo        Sign = "info"        // disc with an i
	SignWarn        Sign = "warn"        // triangle
	SignClock       Sign = "clock"
	SignSplit       Sign = "split" // two ways: a conflict
	SignMail        Sign = "mail"
	SignInbox       Sign = "inbox"
	SignPen         Sign = "pen"
	SignSearch      Sign = "search"
	SignFolder      Sign = "folder"
	SignRight       Sign = "right" // goes deeper
	SignLeft        Sign = "left"  // goes back
	SignDown        Sign = "down"  // is open
	SignSpeech      Sign = "speech"
	SignLock        Sign = "lock"
	SignBox         Sign = "box"    // to be ticked
	SignTicked      Sign = "ticked" // ticked
)

// Drawings on a 24 × 24 grid. C stands for the sign's colour, B for the colour of what it lies on.
var signDrawings = map[Sign]string{
	SignYes:         `<circle cx="12" cy="12" r="10" fill="C"/><path d="M7 12.5l3.4 3.4L17 9" fill="none" stroke="B" stroke-width="2.4"/>`,
	SignPartly:      `<circle cx="12" cy="12" r="9" fill="none" stroke="C" stroke-width="2"/><path d="M12 3a9 9 0 0 1 0 18z" fill="C"/>`,
	SignNo:          `<rect x="2.5" y="2.5" width="19" height="19" rx="3" fill="C"/><path d="M8 8l8 8M16 8l-8 8" fill="none" stroke="B" stroke-width="2.4"/>`,
	SignDispensable: `<circle cx="12" cy="12" r="9" fill="none" stroke="C" stroke-width="2"/><path d="M7 12h10" fill="none" stroke="C" stroke-width="2.4"/>`,
	SignOpen: `<path d="M12 3a9 9 0 0 1 4.5 1.2M19.8 7.5a9 9 0 0 1 0 9M16.5 19.8a9 9 0 0 1-9 0M4.2 16.5a9 9 0 0 1 0-9M7.5 4.2A9 9 0 0 1 12 3" ` +
		`fill="none" stroke="C" stroke-width="2"/>`,
	SignInfo:   `<circle cx="12" cy="12" r="10" fill="C"/><path d="M12 11v6M12 7v2" fill="none" stroke="B" stroke-width="2.4"/>`,
	SignWarn:   `<path d="M12 2.5L23 21.5H1z" fill="C"/><path d="M12 9v6M12 17v2" fill="none" stroke="B" stroke-width="2.2"/>`,
	SignClock:  `<circle cx="12" cy="12" r="9" fill="none" stroke="C" stroke-width="2"/><path d="M12 6.5V12l4 3" fill="none" stroke="C" stroke-width="2"/>`,
	SignSplit:  `<path d="M12 21v-8L5 6M12 13l7-7M5 11V5h6M19 11V5h-6" fill="none" stroke="C" stroke-width="2.2"/>`,
	SignMail:   `<rect x="2.5" y="5" width="19" height="14" rx="2" fill="none" stroke="C" stroke-width="2"/><path d="M3 7l9 6 9-6" fill="none" stroke="C" stroke-width="2"/>`,
	SignInbox:  `<path d="M12 3v10M8 9.5l4 4 4-4M3 14v6h18v-6" fill="none" stroke="C" stroke-width="2"/>`,
	SignPen:    `<path d="M4 20l1-4L16 5l3 3L8 19z" fill="none" stroke="C" stroke-width="2"/>`,
	SignSearch: `<circle cx="10.5" cy="10.5" r="6.5" fill="none" stroke="C" stroke-width="2"/><path d="M15.5 15.5L21 21" fill="none" stroke="C" stroke-width="2.4"/>`,
	SignFolder: `<path d="M2.5 6h7l2 2.5h10V19h-19z" fill="none" stroke="C" stroke-width="2"/>`,
	SignRight:  `<path d="M9 5l7 7-7 7" fill="none" stroke="C" stroke-width="2.4"/>`,
	SignDown:   `<path d="M5 9l7 7 7-7" fill="none" stroke="C" stroke-width="2.4"/>`,
	SignLeft:   `<path d="M15 5l-7 7 7 7" fill="none" stroke="C" stroke-width="2.4"/>`,
	SignSpeech: `<path d="M3 4h18v12h-9l-5 4v-4H3z" fill="none" stroke="C" stroke-width="2"/>`,
	SignBox:    `<rect x="3" y="3" width="18" height="18" rx="3" fill="B" stroke="C" stroke-width="2"/>`,
	SignTicked: `<rect x="2" y="2" width="20" height="20" rx="3" fill="C"/><path d="M6.5 12.5l3.8 3.8L17.5 8.5" fill="none" stroke="B" stroke-width="2.6"/>`,
	SignLock:   `<rect x="4" y="11" width="16" height="10" rx="2" fill="C"/><path d="M7.5 11V8a4.5 4.5 0 0 1 9 0v3" fill="none" stroke="C" stroke-width="2.2"/>`,
}

// Signs lists all signs that have a drawing.
func Signs() []Sign {
	return []Sign{
		SignYes, SignPartly, SignNo, SignDispensable, SignOpen, SignInfo, SignWarn, SignClock, SignSplit, SignMail, SignInbox,
		SignPen, SignSearch, SignFolder, SignRight, SignLeft, SignDown, SignSpeech, SignLock, SignBox, SignTicked,
	}
}

// resource draws the sign in a colour on a ground; nil for SignNone.
func (s Sign) resource(ink, ground color.Color) fyne.Resource {
	drawing, ok := signDrawings[s]
	if !ok {
		return nil
	}
	c, b := hexColor(ink), hexColor(ground)
	body := strings.NewReplacer(`"C"`, `"`+c+`"`, `"B"`, `"`+b+`"`).Replace(drawing)
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">` + body + `</svg>`
	return fyne.NewStaticResource("sign-"+string(s)+"-"+c[1:]+"-"+b[1:]+".svg", []byte(svg))
}

func hexColor(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// newSignImage makes an empty place for a sign.
func newSignImage() *canvas.Image {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	img.Hide()
	return img
}

// showSign puts a sign into its place, in a tone.
func showSign(img *canvas.Image, s Sign, ink, ground fyne.ThemeColorName) {
	res := s.resource(Color(ink), Color(ground))
	if res == nil {
		img.Hide()
		return
	}
	if img.Resource == nil || img.Resource.Name() != res.Name() {
		img.Resource = res
		img.Refresh()
	}
	img.Show()
}

// Mark is a sign on its own, the size of a line of text.
type Mark struct {
	widget.BaseWidget
	Sign Sign
	Tone Tone
	Ems  float32 // side in ems of ordinary text; 0 is 1.2
}

// NewMark makes a sign in a tone.
func NewMark(s Sign, t Tone, size float32) *Mark {
	m := &Mark{Sign: s, Tone: t, Ems: size}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer makes the drawing.
func (m *Mark) CreateRenderer() fyne.WidgetRenderer {
	img := newSignImage()
	r := &painted{objects: []fyne.CanvasObject{img}}
	r.minSize = func() fyne.Size {
		if m.Ems == 0 {
			return fyne.NewSquareSize(Em(1.2))
		}
		return fyne.NewSquareSize(Em(m.Ems))
	}
	r.layout = func(size fyne.Size) {
		side := min(r.minSize().Width, min(size.Width, size.Height))
		img.Resize(fyne.NewSquareSize(side))
		img.Move(fyne.NewPos((size.Width-side)/2, (size.Height-side)/2))
	}
	r.refresh = func() { showSign(img, m.Sign, m.Tone.Ink(), ColorSurface) }
	r.refresh()
	return r
}

// painted is a renderer put together from functions, so that a piece is told in one place.
type painted struct {
	objects []fyne.CanvasObject
	minSize func() fyne.Size
	layout  func(fyne.Size)
	refresh func()
}

func (r *painted) Destroy()                     {}
func (r *painted) Layout(size fyne.Size)        { r.layout(size) }
func (r *painted) MinSize() fyne.Size           { return r.minSize() }
func (r *painted) Objects() []fyne.CanvasObject { return r.objects }
func (r *painted) Refresh()                     { r.refresh() }
