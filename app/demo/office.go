package demo

import (
	"encoding/json"
	"fmt"
	"os"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// open is the first scene: an office, its counties and their codes, a catalogue, a round.
func (p *play) open() error {
	if err := p.makeFolders(); err != nil {
		return err
	}
	if err := p.ensureAccountKey(); err != nil {
		return err
	}
	p.day(dayOpen)
	d, err := desk.InitOffice(p.ctx, p.path("office"), p.words.Say("demo.office"), p.options("office", p.words.Say("demo.officer"), p.clock))
	if err != nil {
		return err
	}
	p.office = d
	if err := p.chooseCatalogue(); err != nil {
		return err
	}
	codes := map[string]string{}
	for _, x := range counties(p.o.Districts, newChance(p.o.Seed, "counties")) {
		if _, err := d.AddDistrict(p.ctx, x.Key, x.Name, ""); err != nil {
			return err
		}
		l, err := d.Letter(p.ctx, x.Key)
		if err != nil {
			return err
		}
		codes[string(x.Key)] = l.Code
		p.actors = append(p.actors, newActor(p, x, l))
	}
	if err := p.writeCodes(codes); err != nil {
		return err
	}
	p.round, err = d.NewRound(p.ctx, desk.NewRound{
		Name: p.words.Say("demo.round"), Catalogue: p.catalogue.ID, Due: dayDue, Classification: p.words.Say("demo.mark"), Cover: p.words.Say("demo.cover"),
	})
	p.tell("demo.opened", "round", p.round.Name, "requirements", p.round.Requirements, "districts", len(p.actors))
	return err
}

func (p *play) chooseCatalogue() error {
	var id assessment.CatalogueID
	if p.o.Catalogue == "" {
		info, err := p.office.AddBuiltinCatalogue(p.ctx, p.words.Lang())
		if err != nil {
			return err
		}
		id = info.ID
	} else {
		in, err := p.office.ImportCatalogue(p.ctx, p.o.Catalogue)
		if err != nil {
			return err
		}
		id = in.ID
	}
	c, err := p.office.Catalogue(p.ctx, id)
	if err != nil {
		return err
	}
	p.catalogue, p.themes = c, p.phrases.themesOf(c)
	return nil
}

func (p *play) writeCodes(codes map[string]string) error {
	raw, err := json.MarshalIndent(codes, "", "  ")
	if err != nil {
		return fmt.Errorf("write the codes: %w", err)
	}
	return p.write(append(raw, '\n'), "codes.json")
}

// write puts bytes into a new file that only its owner can read.
func (p *play) write(raw []byte, parts ...string) error {
	if err := os.WriteFile(p.path(parts...), raw, 0o600); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}

// export writes the office's next file for one county. Files are written one after the other, since the ids in them
// come from the office's one source of chance.
func (p *play) export(a *actor) error {
	files, err := p.office.Export(p.ctx, p.round.ID, []assessment.DistrictKey{a.Key}, p.path("exchange", "out"), nil)
	if err != nil {
		return err
	}
	a.assignment = files[0].Path
	return nil
}

// assign is the second scene: the office writes its files; each county joins with its own, answers, and most reply.
func (p *play) assign() error {
	return p.inParallel(p.actors, p.export, func(a *actor) error {
		err := a.firstAct()
		if err == nil {
			p.tell("demo.acted", "district", a.Name)
		}
		return err
	})
}

// early are the counties that send an interim state.
func (p *play) early() []*actor {
	var out []*actor
	for _, a := range p.actors {
		if a.part == partEarly {
			out = append(out, a)
		}
	}
	return out
}

// interim is the third scene: the office confirms the keys of the early counties, takes their interim states in, and
// asks about some answers.
func (p *play) interim() error {
	p.day(dayInterim)
	for _, a := range p.early() {
		if err := p.takeIn(a.sent, false); err != nil {
			return err
		}
		if err := p.question(a, 4); err != nil {
			return err
		}
	}
	return nil
}

// answerQuestions is the fourth scene: the questions go out, replies and the rest of the answers come back.
func (p *play) answerQuestions() error {
	return p.inParallel(p.early(), p.export, func(a *actor) error { return a.secondAct() })
}

// question asks n questions about answers of a county that claim something.
func (p *play) question(a *actor, n int) error {
	answers, err := p.office.Answers(p.ctx, p.round.ID, a.Key)
	if err != nil {
		return err
	}
	var worth []assessment.Answer
	for _, x := range answers {
		if x.Status == assessment.StatusYes || x.Status == assessment.StatusPartly {
			worth = append(worth, x)
		}
	}
	p.chance.Shuffle(len(worth), func(i, j int) { worth[i], worth[j] = worth[j], worth[i] })
	for _, x := range worth[:min(n, len(worth))] {
		if err := p.office.AskRemark(p.ctx, x.AnswerKey, p.chance.pick(p.phrases.Questions)); err != nil {
			return err
		}
		p.summary.Remarks++
	}
	return nil
}

// takeIn shows what has come and accepts what can be accepted, as the officer does who looks at every file: keys are
// confirmed only after their fingerprints have been compared with what the counties say. final keeps what became of
// each file for the summary.
func (p *play) takeIn(paths []string, final bool) error {
	b, err := p.office.Preview(p.ctx, paths, nil)
	if err != nil {
		return err
	}
	none := func(desk.FilePreview) bool { return false }
	if _, err := p.office.Accept(p.ctx, b, none, nil); err != nil {
		return err
	}
	if err := p.compareFingerprints(); err != nil {
		return err
	}
	files, err := p.office.Accept(p.ctx, b, desk.AcceptByMode(desk.AcceptAll), nil)
	if err != nil || !final {
		return err
	}
	for _, f := range files {
		p.summary.add(p.dir, f)
	}
	return nil
}

// compareFingerprints confirms the keys that have been seen and that the counties confirm as theirs.
func (p *play) compareFingerprints() error {
	districts, err := p.office.Districts(p.ctx)
	if err != nil {
		return err
	}
	own := map[assessment.DistrictKey]string{}
	for _, a := range p.actors {
		own[a.Key] = a.fingerprint
	}
	for _, di := range districts {
		for _, k := range di.Desks {
			if k.Trusted {
				continue
			}
			if k.Fingerprint != own[di.Key] {
				return fmt.Errorf("district %s: %w", di.Key, desk.ErrFingerprint)
			}
			if err := p.office.TrustDesk(p.ctx, di.Key, k.Desk); err != nil {
				return err
			}
		}
	}
	return nil
}

// take is the fifth scene: after the due date the officer drops the folder with all replies on the desk.
func (p *play) take() error {
	p.day(dayTake)
	p.tell("demo.taking")
	return p.takeIn([]string{p.path("exchange", "in")}, true)
}

// ask is the sixth scene: more questions, which stay open, and some that are settled.
func (p *play) ask() error {
	for _, a := range p.early() {
		if err := p.settle(a); err != nil {
			return err
		}
	}
	for _, a := range p.actors {
		if a.part != partSteady && a.part != partConflict && a.part != partDamaged {
			continue
		}
		if err := p.question(a, 2); err != nil {
			return err
		}
	}
	return nil
}

// settle notes that half of the answered questions need nothing more.
func (p *play) settle(a *actor) error {
	paper, err := p.office.Paper(p.ctx, p.round.ID, a.Key, assessment.WholeScope)
	if err != nil {
		return err
	}
	for _, row := range paper.Rows {
		if row.Remark.Reply == "" || !p.chance.hits(0.5) {
			continue
		}
		if err := p.office.SettleRemark(p.ctx, row.Answer.AnswerKey, true); err != nil {
			return err
		}
	}
	return nil
}
