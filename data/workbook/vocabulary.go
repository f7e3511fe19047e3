package workbook

import (
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
)

// What the reader understands, in both languages whatever the language of the workbook. A test checks that it
// understands all that the translations write; words of earlier versions stay here for ever.

// headings are the visible headings by key, for a workbook whose first row was deleted.
var headings = map[string][]string{
	keyID: {"kennung", "id"}, keyID2: {"kennung", "id"}, keyScope: {"geltungsbereich", "scope"},
	keyTopic: {"thema", "topic"}, keyRef: {"nummer", "number"}, keyQuestion: {"anforderung", "requirement"},
	keyGuidance: {"hilfe", "help"}, keyModal: {"verbindlich", "binding"}, keySize: {"größe", "size"},
	keyLast: {"letzte erhebung", "last round"}, keyStatus: {"umsetzung", "implementation"},
	keyExplanation: {"erläuterung", "explanation"}, keyResponsible: {"zuständig", "responsible"},
	keyDue: {"umsetzung bis", "planned by"}, keyEffort: {"aufwand", "effort"}, keyEvidence: {"nachweise", "evidence"},
	keyRemark: {"rückfrage", "query"}, keyHash: {"textstand", "text version"},

	keyRemarkID: {"kennung", "id"}, keyRemarkID2: {"kennung", "id"}, keyRemarkScope: {"geltungsbereich", "scope"},
	keyRemarkRef: {"nummer", "number"}, keyRemarkTitle: {"kurztitel", "short title"}, keyRemarkQuestion: {"rückfrage", "query"},
	keyRemarkReply: {"ihre antwort", "your reply"}, keyRemarkSettled: {"stand", "settled"},

	keyMeasureID: {"kennung", "id"}, keyMeasureID2: {"kennung", "id"}, keyMeasureRequirement: {"nummer", "number"},
	keyMeasureTitle: {"maßnahme", "measure"}, keyMeasureResponsible: {"zuständig", "responsible"},
	keyMeasureDue: {"umsetzung bis", "planned by"}, keyMeasureOnce: {"einmalig (euro)", "one-off (euros)"},
	keyMeasureYearly: {"jährlich (euro)", "yearly (euros)"}, keyMeasureDays: {"personentage", "person-days"},
	keyMeasureState: {"bearbeitung", "progress"},
}

// statusWords are the words for a status after plain. What two people could read differently is not among them.
var statusWords = map[string]assessment.Status{
	"ja": assessment.StatusYes, "j": assessment.StatusYes, "yes": assessment.StatusYes, "y": assessment.StatusYes,
	"1": assessment.StatusYes, "umgesetzt": assessment.StatusYes, "erfüllt": assessment.StatusYes, "vollständig": assessment.StatusYes,
	"fulfilled": assessment.StatusYes, "implemented": assessment.StatusYes,

	"teilweise": assessment.StatusPartly, "teilw": assessment.StatusPartly, "tlw": assessment.StatusPartly, "teils": assessment.StatusPartly,
	"zum teil": assessment.StatusPartly, "z.t": assessment.StatusPartly, "z. t": assessment.StatusPartly, "2": assessment.StatusPartly,
	"partly": assessment.StatusPartly, "partially": assessment.StatusPartly, "partial": assessment.StatusPartly,
	"teilweise umgesetzt": assessment.StatusPartly, "teilweise erfüllt": assessment.StatusPartly,

	"nein": assessment.StatusNo, "n": assessment.StatusNo, "no": assessment.StatusNo, "3": assessment.StatusNo,
	"nicht umgesetzt": assessment.StatusNo, "nicht erfüllt": assessment.StatusNo, "not implemented": assessment.StatusNo,

	"entbehrlich": assessment.StatusDispensable, "entb": assessment.StatusDispensable, "entfällt": assessment.StatusDispensable,
	"n/a": assessment.StatusDispensable, "n.a": assessment.StatusDispensable, "n. a": assessment.StatusDispensable, "na": assessment.StatusDispensable,
	"4": assessment.StatusDispensable, "nicht relevant": assessment.StatusDispensable, "nicht anwendbar": assessment.StatusDispensable,
	"nicht zutreffend": assessment.StatusDispensable, "trifft nicht zu": assessment.StatusDispensable,
	"dispensable": assessment.StatusDispensable, "not applicable": assessment.StatusDispensable,

	"unbearbeitet": assessment.StatusOpen, "offen": assessment.StatusOpen, "open": assessment.StatusOpen, "0": assessment.StatusOpen,
}

// ambiguous are marks that people make in a status cell and that do not say which status they mean.
var ambiguous = map[string]bool{
	"x": true, "xx": true, "✓": true, "✔": true, "☑": true, "☒": true, "√": true, "ok": true, "okay": true, "o.k": true,
	"?": true, "-": true, "–": true, "—": true, "/": true, "*": true, "+": true, "true": true, "false": true, "wahr": true, "falsch": true,
	"ja/nein": true, "j/n": true, "t": true, "e": true, "o": true,
}

var stateWords = map[string]string{
	"geplant": StatePlanned, "planned": StatePlanned, "läuft": StateRunning, "laufend": StateRunning, "in arbeit": StateRunning,
	"in bearbeitung": StateRunning, "begonnen": StateRunning, "running": StateRunning, "in progress": StateRunning,
	"erledigt": StateDone, "fertig": StateDone, "umgesetzt": StateDone, "abgeschlossen": StateDone, "done": StateDone,
	"verworfen": StateDropped, "entfällt": StateDropped, "dropped": StateDropped,
}

// clearWords take an entry back.
var clearWords = map[string]bool{"#leer": true, "# leer": true, "#empty": true, "# empty": true}

// plain brings a word that was typed into the form in which it is looked up: lower case, single spaces, without
// the marks that people put at its ends.
func plain(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(canonical.Fold(s))), " ")
	trimmed := strings.Trim(s, " .,;:!\"'„“”‚‘’")
	if trimmed == "" {
		return s
	}
	return trimmed
}

func isClear(s string) bool { return clearWords[plain(s)] }
