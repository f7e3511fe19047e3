package desk

import (
	"context"
	"fmt"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// Imports lists what has been taken in, the newest first.
func (d *Desk) Imports(ctx context.Context) ([]ImportInfo, error) {
	files, err := d.store.Files(ctx, store.In, "", "")
	if err != nil {
		return nil, err
	}
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	districts, err := d.store.Districts(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ImportInfo, 0, len(files))
	for _, f := range slices.Backward(files) {
		i := ImportInfo{ID: f.ID, File: f.Name, Sequence: f.Sequence, At: f.At, Who: f.Who, Changes: f.Changes, Undone: f.State == store.FileUndone}
		for _, r := range rounds {
			if r.ID == f.Round {
				i.Round = r.Name
			}
		}
		for _, di := range districts {
			if di.Key == f.District {
				i.District = di
			}
		}
		out = append(out, i)
	}
	return out, nil
}

// UndoImport puts back what an import has changed, field by field, where the import's state is still the current
// one; fields that have been changed since are left alone and listed. The registers return to exactly what they
// were, so that the file can be taken in again with the same result. This desk's own counter never turns back.
func (d *Desk) UndoImport(ctx context.Context, id int64) (UndoResult, error) {
	f, err := d.store.File(ctx, id)
	if err != nil {
		return UndoResult{}, err
	}
	if f.Direction != store.In || f.State != store.FileApplied {
		return UndoResult{}, fmt.Errorf("import %d: %w", id, assessment.ErrNotFound)
	}
	var res UndoResult
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		frame, err := tx.BroughtEdition(ctx, id)
		if err != nil {
			return err
		}
		if frame {
			res.Stays = d.say().Say("desk.undo.frame_stays")
		}
		past, err := tx.HistoryOfFile(ctx, id)
		if err != nil {
			return err
		}
		for _, p := range slices.Backward(past) {
			restored, err := d.putBack(ctx, tx, p)
			if err != nil {
				return err
			}
			if restored {
				res.Restored++
				continue
			}
			res.Left = append(res.Left, CellChange{Subject: p.Subject, Before: p.After.Values(), After: p.Before.Values()})
		}
		if err := d.putScopesBack(ctx, tx, f); err != nil {
			return err
		}
		if err := unpinKeys(ctx, tx, id); err != nil {
			return err
		}
		return tx.SetFileState(ctx, id, store.FileUndone, f.Changes)
	})
	if err != nil {
		return UndoResult{}, err
	}
	return res, d.describeAll(ctx, f.Round, res.Left)
}

func (d *Desk) putBack(ctx context.Context, tx *store.Tx, p store.Past) (bool, error) {
	current, err := tx.Register(ctx, p.Subject)
	if err != nil || !current.Equal(p.After) {
		return false, err
	}
	return tx.Put(ctx, store.Change{Subject: p.Subject, Register: p.Before, Who: d.o.Who, Source: string(SourceUndo), Back: true})
}
