// Command kreislage is the window of Kreislage.
//
//	kreislage [--folder DIR]                 opens the window, at once on a data folder
//	kreislage --pictures DIR --folder DIR    draws the screens of a desk into DIR, without a display
//	kreislage --tour DIR                     plays a whole round into DIR and draws its screens, without a display
//
// It is the one place where the window, the desks and the world around them are put together.
package main

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"kreislage/app/desk"
	"kreislage/app/window"
	"kreislage/app/words"
	"kreislage/assets"
)

// appID names the program's settings on this account.
const appID = "de.kreislage.window"

func main() {
	folder := flag.String("folder", "", "data folder to open")
	pictures := flag.String("pictures", "", "draw the screens of the desk in --folder into this folder and end")
	tour := flag.String("tour", "", "play a whole round into this folder, draw its screens into its pictures, and end")
	flag.Parse()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := run(*folder, *pictures, *tour, log); err != nil {
		sentence, hint := desk.Explain(err, words.Detect(os.Getenv))
		fmt.Fprintln(os.Stderr, sentence, hint)
		log.Error("kreislage ends", "error", err)
		os.Exit(1)
	}
}

func run(folder, pictures, tour string, log *slog.Logger) error {
	switch {
	case tour != "":
		return playTour(tour, log)
	case pictures != "":
		return drawDesk(pictures, folder, log)
	}
	return openWindow(folder, log)
}

// openWindow shows the window and returns when it is closed.
func openWindow(folder string, log *slog.Logger) error {
	// One thread more than there are processors: where all of them work on files, drawing and keys need not wait until
	// one is free.
	runtime.GOMAXPROCS(runtime.NumCPU() + 1)
	a := app.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("kreislage.png", assets.Icon()))
	background, ui, after := window.Background()
	shell, err := window.New(window.Options{
		App: a, Desks: window.RealDesks{}, Suggest: suggestedFolder(), Folder: folder, Lang: words.Detect(os.Getenv),
		Run: background, UI: ui, After: after, Clock: now, Log: log, Kept: kept(),
	})
	if err != nil {
		return fmt.Errorf("make the window: %w", err)
	}
	a.Lifecycle().SetOnStarted(func() { shell.Start(); pulse() })
	shell.Window().ShowAndRun()
	return nil
}
