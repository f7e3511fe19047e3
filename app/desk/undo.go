package desk

import (
	"cmp"
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
	names, known := map[assessment.RoundID]string{}, make(map[assessment.DistrictKey]assessment.District, len(districts))
	for _, r := range rounds {
		names[r.ID] = r.Name
	}
	for _, di := range districts {
		known[di.Key] = di
	}
	out := make([]ImportInfo, 0, len(files))
	for _, f := range slices.Backward(files) {
		i := ImportInfo{ID: f.ID, File: f.Name, Sequence: f.Sequence, At: f.At, Who: f.Who, Changes: f.Changes, Undone: f.State == store.FileUndone, Batch: f.Batch}
		i.Round, i.District = names[f.Round], known[f.District]
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
		if d.role == assessment.RoleOffice {
			if err := d.recount(ctx, tx, f.Round, f.District); err != nil {
				return err
			}
		}
		return tx.SetFileState(ctx, id, store.FileUndone, f.Changes)
	})
	if err != nil {
		return UndoResult{}, err
	}
	res.Files = 1
	return res, d.describeAll(ctx, f.Round, res.Left)
}

// UndoImports undoes several imports as UndoImport does, the newest first whatever the order they are named in, each in
// a transaction of its own: where ctx ends it, every import is undone in whole or not at all. Imports that are undone
// already are passed over. The result sums up; it is also valid, for what was undone, where there is an error.
func (d *Desk) UndoImports(ctx context.Context, ids []int64, progress func(Progress)) (UndoResult, error) {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
	var sum UndoResult
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		f, err := d.store.File(ctx, id)
		if err != nil {
			return sum, err
		}
		if f.State != store.FileUndone {
			one, err := d.UndoImport(ctx, id)
			if err != nil {
				return sum, fmt.Errorf("%s: %w", f.Name, err)
			}
			sum.Files++
			sum.Restored += one.Restored
			sum.Left = append(sum.Left, one.Left...)
			sum.Stays = cmp.Or(sum.Stays, one.Stays)
		}
		if progress != nil {
			progress(Progress{Done: i + 1, Total: len(ids), Item: f.Name})
		}
	}
	return sum, nil
}

func (d *Desk) putBack(ctx context.Context, tx *store.Tx, p store.Past) (bool, error) {
	current, err := tx.Register(ctx, p.Subject)
	if err != nil || !current.Equal(p.After) {
		return false, err
	}
	return tx.Put(ctx, store.Change{Subject: p.Subject, Register: p.Before, Who: d.o.Who, Source: string(SourceUndo), Back: true})
}
