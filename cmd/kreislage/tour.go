package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"

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
		Lang: words.Detect(os.Getenv), Mode: mode, Scale: 100, Width: 1366, Height: 768, Log: log,
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

// playTour plays a whole round into a folder and draws its screens.
func playTour(dir string, log *slog.Logger) error {
	return drawDesk(filepath.Join(dir, "pictures"), "", log)
}
