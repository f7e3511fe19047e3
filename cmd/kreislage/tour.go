package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"

	"kreislage/app/demo"
	"kreislage/app/desk"
	"kreislage/app/window/look"
	"kreislage/app/window/pictures"
	"kreislage/app/words"
)

// drawDesk draws the screens of the desk in a data folder, light and dark, and of the first start.
func drawDesk(dir, folder string, log *slog.Logger) error {
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		o := pictureOptions(filepath.Join(dir, string(mode)), mode, log)
		if err := pictures.First(o); err != nil {
			return err
		}
		if folder == "" {
			continue
		}
		if err := pictures.Desk(o, folder, nil); err != nil {
			return err
		}
	}
	return nil
}

// pictureOptions are pictures of an ordinary office screen, written into a folder.
func pictureOptions(dir string, mode look.Mode, log *slog.Logger) pictures.Options {
	return pictures.Options{
		Desk: desk.Options{Clock: now}, Lang: words.Detect(os.Getenv), Mode: mode, Scale: 100, Width: 1366, Height: 768, Log: log,
		Save: func(name string, img image.Image) error { return writePNG(filepath.Join(dir, name+".png"), img) },
	}
}

func writePNG(path string, img image.Image) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the folder for pictures: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write a picture: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := png.Encode(f, img); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// playTour plays a whole round into a folder and draws the screens of the office and of one district, light and dark.
func playTour(dir string, log *slog.Logger) error {
	if _, err := demo.Play(context.Background(), dir, demo.Options{Lang: words.Detect(os.Getenv)}); err != nil {
		return fmt.Errorf("play the round: %w", err)
	}
	office, replies := filepath.Join(dir, "office"), filepath.Join(dir, "exchange", "in")
	district, err := firstFolder(filepath.Join(dir, "districts"))
	if err != nil {
		return err
	}
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		o := pictureOptions(filepath.Join(dir, "pictures", string(mode)), mode, log)
		if err := pictures.First(o); err != nil {
			return err
		}
		if err := drawOffice(o, office, replies); err != nil {
			return err
		}
		if err := pictures.Desk(o, district, nil); err != nil {
			return err
		}
	}
	return nil
}

// drawOffice draws an office's desk. For the picture of a preview the newest reply is taken back before and taken in
// again afterwards.
func drawOffice(o pictures.Options, folder, replies string) error {
	ctx, file := context.Background(), ""
	if err := onDesk(folder, func(d *desk.Desk) error {
		imports, err := d.Imports(ctx)
		if err != nil || len(imports) == 0 {
			return err
		}
		file = filepath.Base(imports[0].File)
		_, err = d.UndoImport(ctx, imports[0].ID)
		return err
	}); err != nil {
		return err
	}
	if err := pictures.Desk(o, folder, []string{replies}); err != nil {
		return err
	}
	return onDesk(folder, func(d *desk.Desk) error {
		batch, err := d.Preview(ctx, []string{replies}, nil)
		if err != nil {
			return err
		}
		again := func(f desk.FilePreview) bool { return filepath.Base(f.File) == file && f.Verdict.Acceptable() }
		_, err = d.Accept(ctx, batch, again, nil) // it was accepted before, key and all
		return err
	})
}

// onDesk opens a desk for one job.
func onDesk(folder string, job func(*desk.Desk) error) (err error) {
	d, err := desk.Open(context.Background(), folder, desk.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return job(d)
}

// firstFolder returns the first folder in a folder, by name.
func firstFolder(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("look for data folders: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() {
			return filepath.Join(dir, e.Name()), nil
		}
	}
	return "", fmt.Errorf("data folders in %s: %w", dir, os.ErrNotExist)
}
