package main

import (
	"cmp"
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// intake is the files of one import: those that codes known here open, and apart from them those that the new code of
// a district opens.
type intake struct {
	batches []*desk.Batch
	place   map[string]int // in which order the files were named
}

// preview reads files. At a district's desk those that no known code opens are tried with the code in the environment:
// so the first file after a new code comes in.
func (l *lage) preview(d *desk.Desk, paths []string) (*intake, error) {
	b, err := d.Preview(l.ctx, paths, l.progress())
	if err != nil {
		return nil, err
	}
	in := &intake{batches: []*desk.Batch{b}, place: map[string]int{}}
	var open, shut []string
	for i, f := range b.Files() {
		in.place[f.File] = i
		if opens(f) {
			open = append(open, f.File)
		} else {
			shut = append(shut, f.File)
		}
	}
	code := l.env(codeVariable)
	if code == "" || d.Info().Role != assessment.RoleDistrict || !slices.ContainsFunc(b.Files(), wrongCode) {
		return in, nil
	}
	tried, err := d.PreviewWithCode(l.ctx, shut, code, l.progress())
	if err != nil || !slices.ContainsFunc(tried.Files(), opens) {
		return in, err
	}
	// Each file belongs to one batch, or accepting the first would set aside what the second takes in.
	known, err := d.Preview(l.ctx, open, l.progress())
	in.batches = []*desk.Batch{known, tried}
	return in, err
}

func wrongCode(f desk.FilePreview) bool { return f.Verdict == desk.VerdictWrongCode }

// opens tells whether a file got as far as being opened. One that could not be read is no reason for an error beside
// others, but would be one alone.
func opens(f desk.FilePreview) bool { return !wrongCode(f) && f.Verdict != desk.VerdictUnreadable }

// accept takes in what a mode stands for.
func (in *intake) accept(l *lage, d *desk.Desk, m desk.AcceptMode) error {
	for _, b := range in.batches {
		if _, err := d.Accept(l.ctx, b, desk.AcceptByMode(m), l.progress()); err != nil {
			return err
		}
	}
	return nil
}

// files are the previews in the order in which the files were named.
func (in *intake) files() []desk.FilePreview {
	var all []desk.FilePreview
	for _, b := range in.batches {
		all = append(all, b.Files()...)
	}
	slices.SortStableFunc(all, func(a, b desk.FilePreview) int { return cmp.Compare(in.place[a.File], in.place[b.File]) })
	return all
}
