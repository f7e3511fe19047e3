package sheet

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Open reads all cells of a workbook. Every error wraps ErrNotWorkbook, ErrDamaged, ErrTooLarge, ErrForbidden or
// the error of ctx.
func Open(ctx context.Context, xlsx []byte, l Limits) (*Book, error) {
	a, err := openArchive(ctx, xlsx, l)
	if err != nil {
		return nil, err
	}
	o := &opener{archive: a, book: &Book{}}
	main, err := o.mainPart()
	if err != nil {
		return nil, err
	}
	links, err := o.links(main)
	if err != nil {
		return nil, err
	}
	tabs, err := o.tabs(main)
	if err != nil {
		return nil, err
	}
	if err := o.readShared(links); err != nil {
		return nil, err
	}
	for _, t := range tabs {
		link, ok := find(links, t.link)
		if !ok {
			return nil, fmt.Errorf("sheet %.40q without a part: %w", t.name, ErrDamaged)
		}
		if link.kind != "worksheet" {
			continue // a chart sheet has no cells
		}
		s := Sheet{Name: t.name, Hidden: t.hidden}
		if err := o.readSheet(link.target, &s); err != nil {
			return nil, err
		}
		o.book.Sheets = append(o.book.Sheets, s)
	}
	if err := o.readProperties(); err != nil {
		return nil, err
	}
	o.book.Comments = o.hasComments()
	return o.book, nil
}

// opener holds what belongs to one call of Open.
type opener struct {
	*archive
	book    *Book
	strings []string
	dates   []bool // by cell style: whether it shows a date

	rows, cells int
	used        int64 // bytes of text so far

	scratch []byte // for a text on its way to a string
}

// link is a relationship from one part to another.
type link struct {
	id     string
	kind   string // last element of the type's URL, e.g. worksheet
	target string // name of the part
}

type tab struct {
	name, link string
	hidden     bool
}

func (o *opener) mainPart() (string, error) {
	if !o.has("[Content_Types].xml") || !o.has("_rels/.rels") {
		return "", fmt.Errorf("no list of content types: %w", ErrNotWorkbook)
	}
	if err := o.read("[Content_Types].xml", func(p *parser) error {
		if _, err := p.root("Types"); err != nil {
			return err
		}
		return p.skip()
	}); err != nil {
		return "", err
	}
	links, err := o.links("")
	if err != nil {
		return "", err
	}
	for _, l := range links {
		if l.kind == "officeDocument" {
			return l.target, o.checkMain(l.target)
		}
	}
	return "", fmt.Errorf("no main part: %w", ErrNotWorkbook)
}

// checkMain tells other Office files (documents, presentations) apart by where their main part lies.
func (o *opener) checkMain(name string) error {
	if !o.has(name) {
		return fmt.Errorf("main part %.80q is missing: %w", name, ErrDamaged)
	}
	low := strings.ToLower(name)
	if strings.HasPrefix(low, "word/") || strings.HasPrefix(low, "ppt/") || strings.HasPrefix(low, "visio/") {
		return fmt.Errorf("main part %.80q: %w", name, ErrNotWorkbook)
	}
	return nil
}

// links reads the relationships of a part, or of the package for an empty name.
func (o *opener) links(part string) ([]link, error) {
	dir, file := path.Split(part)
	name := dir + "_rels/" + file + ".rels"
	var links []link
	err := o.read(name, func(p *parser) error {
		if _, err := p.root("Relationships"); err != nil {
			return err
		}
		return p.children(func(s element) error {
			id, kind := attr(s, "Id"), path.Base(attr(s, "Type"))
			external := strings.EqualFold(attr(s, "TargetMode"), "external")
			switch kind {
			case "officeDocument", "worksheet", "sharedStrings", "styles":
				if external {
					return fmt.Errorf("%s lies outside of the file: %w", kind, ErrForbidden)
				}
			}
			if external {
				return p.skip() // never followed
			}
			target := attr(s, "Target")
			if !strings.HasPrefix(target, "/") {
				target = "/" + dir + target
			}
			target = strings.TrimPrefix(path.Clean(target), "/")
			if !plainName(target) {
				return fmt.Errorf("target %.80q: %w", target, ErrForbidden)
			}
			if _, ok := find(links, id); ok {
				return fmt.Errorf("relationship %.40q is there twice: %w", id, ErrDamaged)
			}
			if len(links) >= maxLinks {
				return fmt.Errorf("more than %d relationships: %w", maxLinks, ErrTooLarge)
			}
			links = append(links, link{id: id, kind: kind, target: target})
			return p.skip()
		})
	})
	return links, err
}

// maxLinks bounds the relationships of one part; a workbook has one for each sheet and a handful more.
const maxLinks = 1_000

func find(links []link, id string) (link, bool) {
	for _, l := range links {
		if l.id == id {
			return l, true
		}
	}
	return link{}, false
}

// tabs reads the list of sheets and the date system.
func (o *opener) tabs(main string) ([]tab, error) {
	var tabs []tab
	err := o.read(main, func(p *parser) error {
		if s, err := p.root("workbook"); err != nil {
			if s.name != "" {
				return fmt.Errorf("%v: %w", err, ErrNotWorkbook)
			}
			return err
		}
		return p.children(func(s element) error {
			switch s.name {
			case "workbookPr":
				o.book.Date1904 = attrBool(s, "date1904")
			case "sheets":
				return p.children(func(s element) error {
					if len(tabs) >= o.limits.Sheets {
						return fmt.Errorf("more than %d sheets: %w", o.limits.Sheets, ErrTooLarge)
					}
					state := attr(s, "state")
					tabs = append(tabs, tab{name: Unescape(attr(s, "name")), link: linkID(s), hidden: state == "hidden" || state == "veryHidden"})
					return p.skip()
				})
			}
			return p.skip()
		})
	})
	if err == nil && len(tabs) == 0 {
		err = fmt.Errorf("no sheets: %w", ErrDamaged)
	}
	return tabs, err
}

// linkID returns r:id, which must not be taken for an id without a namespace.
func linkID(s element) string {
	for _, a := range s.attrs {
		if string(a.name) == "id" && a.prefixed {
			return string(a.value)
		}
	}
	return ""
}

func (o *opener) readShared(links []link) error {
	for _, l := range links {
		var err error
		switch l.kind {
		case "sharedStrings":
			if o.strings != nil {
				return fmt.Errorf("two tables of strings: %w", ErrDamaged)
			}
			err = o.readStrings(l.target)
		case "styles":
			if o.dates != nil {
				return fmt.Errorf("two tables of styles: %w", ErrDamaged)
			}
			err = o.readStyles(l.target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readStyles finds out which cell styles show a number as a date.
func (o *opener) readStyles(part string) error {
	codes := map[int]string{}
	o.dates = []bool{}
	return o.read(part, func(p *parser) error {
		if _, err := p.root("styleSheet"); err != nil {
			return err
		}
		return p.children(func(s element) error {
			switch s.name {
			case "numFmts":
				return p.children(func(s element) error {
					if id, err := strconv.Atoi(attr(s, "numFmtId")); err == nil && len(codes) < 10_000 {
						codes[id] = attr(s, "formatCode")
					}
					return p.skip()
				})
			case "cellXfs":
				return p.children(func(s element) error {
					id, _ := strconv.Atoi(attr(s, "numFmtId"))
					if len(o.dates) >= 65_536 {
						return fmt.Errorf("more than 65,536 cell styles: %w", ErrTooLarge)
					}
					o.dates = append(o.dates, isDateFormat(id, codes[id]))
					return p.skip()
				})
			}
			return p.skip()
		})
	})
}

func (o *opener) readStrings(part string) error {
	o.strings = []string{}
	var kept int64
	return o.read(part, func(p *parser) error {
		if _, err := p.root("sst"); err != nil {
			return err
		}
		return p.children(func(s element) error {
			if s.name != "si" {
				return p.skip()
			}
			text, err := o.richText(p)
			if err != nil {
				return err
			}
			if kept += int64(len(text)) + 16; kept > o.limits.Text {
				return fmt.Errorf("strings of more than %d bytes: %w", o.limits.Text, ErrTooLarge)
			}
			o.strings = append(o.strings, text)
			return nil
		})
	})
}

// richText joins the runs of a string and leaves phonetic hints (rPh) out.
func (o *opener) richText(p *parser) (string, error) {
	raw := o.scratch[:0]
	runs := func(s element) (err error) {
		switch s.name {
		case "t":
			raw, err = p.text(raw, o.limits.CellText)
			return err
		case "r":
			return p.children(func(s element) (err error) {
				if s.name != "t" {
					return p.skip()
				}
				raw, err = p.text(raw, o.limits.CellText)
				return err
			})
		}
		return p.skip()
	}
	if err := p.children(runs); err != nil {
		return "", err
	}
	o.scratch = raw
	return o.checkText(Unescape(string(raw)))
}

func (o *opener) checkText(s string) (string, error) {
	if utf16Len(s) > o.limits.CellText {
		return "", fmt.Errorf("text of more than %d characters in a cell: %w", o.limits.CellText, ErrTooLarge)
	}
	return s, nil
}

// readProperties reads docProps/custom.xml, where a file has it.
func (o *opener) readProperties() error {
	const part = "docProps/custom.xml"
	if !o.has(part) {
		return nil
	}
	o.book.Properties = map[string]string{}
	return o.read(part, func(p *parser) error {
		if _, err := p.root("Properties"); err != nil {
			return err
		}
		return p.children(func(s element) error {
			name := attr(s, "name")
			return p.children(func(element) error {
				raw, err := p.text(nil, o.limits.CellText)
				if err != nil {
					return err
				}
				if o.used += int64(len(raw) + len(name)); o.used > o.limits.Text {
					return fmt.Errorf("texts of more than %d bytes: %w", o.limits.Text, ErrTooLarge)
				}
				o.book.Properties[name] = Unescape(string(raw))
				return nil
			})
		})
	})
}

func (o *opener) hasComments() bool {
	for name := range o.files {
		if strings.HasPrefix(name, "xl/comments") || strings.HasPrefix(name, "xl/threadedcomments/") {
			return true
		}
	}
	return false
}
