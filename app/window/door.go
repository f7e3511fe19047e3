package window

import (
	"context"

	"kreislage/app/desk"
	"kreislage/app/window/district"
	"kreislage/app/window/office"
	"kreislage/app/window/shared"
)

// Desk is an open desk as the shell needs it. Screens see less of it.
type Desk interface {
	office.Desk
	district.Desk
	Info() desk.Info
	SetLang(lang string) error
	Locked(ctx context.Context) (bool, error)
	Unlock(ctx context.Context, passphrase string) error
	WriteFile(path string, content []byte) error
	PrepareSearch(ctx context.Context) error
	Close() error
}

// Desks makes and opens desks.
type Desks interface {
	InitOffice(ctx context.Context, folder, name string, o desk.Options) (Desk, error)
	InitDistrict(ctx context.Context, folder, file, code, fingerprint string, o desk.Options) (Desk, error)
	Open(ctx context.Context, folder string, o desk.Options) (Desk, error)
	LookAt(folder string) (desk.Look, error)
	NormalizeCode(typed string) (string, error)
	// Fingerprint opens a first file with its code and tells whose it is, without keeping anything.
	Fingerprint(ctx context.Context, file, code string) (fingerprint, officeName, districtName string, err error)
	Explain(err error, lang string) (sentence, hint string)
}

// RealDesks are the desks of package desk.
type RealDesks struct{}

// InitOffice makes an office's desk.
func (RealDesks) InitOffice(ctx context.Context, folder, name string, o desk.Options) (Desk, error) {
	return opened(desk.InitOffice(ctx, folder, name, o))
}

// InitDistrict makes a district's desk from the office's first file.
func (RealDesks) InitDistrict(ctx context.Context, folder, file, code, fingerprint string, o desk.Options) (Desk, error) {
	return opened(desk.InitDistrict(ctx, folder, file, code, fingerprint, o))
}

// Open opens a data folder.
func (RealDesks) Open(ctx context.Context, folder string, o desk.Options) (Desk, error) {
	return opened(desk.Open(ctx, folder, o))
}

// LookAt tells what lies in a folder.
func (RealDesks) LookAt(folder string) (desk.Look, error) { return desk.LookAt(folder) }

// NormalizeCode checks a code as it is typed.
func (RealDesks) NormalizeCode(typed string) (string, error) { return desk.NormalizeCode(typed) }

// Fingerprint tells whose a first file is.
func (RealDesks) Fingerprint(ctx context.Context, file, code string) (string, string, string, error) {
	return desk.Fingerprint(ctx, file, code)
}

// Explain turns an error into a sentence and a hint.
func (RealDesks) Explain(err error, lang string) (string, string) { return desk.Explain(err, lang) }

func opened(d *desk.Desk, err error) (Desk, error) {
	if err != nil {
		return nil, err
	}
	return door{d}, nil
}

// door lets the screens see batches of files as an interface.
type door struct{ *desk.Desk }

// Preview looks at files without changing anything.
func (d door) Preview(ctx context.Context, paths []string, progress func(desk.Progress)) (shared.Batch, error) {
	b, err := d.Desk.Preview(ctx, paths, progress)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Details brings every change of one file of a batch that Preview made.
func (d door) Details(ctx context.Context, b shared.Batch, file string) (desk.FilePreview, error) {
	batch, ok := b.(*desk.Batch)
	if !ok {
		return desk.FilePreview{}, nil
	}
	return d.Desk.Details(ctx, batch, file)
}

// Accept takes in files of a batch that Preview made.
func (d door) Accept(ctx context.Context, b shared.Batch, which func(desk.FilePreview) bool, progress func(desk.Progress)) ([]desk.FilePreview, error) {
	batch, ok := b.(*desk.Batch)
	if !ok {
		return nil, nil
	}
	return d.Desk.Accept(ctx, batch, which, progress)
}
