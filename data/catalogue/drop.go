package catalogue

// What names the kind of thing that was left out or changed.
type What string

// The things a Drop can be about.
const (
	WhatRequirement What = "requirement"
	WhatTopic       What = "topic"
	WhatParameter   What = "parameter"
	WhatTitle       What = "title"
	WhatText        What = "text"
	WhatGuidance    What = "guidance"
	WhatNotes       What = "notes"
	WhatSection     What = "section"
	WhatRef         What = "ref"
	WhatField       What = "field"
	WhatLink        What = "link"
	WhatAnswer      What = "answer" // what somebody has already filled in
	WhatRow         What = "row"
	WhatColumn      What = "column"
	WhatObject      What = "object" // a part of a library or a sheet that holds no requirements
	WhatCell        What = "cell"
)

// Reason says why something was left out or changed.
type Reason string

// The reasons of a Drop.
const (
	ReasonWithdrawn        Reason = "withdrawn"         // the publisher has withdrawn the requirement
	ReasonEmpty            Reason = "empty"             // neither title nor text, or a topic without requirements
	ReasonUnknownParameter Reason = "unknown_parameter" // Detail: its id; a placeholder stays visible in the text
	ReasonUnknownTarget    Reason = "unknown_target"    // Detail: a link to something that the file does not hold
	ReasonUnknownValue     Reason = "unknown_value"     // Detail: field=value
	ReasonMoved            Reason = "moved"             // too long; the rest was put before the text (title) or the guidance (text)
	ReasonCut              Reason = "cut"               // too long; Count characters are lost
	ReasonNotUnique        Reason = "not_unique"        // Detail: a number used twice; the id stands in its place
	ReasonNotImported      Reason = "not_imported"      // Detail: what it is called; Count of them
	ReasonHidden           Reason = "hidden"            // Count of hidden rows that were taken in all the same
	ReasonFormula          Reason = "formula"           // Count of cells whose last result was taken in
	ReasonNumberRead       Reason = "number_read"       // Detail: a number that lost its last zero, and what it was read as
	ReasonRepeated         Reason = "repeated"          // Detail: said before in the same words
	ReasonExample          Reason = "example"           // the example of the template
)

// Drop is one thing that an import left out, shortened or could not make sense of.
type Drop struct {
	Place  Place
	What   What
	Reason Reason
	Detail string
	Count  int // how many: characters where Reason is ReasonCut, else things; 0 where it is one or does not apply
}
