package desk

import (
	"context"
	"errors"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/store"
	"kreislage/data/workbook"
)

// An office that goes on from an older state of its folder has forgotten what it wrote since: whole rounds, and files of
// them that counties have been filling in meanwhile. Both come back with those files, wherever a copy of one lies: they
// carry the round, its catalogue and the state of one district, signed by a key of the office's own. What somebody has
// filled in there is not taken with them; once the log knows the file again, it is read like any other.

// forgottenHere tells whether a file was written by this office under an earlier id and is not in its log any more.
func (d *Desk) forgottenHere(ctx context.Context, r store.Reader, s *staged) (bool, error) {
	if d.role != assessment.RoleOffice || !s.signed || s.manifest.Kind != envelope.KindAssignment || s.manifest.Desk == d.id || s.content.Catalogue == nil {
		return false, nil
	}
	known, err := r.FilesOf(ctx, s.manifest.Export)
	if err != nil || len(known) > 0 {
		return false, err
	}
	probe := staged{opened: &opened{signed: true, manifest: s.manifest}}
	err = d.trust(ctx, r, &probe)
	return err == nil && probe.view.Verdict == "" && !probe.untrusted, err
}

// rememberFrame says what a forgotten file brings back around the answers.
func (d *Desk) rememberFrame(ctx context.Context, r store.Reader, s *staged) error {
	w := d.say()
	_, err := r.Round(ctx, s.manifest.Round)
	if errors.Is(err, assessment.ErrNotFound) {
		s.news = append(s.news, w.Say("verdict.and_round_back", "round", s.content.Round.Name))
		return nil
	}
	if err != nil {
		return err
	}
	editions, err := r.Editions(ctx, s.manifest.Round)
	if err != nil {
		return err
	}
	if !slices.Contains(editions, s.manifest.Catalogue) {
		s.news = append(s.news, w.Say("verdict.and_edition_back", "round", s.content.Round.Name))
	}
	return nil
}

// withoutHands leaves out what was typed into a forgotten file, and says so.
func (s *staged) withoutHands(d *Desk, cells workbook.Comparison) workbook.Comparison {
	typed := false
	for i := range cells.Results {
		typed = typed || len(cells.Results[i].Proposals) > 0
		cells.Results[i].Proposals = nil
	}
	if typed {
		s.news = append(s.news, d.say().Say("verdict.and_read_again"))
	}
	return cells
}

// takeBack brings a forgotten file back into the log of what was sent, together with what it says.
func (d *Desk) takeBack(ctx context.Context, tx *store.Tx, s *staged) error {
	if err := takeBackFrame(ctx, tx, s.content); err != nil {
		return err
	}
	if _, err := takeScopes(ctx, tx, s.content); err != nil {
		return err
	}
	effects, err := d.effectsNow(ctx, tx, s)
	if err != nil {
		return err
	}
	file, err := d.logAgain(ctx, tx, s)
	if err != nil {
		return err
	}
	if _, err := d.keep(ctx, tx, s, effects, file); err != nil {
		return err
	}
	return d.recount(ctx, tx, s.manifest.Round, s.manifest.District)
}

// logAgain notes the file as written, unless another copy of it was faster.
func (d *Desk) logAgain(ctx context.Context, tx *store.Tx, s *staged) (int64, error) {
	known, err := tx.FilesOf(ctx, s.manifest.Export)
	if err != nil {
		return 0, err
	}
	if len(known) > 0 {
		return known[0].ID, nil
	}
	f := s.logged(d.o.Who)
	f.Direction, f.State = store.Out, store.FileWritten
	return tx.AddFile(ctx, f, s.sealed.Content)
}

// takeBackFrame brings back a round, a district's part in it and an edition of its catalogue, where they are missing.
// What is there stays as it is: it may be newer.
func takeBackFrame(ctx context.Context, tx *store.Tx, c envelope.Content) error {
	if err := tx.AddCatalogue(ctx, c.Catalogue); err != nil {
		return err
	}
	round, err := tx.Round(ctx, c.Round.ID)
	if errors.Is(err, assessment.ErrNotFound) {
		round, err = c.Round, tx.SetSetting(ctx, settingDueBack(c.Round.ID), string(c.Round.Due))
	}
	if err != nil {
		return err
	}
	if round, err = earlierDue(ctx, tx, round, c.Round.Due); err != nil {
		return err
	}
	part, err := tx.Participants(ctx, round.ID)
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(part, func(di assessment.District) bool { return di.Key == c.District.Key })
	if err := tx.SetRound(ctx, round, []assessment.DistrictKey{c.District.Key}); err != nil {
		return err
	}
	if !known && c.Round.Due > round.Due {
		if err := tx.SetOwnDue(ctx, round.ID, c.District.Key, c.Round.Due); err != nil {
			return err
		}
	}
	if err := tx.AddEdition(ctx, round.ID, c.Round.Catalogue); err != nil {
		return err
	}
	return tx.AddRewordings(ctx, round.ID, c.Rewordings)
}

func settingDueBack(round assessment.RoundID) string { return "due_back " + string(round) }

// earlierDue corrects the date of a round that has come back with the file of a district which had more time than the
// others: the earliest of the dates that come back is the round's, a later one the district's own. A date that somebody
// has set here since stays.
func earlierDue(ctx context.Context, tx *store.Tx, round assessment.Round, due assessment.Date) (assessment.Round, error) {
	back, err := tx.Setting(ctx, settingDueBack(round.ID))
	if err != nil || back != string(round.Due) || due == "" || due >= round.Due {
		return round, err
	}
	own, err := tx.OwnDues(ctx, round.ID)
	if err != nil {
		return round, err
	}
	part, err := tx.Participants(ctx, round.ID)
	if err != nil {
		return round, err
	}
	for _, di := range part {
		if _, there := own[di.Key]; there {
			continue
		}
		if err := tx.SetOwnDue(ctx, round.ID, di.Key, round.Due); err != nil {
			return round, err
		}
	}
	round.Due = due
	return round, tx.SetSetting(ctx, settingDueBack(round.ID), string(due))
}
