package sheet

import "testing"

// BenchmarkHostile gives the time that the worst files within the default limits take before they are refused or read.
func BenchmarkHostile(b *testing.B) {
	for _, c := range []struct {
		why  string
		file []byte
	}{
		{"spaces", sheetBomb(b, " ", 60<<20)},
		{"tags", sheetBomb(b, "<x></x>", 2_500_000)},
		{"empty-rows", sheetBomb(b, "<row/>", 10_000_000)},
		{"rows", sheetBomb(b, `<row><c><v>1</v></c></row>`, 1_000_000)},
		{"cells", sheetBomb(b, `<row><c s="1" t="s"><v>0</v></c></row>`, 400_000)},
		{"attributes", sheetBomb(b, `<x a="1" b="2" c="3" d="4" e="5" f="6"/>`, 1_400_000)},
		{"entities", sheetBomb(b, `<x>&#x41;&#x41;&#x41;&#x41;&#x41;&#x41;</x>`, 1_200_000)},
	} {
		b.Run(c.why, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := open(c.file)
				if err != nil && !known(err) {
					b.Fatal(err)
				}
			}
		})
	}
}
