package stage

import "kreislage/data/assessment"

var topics = []assessment.Topic{
	{ID: "org", Title: "Organisation und Personal"},
	{ID: "bak", Title: "Datensicherung und Wiederherstellung"},
	{ID: "srv", Title: "Serverraum und Verkabelung"},
	{ID: "inc", Title: "Informationssicherheitsvorfälle"},
}

func requirement(id, topic, ref, title, text, guidance string, modal assessment.Modal) assessment.Requirement {
	r := assessment.Requirement{
		ID: assessment.RequirementID(id), Topic: assessment.TopicID(topic), Ref: ref, Title: title, Text: text, Guidance: guidance,
		Modal: modal, Level: "Basis", Effort: 2,
	}
	r.Hash = r.TextHash()
	return r
}

var requirements = []assessment.Requirement{
	requirement("o1", "org", "ORG.1", "Leitlinie zur Informationssicherheit", "Gibt es eine Leitlinie, die die Hausleitung unterschrieben hat?",
		"Zwei bis vier Seiten genügen. Nachweis: unterschriebene Fassung.", assessment.ModalMust),
	requirement("o2", "org", "ORG.2", "Zuständigkeit für Informationssicherheit", "Ist eine Person benannt, mit Zeit und Vertretung?", "", assessment.ModalMust),
	requirement("o3", "org", "ORG.3", "Schulung aller Beschäftigten", "Werden alle Beschäftigten regelmäßig geschult?", "", assessment.ModalShould),
	requirement("b1", "bak", "BAK.1", "Datensicherungskonzept", "Ist festgelegt, was wie oft wohin gesichert wird?", "", assessment.ModalMust),
	requirement("b2", "bak", "BAK.2", "Wiederherstellung geübt", "Wurde die Wiederherstellung im letzten Jahr geübt?", "", assessment.ModalMust),
	requirement("b3", "bak", "BAK.3", "Sicherung außer Haus", "Liegt eine Sicherung an einem anderen Ort und vom Netz getrennt?", "", assessment.ModalShould),
	requirement("s1", "srv", "SRV.1", "Zutritt zum Serverraum", "Kommen nur berechtigte Personen in den Serverraum?", "", assessment.ModalMust),
	requirement("s2", "srv", "SRV.2", "Unterbrechungsfreie Stromversorgung", "Gibt es eine unterbrechungsfreie Stromversorgung?", "", assessment.ModalShould),
	requirement("s3", "srv", "SRV.3", "Brandfrüherkennung", "Wird ein Brand früh erkannt?", "", assessment.ModalMay),
	requirement("i1", "inc", "INC.1", "Meldeweg für Vorfälle", "Wissen alle Beschäftigten, wem sie einen Vorfall melden?", "", assessment.ModalMust),
	requirement("i2", "inc", "INC.2", "Notfallhandbuch", "Gibt es ein Notfallhandbuch auf Papier?", "", assessment.ModalMust),
	requirement("i3", "inc", "INC.3", "Übung eines Vorfalls", "Wurde ein Vorfall durchgespielt?", "", assessment.ModalShould),
}
