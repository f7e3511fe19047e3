package catalogue

import (
	"regexp"
	"strconv"
	"strings"

	"kreislage/data/assessment"
)

// control turns one OSCAL control into a requirement. Result and action word of the BSI are left out: the prose is
// made of them.
func (o *oscal) control(c *jsonValue, at branch, s *scope) error {
	place := o.place(c)
	text, guidance, err := o.parts(c, s, place)
	if err != nil {
		return err
	}
	title, err := o.params.insert(plainLinks(c.str("title")), s, place)
	if err != nil {
		return err
	}
	o.words.hear(text, guidance)
	statements := named(c.list("parts"), "statement")
	r := assessment.Requirement{
		ID:         assessment.RequirementID(firstOf(prop(c, "alt-identifier"), c.str("id"))),
		Ref:        o.ref(c),
		Topic:      at.topic,
		Section:    strings.Join(at.section, " / "),
		Title:      title,
		Text:       text,
		Guidance:   guidance,
		Level:      level(c),
		Modal:      o.modal(c, statements, text, place),
		Effort:     o.effort(c, place),
		References: o.references(c, place),
	}
	// The BSI lists several words in one value, separated by commas.
	for _, v := range append([]*jsonValue{c}, statements...) {
		for p := range v.each("props") {
			if isTag(p.str("name")) {
				r.Tags = append(r.Tags, strings.Split(p.str("value"), ",")...)
			}
		}
	}
	return o.b.add(r, place)
}

// isTag names the properties whose values are worth filtering by: subjects, kinds of target objects, and the
// document in which the BSI expects the evidence. The German names are those of the dialect up to February 2026.
func isTag(name string) bool {
	switch strings.ToLower(name) {
	case "tags", "tag", "keywords", "schlagworte",
		"target_object_categories", "zielobjekte", "zielobjekt-kategorien", "zielobjektkategorien",
		"documentation", "dokumentation", "dokumentationsempfehlungen":
		return true
	}
	return false
}

// ref is the label where the publisher gives each control its own, else the control's id.
func (o *oscal) ref(c *jsonValue) string {
	if l := label(c); l != "" && o.labels[l] == 1 && !o.controls[l] {
		return l
	}
	return c.str("id")
}

// level is the security level. Until the end of 2025 the BSI wrote it as the control's class.
func level(c *jsonValue) string {
	if l := prop(c, "sec_level", "sicherheitsniveau", "security_level"); l != "" {
		return l
	}
	switch class := c.str("class"); strings.ToLower(class) {
	case "normal", "normal-sdt", "erhöht", "hoch":
		return class
	}
	return ""
}

// modal is the binding force that the statement declares, or else the one word in capitals that its text uses.
func (o *oscal) modal(c *jsonValue, statements []*jsonValue, text string, at Place) assessment.Modal {
	for _, v := range append(statements, c) {
		word := prop(v, "modal_verb", "modalverb")
		if word == "" {
			continue
		}
		if m, ok := modalOf(word); ok {
			return m
		}
		o.b.drop(Drop{Place: at, What: WhatField, Reason: ReasonUnknownValue, Detail: "modal_verb=" + word})
		return ""
	}
	return modalIn(text)
}

// modalIn is the one word in capitals that a text uses, or nothing where it uses several.
func modalIn(text string) assessment.Modal {
	var found assessment.Modal
	text, _ = cut(text, MaxText)
	for _, word := range modalWord.FindAllString(text, -1) {
		m, _ := modalOf(word)
		if found != "" && found != m {
			return ""
		}
		found = m
	}
	return found
}

var modalWord = regexp.MustCompile(`\b(?:MUSS|MÜSSEN|SOLLTEN?|KANN|KÖNNEN|MUST|SHALL|SHOULD|MAY)\b`)

func modalOf(word string) (assessment.Modal, bool) {
	switch strings.ToUpper(line(word)) {
	case "MUSS", "MÜSSEN", "MUST", "SHALL":
		return assessment.ModalMust, true
	case "SOLLTE", "SOLLTEN", "SOLL", "SHOULD":
		return assessment.ModalShould, true
	case "KANN", "KÖNNEN", "MAY", "CAN":
		return assessment.ModalMay, true
	}
	return "", false
}

func (o *oscal) effort(c *jsonValue, at Place) int {
	text := prop(c, "effort_level", "aufwand", "aufwandsstufe")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(line(text))
	if err != nil || n < 0 || n > 5 {
		o.b.drop(Drop{Place: at, What: WhatField, Reason: ReasonUnknownValue, Detail: "effort_level=" + text})
		return 0
	}
	return n
}

// references turns links into what they point at: another control's id, the title of a source, or an address.
func (o *oscal) references(c *jsonValue, at Place) []string {
	var refs []string
	for l := range c.each("links") {
		href := line(l.str("href"))
		target, inside := strings.CutPrefix(href, "#")
		switch {
		case href == "":
		case !inside:
			refs = append(refs, firstOf(plainLinks(l.str("text")), href))
		case o.controls[target]:
			refs = append(refs, target)
		case o.sources[target] != "":
			refs = append(refs, o.sources[target])
		case l.str("text") != "":
			refs = append(refs, plainLinks(l.str("text")))
		default:
			o.b.drop(Drop{Place: at, What: WhatLink, Reason: ReasonUnknownTarget, Detail: target})
		}
	}
	return refs
}

func named(parts []jsonValue, name string) []*jsonValue {
	var found []*jsonValue
	for i := range parts {
		if parts[i].str("name") == name {
			found = append(found, &parts[i])
		}
	}
	return found
}

// parts separates what is asked (the statement with its items) from all that helps (guidance, overview, objectives,
// in the order of the file).
func (o *oscal) parts(c *jsonValue, s *scope, at Place) (text, guidance string, err error) {
	var asked, help []string
	for p := range c.each("parts") {
		t, err := o.prose(p, s, at)
		if err != nil {
			return "", "", err
		}
		if p.str("name") == "statement" {
			asked = append(asked, t)
		} else {
			help = append(help, t)
		}
	}
	return paragraphs(asked...), paragraphs(help...), nil
}

// prose renders a part with all that is nested in it: numbered items one a line, other parts as paragraphs, under
// the heading that the part gives itself.
func (o *oscal) prose(p *jsonValue, s *scope, at Place) (string, error) {
	var out strings.Builder
	err := o.render(&out, p, s, at)
	return out.String(), err
}

func (o *oscal) render(out *strings.Builder, p *jsonValue, s *scope, at Place) error {
	text, err := o.params.insert(plainLinks(p.str("prose")), s, at)
	if err != nil {
		return err
	}
	title, err := o.params.insert(plainLinks(p.str("title")), s, at)
	if err != nil {
		return err
	}
	between := "\n\n"
	if name := p.str("name"); name == "item" || name == "assessment-objective" {
		between = "\n"
		text = strings.TrimSpace(label(p) + " " + paragraphs(title, text))
	} else {
		text = paragraphs(firstOf(title, label(p)), text)
	}
	if out.Len() > 0 && text != "" {
		out.WriteString(between)
	}
	out.WriteString(text)
	for sub := range p.each("parts") {
		if err := o.render(out, sub, s, at); err != nil {
			return err
		}
	}
	return nil
}
