package workbook

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kreislage/data/assessment"
)

// dictionary is the translation of one language as the files have it.
type dictionary map[string]string

func (d dictionary) Say(key string, args ...any) string {
	text, ok := d[key]
	if !ok {
		panic("no text for " + key)
	}
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%s}", args[i]), fmt.Sprint(args[i+1]))
	}
	return text
}

// dictionaries keeps what has been read of the translations.
var dictionaries sync.Map

func TestMain(m *testing.M) {
	// Each check writes a workbook: fewer than the usual hundred keep the tests quick.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func words(t testing.TB, language string) dictionary {
	t.Helper()
	if d, ok := dictionaries.Load(language); ok {
		return d.(dictionary)
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "assets", "translations", language, "workbook.json"))
	if err != nil {
		t.Fatal(err)
	}
	d := dictionary{}
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	dictionaries.Store(language, d)
	return d
}

// explanations are believable and all different by their number.
var explanations = []string{
	"Die Dienstanweisung gilt seit März; sie wird jährlich überprüft. Stand %d.",
	"Umgesetzt für die Kernverwaltung, die Außenstellen folgen im zweiten Halbjahr. Vorgang %d.",
	"Es fehlt noch die Dokumentation: bisher gibt es nur eine Liste der Geräte (Nr. %d).\nDie Fachbereiche sind angefragt.",
	"Nicht vorhanden. Ein Angebot liegt vor, Mittel sind für den Haushalt %d angemeldet.",
}

// fabricated is a catalogue of n requirements in topics of twelve.
func fabricated(n int) assessment.Catalogue {
	c := assessment.Catalogue{Key: "fabricated", Title: "Prüfkatalog", Edition: "1", Language: "de"}
	for i := range n {
		topic := assessment.TopicID(fmt.Sprintf("T%02d", i/12))
		if i%12 == 0 {
			c.Topics = append(c.Topics, assessment.Topic{ID: topic, Title: []string{"Organisation", "Personal", "Datensicherung und Archiv", "Netze", "Gebäude"}[i/12%5]})
		}
		c.Requirements = append(c.Requirements, assessment.Requirement{
			ID: assessment.RequirementID(fmt.Sprintf("%08x-5b1d-4c7e-9f20-%012d", i*2654435761%(1<<32), i)), Topic: topic,
			Ref: fmt.Sprintf("%s.%d.%d", topic, i/4%3+1, i%12+1), Title: fmt.Sprintf("Regelung zum Vorgang %d", i+1),
			Text: fmt.Sprintf("Für den Vorgang %d ist schriftlich festzulegen, wer zuständig ist, in welchen Abständen geprüft wird "+
				"und wie Abweichungen behandelt werden.", i+1),
			Guidance: strings.Repeat("Hilfreich ist eine Übersicht, die alle Beteiligten kennen & die „<aktuell>“ gehalten wird. ", i%9+1),
			Modal:    []assessment.Modal{assessment.ModalMust, assessment.ModalShould, assessment.ModalMay}[i%3], Effort: i % 6,
		})
	}
	if err := c.Seal(); err != nil {
		panic(err)
	}
	return c
}

// sample is a book over all requirements of a catalogue, two thirds of them answered.
func sample(c assessment.Catalogue) Book {
	b := Book{
		Kind: KindAssignment, Created: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Title: "Erhebung Informationssicherheit 2027",
		Mark: "VS – NUR FÜR DEN DIENSTGEBRAUCH", Catalogue: c, Writable: true,
		Facts: []Fact{
			{"Absender", "Gemeinsame Informationssicherheitsstelle Nordhessen"}, {"Empfänger", "Vogelsbergkreis (06535)"},
			{"Erhebung", "Jahreserhebung 2027"}, {"Frist", "31.01.2027"}, {"Aktenzeichen", "ISS-2027/0815-06535"},
		},
		Cover:   "Sehr geehrte Damen und Herren,\n\nanbei erhalten Sie die Anforderungen der Jahreserhebung. Bitte geben Sie bis zum genannten Termin auch einen Zwischenstand ab, wenn noch nicht alles beantwortet ist. Rückfragen beantworten wir gern.\n\nMit freundlichen Grüßen\nIhre Informationssicherheitsstelle",
		Machine: Machine{Manifest: []byte(strings.Repeat("manifest ", 90)), Payload: []byte(strings.Repeat("payload\x00\xff ", 9000)), Signature: []byte("signature")},
	}
	for i, r := range c.Requirements {
		row := Row{Scope: assessment.WholeScope, Requirement: r}
		row.Answer.AnswerKey = assessment.AnswerKey{Scope: row.Scope, Requirement: r.ID}
		if i%3 != 2 {
			row.Answer.Statement = assessment.Statement{
				Status: assessment.Status(i%4 + 1), TextHash: r.Hash, Explanation: fmt.Sprintf(explanations[i%len(explanations)], i),
			}
			row.Answer.Responsible, row.Answer.Due, row.Answer.Effort, row.Answer.Evidence = "Hauptamt, Frau Öztürk", "2027-03-31", "3 Tage", "DA-IT 4.2, Protokoll vom Mai"
			row.LastRound = "teilweise – Konzept im Entwurf"
		}
		if i%20 == 7 {
			row.Remark = "Gilt das auch für die Schulen?"
			b.Remarks = append(b.Remarks, RemarkRow{Scope: row.Scope, Requirement: r.ID, Ref: r.Ref, Title: r.Title, Question: row.Remark, Reply: "Ja, seit dem Schuljahr 2026."})
		}
		b.Rows = append(b.Rows, row)
	}
	for i := range min(4, len(c.Requirements)) {
		b.Measures = append(b.Measures, MeasureRow{
			ID: fmt.Sprintf("%032x", i+1), Requirement: c.Requirements[i].ID, Title: "Einführung einer Zwei-Faktor-Anmeldung", Responsible: "IT-Service",
			Due: "2027-09-30", Once: "12500", Yearly: "1800", Days: "12.5", State: StatePlanned,
		})
	}
	b.Measures = append(b.Measures, MeasureRow{ID: strings.Repeat("f", 32)})
	return b
}
