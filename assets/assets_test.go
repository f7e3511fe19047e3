package assets

import (
	"bytes"
	"image/png"
	"io/fs"
	"testing"
)

// The icons are square pictures of the size their name says, so that no platform scales a wrong one.
func TestIconSizes(t *testing.T) {
	for size, data := range map[int][]byte{256: Icon(), 512: IconLarge()} {
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("decode %d: %v", size, err)
		}
		if got := img.Bounds().Size(); got.X != size || got.Y != size {
			t.Errorf("icon of %d pixels is %v", size, got)
		}
	}
	if !bytes.HasPrefix(IconSVG(), []byte("<svg")) {
		t.Error("the drawing is no SVG")
	}
}

// Both languages are compiled in.
func TestTranslationsEmbedded(t *testing.T) {
	for _, lang := range []string{"de", "en"} {
		files, err := fs.Glob(Translations(), lang+"/*.json")
		if err != nil || len(files) == 0 {
			t.Errorf("language %s: %v, %v", lang, files, err)
		}
	}
}
