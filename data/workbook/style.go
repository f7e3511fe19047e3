package workbook

import "github.com/xuri/excelize/v2"

// The colours of a workbook: quiet, and readable when printed in black and white.
const (
	inkDark   = "1F2933"
	inkGrey   = "9AA5B1"
	inkHelp   = "52606D"
	fillHead  = "1F3A5F"
	fillOpen  = "8A5A00"
	fillRead  = "F5F7FA"
	fillCell  = "FFFDF3"
	lineLight = "CBD2D9"
	lineTopic = "1F3A5F"
	inkMark   = "B00020"
	font      = "Arial"
)

// stylist makes each style once.
type stylist struct {
	file *excelize.File
	made map[styleKey]int
	open bool // answer cells are unlocked
}

type styleKey struct {
	look  look
	first bool // first row of a topic
	head  bool
	extra string
}

func newStylist(f *excelize.File, open bool) *stylist {
	return &stylist{file: f, made: map[styleKey]int{}, open: open}
}

func (s *stylist) get(k styleKey, make func() *excelize.Style) (int, error) {
	if id, ok := s.made[k]; ok {
		return id, nil
	}
	id, err := s.file.NewStyle(make())
	if err != nil {
		return 0, err
	}
	s.made[k] = id
	return id, nil
}

// head is the style of a column's heading.
func (s *stylist) head(c column) (int, error) {
	return s.get(styleKey{look: c.look, head: true, extra: mark(c.answer)}, func() *excelize.Style {
		fill, size := fillHead, 10.0
		if c.answer {
			fill = fillOpen
		}
		if c.look == lookID {
			size = 7
		}
		horizontal, indent := "left", 1
		switch c.look {
		case lookShort, lookChoice:
			horizontal, indent = "center", 0
		case lookID:
			horizontal, indent = "fill", 0
		}
		return &excelize.Style{
			Font:      &excelize.Font{Family: font, Size: size, Bold: true, Color: "FFFFFF"},
			Fill:      solid(fill),
			Border:    borders("FFFFFF", 1, "FFFFFF", 1),
			Alignment: &excelize.Alignment{Vertical: "center", Horizontal: horizontal, WrapText: c.look != lookID, Indent: indent},
		}
	})
}

// body is the style of a cell below the heading.
func (s *stylist) body(l look, first bool) (int, error) {
	return s.get(styleKey{look: l, first: first}, func() *excelize.Style {
		top, weight := lineLight, 1
		if first {
			top, weight = lineTopic, 2
		}
		st := &excelize.Style{
			NumFmt:    49, // text
			Font:      &excelize.Font{Family: font, Size: fontSize(l), Color: inkDark},
			Fill:      solid(fillRead),
			Border:    borders(lineLight, 1, top, weight),
			Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left", WrapText: true, Indent: 1},
		}
		switch l {
		case lookID:
			// Fill keeps a long id from running over the cell beside it.
			st.Font.Color, st.Alignment.WrapText, st.Alignment.Horizontal, st.Alignment.Indent = inkGrey, false, "fill", 0
		case lookTopic:
			st.Font.Bold = true
		case lookHelp:
			st.Font.Color = inkHelp
		case lookShort:
			st.Alignment.Horizontal, st.Alignment.Indent = "center", 0
		case lookAnswer, lookChoice:
			st.Fill = solid(fillCell)
			st.Protection = &excelize.Protection{Locked: !s.open}
			if l == lookChoice {
				st.Alignment.Horizontal, st.Alignment.Indent = "center", 0
			}
		}
		return st
	})
}

func fontSize(l look) float64 {
	switch l {
	case lookID:
		return 7
	case lookHelp:
		return 9
	}
	return 10
}

// prose is a style of the instructions.
func (s *stylist) prose(name string) (int, error) {
	return s.get(styleKey{extra: name}, func() *excelize.Style {
		st := &excelize.Style{
			NumFmt:    49,
			Font:      &excelize.Font{Family: font, Size: 10.5, Color: inkDark},
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
		}
		switch name {
		case proseTitle:
			st.Font.Size, st.Font.Bold, st.Font.Color = 18, true, fillHead
		case proseMark:
			st.Font.Size, st.Font.Bold, st.Font.Color = 11, true, inkMark
		case proseLead:
			st.Font.Size, st.Font.Color = 11, inkHelp
		case proseHead:
			st.Font.Size, st.Font.Bold, st.Font.Color = 13, true, fillHead
			st.Alignment.Vertical = "bottom"
			st.Border = []excelize.Border{{Type: "bottom", Color: lineTopic, Style: 1}}
		case proseMeaning:
			st.Alignment.Horizontal, st.Alignment.Indent = "left", 1
		case proseLabel:
			st.Font.Color, st.Alignment.Horizontal, st.Alignment.Indent = inkHelp, "left", 1
			st.Fill, st.Border = solid(fillRead), borders("FFFFFF", 1, "FFFFFF", 1)
		case proseValue:
			st.Font.Bold = true
			st.Fill, st.Border = solid(fillRead), borders("FFFFFF", 1, "FFFFFF", 1)
		case proseNumber:
			st.Font.Bold, st.Font.Color, st.Alignment.Horizontal = true, fillHead, "right"
		case proseWord:
			st.Font.Bold, st.Alignment.Horizontal, st.Alignment.Indent = true, "left", 1
			st.Fill, st.Border = solid(fillCell), borders(lineLight, 1, lineLight, 1)
		}
		return st
	})
}

const (
	prosePlain, proseTitle, proseMark, proseHead   = "plain", "title", "mark", "head"
	proseLabel, proseValue, proseNumber, proseWord = "label", "value", "number", "word"
	proseLead                                      = "lead"
	proseMeaning                                   = "meaning"
)

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func borders(color string, style int, top string, topStyle int) []excelize.Border {
	return []excelize.Border{
		{Type: "left", Color: color, Style: style}, {Type: "right", Color: color, Style: style},
		{Type: "bottom", Color: color, Style: style}, {Type: "top", Color: top, Style: topStyle},
	}
}

func mark(b bool) string {
	if b {
		return "1"
	}
	return ""
}
