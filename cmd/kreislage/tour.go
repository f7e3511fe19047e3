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
	replies := filepath.Join(dir, "exchange", "in")
	district, err := firstFolder(filepath.Join(dir, "districts"))
	if err != nil {
		return err
	}
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		o := pictureOptions(filepath.Join(dir, "pictures", string(mode)), mode, log)
		if err := pictures.First(o); err != nil {
			return err
		}
		if err := pictures.Desk(o, filepath.Join(dir, "office"), []string{replies}); err != nil {
			return err
		}
		if err := pictures.Desk(o, district, nil); err != nil {
			return err
		}
	}
	return nil
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
