package office

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Districts is the screen with the participating districts, their letters and the keys of their desks.
type Districts struct {
	shared.Plain
	env     *shared.Env
	desk    Desk
	banner  *widget.Banner
	view    fyne.CanvasObject
	key     *widget.Field
	name    *widget.Field
	contact *widget.Field
	add     *widget.Button
	place   *fyne.Container
	detail  *fyne.Container
	table   *widget.Table
	list    []desk.DistrictInfo
}

// NewDistricts makes the screen.
func NewDistricts(e *shared.Env, d Desk) *Districts {
	s := &Districts{env: e, desk: d, banner: widget.NewBanner(), place: container.NewStack(), detail: container.NewStack()}
	s.key = widget.NewField(e.Say("window.districts.key_place"), nil)
	s.name = widget.NewField(e.Say("window.districts.name_place"), nil)
	s.contact = widget.NewField(e.Say("window.districts.contact_place"), nil)
	s.key.Cap, s.name.Cap, s.contact.Cap = 20, assessment.MaxName, assessment.MaxShortText
	s.key.OnEnter = func() { e.Focus(s.name) }
	s.name.OnEnter = s.create
	s.contact.OnEnter = s.create
	s.add = widget.NewPrimary(e.Say("window.districts.add"), s.create)
	form := widget.NewPanel(widget.NewColumns(3, []float32{9, -1, -1.1, 12},
		shared.Labelled(e.Say("window.districts.key"), s.key, ""), shared.Labelled(e.Say("window.districts.name"), s.name, ""),
		shared.Labelled(e.Say("window.districts.contact"), s.contact, ""), shared.Labelled(" ", s.add, "")))
	formBox := container.NewVBox(widget.NewInset(0, 1, form))
	body := widget.NewFrame(formBox, nil, s.place, nil, nil)
	s.view = shared.Page(e.Say("window.districts.title"), e.Say("window.districts.under"), s.banner, body)
	s.load("")
	return s
}

// View is the screen's content.
func (s *Districts) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Districts) Title() string { return s.env.Say("window.nav.districts") }

// Start is the field for a new district's key.
func (s *Districts) Start() fyne.Focusable { return s.key }

func (s *Districts) load(choose assessment.DistrictKey) {
	var err error
	s.env.Run(func() { s.list, err = s.desk.Districts(s.env.Context) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.show(choose)
		s.env.State(s.env.Plural("window.start.state", len(s.list)))
	})
}

func (s *Districts) show(choose assessment.DistrictKey) {
	e := s.env
	if len(s.list) == 0 {
		s.table = nil
		s.place.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignMail, e.Say("window.districts.empty"), e.Say("window.districts.empty_hint"))}
		s.place.Refresh()
		return
	}
	if s.table == nil {
		s.table = widget.NewTable([]widget.Column{
			{Title: e.Say("window.districts.key"), Ems: 5}, {Title: e.Say("window.districts.name"), Ems: 8, Share: 1},
			{Title: e.Say("window.districts.desks"), Ems: 10.5},
		}, s.openCounty)
		s.table.OnChoose = s.showOne
		s.place.Objects = []fyne.CanvasObject{widget.NewColumns(3, []float32{-1, -1}, s.table.View(), s.detail)}
		s.place.Refresh()
	}
	rows, at := make([][]widget.Cell, len(s.list)), max(s.table.Chosen(), 0)
	for i, d := range s.list {
		if d.Key == choose {
			at = i
		}
		rows[i] = []widget.Cell{{Text: string(d.Key), Tone: widget.ToneMuted}, {Text: d.Name}, s.deskCell(d)}
	}
	s.table.SetRows(rows)
	s.table.Mark(at)
	s.showOne(at)
}

// deskCell says whether a desk of a district is known and confirmed.
func (s *Districts) deskCell(d desk.DistrictInfo) widget.Cell {
	if len(d.Desks) == 0 {
		return widget.Cell{Text: s.env.Say("window.districts.desk_none"), Sign: widget.SignOpen, Tone: widget.ToneMuted}
	}
	for _, k := range d.Desks {
		if !k.Trusted {
			return widget.Cell{Text: s.env.Say("window.districts.desk_new"), Sign: widget.SignWarn, Tone: widget.ToneWarn}
		}
	}
	return widget.Cell{Text: s.env.Say("window.districts.desk_known"), Sign: widget.SignYes, Tone: widget.ToneGood}
}

func (s *Districts) create() {
	e := s.env
	key, name := strings.TrimSpace(s.key.Text), strings.TrimSpace(s.name.Text)
	contact := strings.TrimSpace(s.contact.Text)
	if key == "" || name == "" {
		s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.districts.incomplete"), "")
		return
	}
	var err error
	s.add.SetEnabled(false)
	e.Run(func() { _, err = s.desk.AddDistrict(e.Context, assessment.DistrictKey(key), name, contact) }, func() {
		s.add.SetEnabled(true)
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.key.Put("")
		s.name.Put("")
		s.contact.Put("")
		s.banner.Clear()
		s.load(assessment.DistrictKey(key))
		e.Focus(s.key)
	})
}

// showOne shows a district with its letter and the keys of its desks.
func (s *Districts) showOne(i int) {
	if i < 0 || i >= len(s.list) {
		return
	}
	d := s.list[i]
	box := widget.NewStack(3, widget.NewSubtitle(d.Name))
	if d.Contact != "" {
		box.Add(widget.NewText(d.Contact, widget.ToneMuted))
	}
	box.Add(shared.Row(widget.NewButton(s.env.Say("window.county.open"), func() { s.openCounty(i) })))
	box.Add(s.letterPart(d))
	box.Add(widget.NewHairline())
	box.Add(s.codePart(d))
	box.Add(widget.NewHairline())
	box.Add(s.keyPart(d))
	s.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	s.detail.Refresh()
}

// openCounty goes to the page about a district.
func (s *Districts) openCounty(i int) {
	s.env.Go(shared.Route{Screen: "county", District: string(s.list[i].Key)})
}

// keyPart lists the desks that answered for a district and lets the office confirm them.
func (s *Districts) keyPart(d desk.DistrictInfo) fyne.CanvasObject {
	e := s.env
	box := widget.NewStack(2, widget.NewText(e.Say("window.districts.keys"), widget.TonePlain).Bold())
	if len(d.Desks) == 0 {
		box.Add(widget.NewText(e.Say("window.districts.keys_none"), widget.ToneMuted))
		return box
	}
	open := false
	for _, k := range d.Desks {
		sign, tone, word := widget.SignYes, widget.ToneGood, e.Say("window.districts.desk_known")
		if !k.Trusted {
			sign, tone, word, open = widget.SignWarn, widget.ToneWarn, e.Say("window.districts.desk_new"), true
		}
		box.Add(container.NewHBox(widget.NewChip(sign, word, tone), widget.NewCaption(e.Day(k.Seen))))
		box.Add(widget.NewText(k.Fingerprint, widget.TonePlain).Mono())
	}
	if open {
		box.Add(widget.NewText(e.Say("window.districts.trust_text"), widget.ToneMuted))
		box.Add(shared.Row(widget.NewButton(e.Say("window.districts.trust"), func() { s.trust(d) })))
	}
	return box
}

func (s *Districts) trust(d desk.DistrictInfo) {
	e := s.env
	var (
		n   int
		err error
	)
	e.Run(func() { n, err = s.desk.Trust(e.Context, d.Key) }, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("window.districts.trusted", n), "")
		s.load(d.Key)
	})
}
