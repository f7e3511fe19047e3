package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// scanned lists the tokens of a text as the scanner finds them.
func scanned(r io.Reader, buffer int) (string, error) {
	var out strings.Builder
	s := newScanner(r, make([]byte, buffer), func(int) error { return nil })
	for {
		switch t, err := s.next(); {
		case err == io.EOF:
			return out.String(), nil
		case err != nil:
			return out.String(), err
		case t == tokenStart:
			fmt.Fprintf(&out, "<%s", s.tag.name)
			for _, a := range s.tag.attrs {
				fmt.Fprintf(&out, " %v %s=%q", a.prefixed, a.name, a.value)
			}
			out.WriteString(">\n")
		case t == tokenEnd:
			out.WriteString("</>\n")
		case t == tokenText:
			fmt.Fprintf(&out, "%q\n", s.chars)
		}
	}
}

// decoded lists the tokens of a text as encoding/xml finds them.
func decoded(text string) (string, error) {
	var out strings.Builder
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		t, err := d.Token()
		if err == io.EOF {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		switch t := t.(type) {
		case xml.StartElement:
			fmt.Fprintf(&out, "<%s", t.Name.Local)
			for _, a := range t.Attr {
				fmt.Fprintf(&out, " %v %s=%q", a.Name.Space != "", a.Name.Local, a.Value)
			}
			out.WriteString(">\n")
		case xml.EndElement:
			out.WriteString("</>\n")
		case xml.CharData:
			fmt.Fprintf(&out, "%q\n", string(t))
		}
	}
}

// likeDecoder fails where the scanner reads a text otherwise than encoding/xml, or reads what encoding/xml refuses.
// The other way round it may refuse more, but nothing that is written in its part of XML.
func likeDecoder(t *testing.T, text string) {
	t.Helper()
	got, err := scanned(strings.NewReader(text), 16)
	want, other := decoded(text)
	if err == nil && (other != nil || got != want) {
		t.Fatalf("%q was read\n%s\nbut is\n%s%v", text, got, want, other)
	}
	if err != nil && !known(err) {
		t.Fatal(err)
	}
	ours := !strings.Contains(text, "<!") && !strings.Contains(text, "<?") && !strings.Contains(text, "&#00") && isASCII(text)
	if err != nil && other == nil && ours {
		t.Fatalf("%q was refused: %v", text, err)
	}
	// How the bytes come makes no difference.
	for _, r := range []io.Reader{iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
		if again, err2 := scanned(r, 4); again != got || (err2 == nil) != (err == nil) {
			t.Fatalf("%q in pieces is\n%s%v\nand whole\n%s%v", text, again, err2, got, err)
		}
	}
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0 }

var scanCases = []string{
	``, ` `, `text`, "\uFEFF<a/>", `<a/>`, `<a></a>`, `<a>`, `</a>`, `<a></b>`, `<a/><b/>`, `<a><b></a></b>`, `<a`, `<`, `<>`, `< a/>`, `<a/`, `<a/ >`, `<a / >`,
	`<a b="c"/>`, `<a b='c"'/>`, `<a b="c>d"/>`, `<a b="c<d"/>`, `<a b="]]>"/>`, `<a b=c/>`, `<a b/>`, `<a b = "c"/>`, `<a b="c"d="e"/>`, `<a b="`, `<a b="c/>`,
	`<a b="1" b="2"/>`, `<x:a y:b="c"></x:a>`, `<x:a></a>`, `<x:y:a/>`, `<:a/>`, `<a:/>`, `<1a/>`, `<-a/>`, `<a.b-c_1/>`, `<a><b/>c</a>d`, `<ä/>`, `<aä/>`,
	`<a>&lt;&gt;&amp;&apos;&quot;</a>`, `<a>&#65;&#x41;&#xe4;</a>`, `<a>&#0;</a>`, `<a>&#xD800;</a>`, `<a>&#xFFFE;</a>`, `<a>&#x110000;</a>`, `<a>&b;</a>`, `<a>&</a>`,
	`<a>&amp</a>`, `<a>& amp;</a>`, `<a>&#;</a>`, `<a>&#x;</a>`, `<a>&#X41;</a>`, `<a>&#-1;</a>`, `<a>&#13;&#10;&#9;</a>`, `<a b="&#13;&#10;&quot;"/>`, `<a>&#99999999999;</a>`,
	"<a>\r\n\r\r\nb\r</a>", "<a b=\"\r\n\t\"/>", "<a>\r&#10;</a>", "<a>\x01</a>", "<a>\x00</a>", "<a>\xff</a>", "<a>\xed\xa0\x80</a>", "<a>\xef\xbf\xbd\xef\xbf\xbc</a>", "<a>\xef\xbf\xbe</a>",
	"<a b=\"\xef\xbf\xbf\"/>", "<a>\xef\xbf</a>", "<a>\x7f\u0085</a>", `<a>]]></a>`, `<a>]]&gt;</a>`, `<a>]]</a>`, `<a b="ä€😀">ä€😀</a>`,
	`<?xml version="1.0"?><a/>`, `<?xml version="1.1"?><a/>`, `<?xml version="1.0" encoding="UTF-8" standalone='yes' ?><a/>`, `<?xml version="1.0" encoding="latin1"?><a/>`,
	`<?mso-application progid="Excel.Sheet"?><a/>`, `<?x?><a/>`, `<?x`, `<?x ?`, `<??>`, `<? x?>`, `<?x <a/>?><b/>`, `<a><?x?>b</a>`, `<?xml?><a/>`, `<?xml Jversion="1.@"?>`, `<?xml x:version="1.0"?><a/>`, `<?xml standalone="version='2'"?><a/>`, `<?xml encoding='utf-16'`,
	`<!-- c --><a/>`, `<a><!----></a>`, `<a><![CDATA[b]]></a>`, `<!DOCTYPE a><a/>`, `<a><! ></a>`, `<a></a >`, "<a\n>\t</a\r>", `</ a>`, `<a></a b>`, `<a><b></b/></a>`,
}

// What the scanner reads, encoding/xml reads to the same; what it refuses of its part of XML, encoding/xml refuses.
func TestScanLikeDecoder(t *testing.T) {
	for _, text := range scanCases {
		likeDecoder(t, text)
	}
	for _, part := range parts(sheetXML(`<row r="1" spans="1:2"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> Größe &amp; mehr </t></is></c></row>`)) {
		likeDecoder(t, part)
	}
}

func FuzzScan(f *testing.F) {
	for _, text := range scanCases {
		f.Add(text)
	}
	f.Fuzz(likeDecoder)
}

// What is outside of the part of XML that workbooks are written in is refused with the reason.
func TestScanRefuses(t *testing.T) {
	for text, want := range map[string]error{
		`<!DOCTYPE a><a/>`: ErrForbidden, `<a><!-- --></a>`: ErrForbidden, `<a><![CDATA[b]]></a>`: ErrForbidden,
		`<a>`: ErrDamaged, `<ä/>`: ErrDamaged, `<?xml version="1.0" encoding="utf-16"?><a/>`: ErrDamaged, `<?x <a/>?><b/>`: ErrDamaged,
		`<a b="` + strings.Repeat("x", maxRun) + `"/>`: ErrTooLarge, `<a>` + strings.Repeat("x", maxRun): ErrTooLarge,
	} {
		if _, err := scanned(strings.NewReader(text), 64<<10); !errors.Is(err, want) {
			t.Errorf("%.30s: %v", text, err)
		}
	}
}

// However long a part is, no more of it is held than a piece and what came with it.
func TestScanHoldsLittle(t *testing.T) {
	piece := []byte(`<a b="c">` + strings.Repeat("d", 10_000) + `</a>`)
	s := newScanner(io.MultiReader(strings.NewReader("<x>"), &repeated{piece: piece, left: 500}, strings.NewReader("</x>")), make([]byte, 1024), func(int) error { return nil })
	n := 0
	for {
		_, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 3*500+2 || len(s.buf) > 4*len(piece) || len(s.names) > 3 {
		t.Errorf("%d tokens, %d bytes, %d names", n, len(s.buf), len(s.names))
	}
}

// repeated is a piece, left times.
type repeated struct {
	piece []byte
	left  int
	r     bytes.Reader
}

func (r *repeated) Read(b []byte) (int, error) {
	if r.r.Len() == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.r.Reset(r.piece)
	}
	return r.r.Read(b)
}
