package district

import "testing"

// Numbers are read as people write them in their language; what is no number is not guessed.
func TestReadAmount(t *testing.T) {
	for _, c := range []struct {
		lang, text, want string
		ok               bool
	}{
		{"de", "", "", true},
		{"de", "1.200", "1200", true},
		{"de", "1.200,50 €", "1200.50", true},
		{"de", "12 400", "12400", true},
		{"de", "2,5", "2.5", true},
		{"de", "2.5", "2.5", true},
		{"de", "1.20.0", "", false},
		{"de", "-3", "", false},
		{"de", "viel", "", false},
		{"de", "1e9", "", false},
		{"en", "1,200", "1200", true},
		{"en", "1,200.50", "1200.50", true},
		{"en", "1.2", "1.2", true},
		{"en", "1.200,50", "", false},
	} {
		if got, ok := readAmount(c.lang, c.text); got != c.want || ok != c.ok {
			t.Errorf("%s %q: got %q %v, want %q %v", c.lang, c.text, got, ok, c.want, c.ok)
		}
	}
}
