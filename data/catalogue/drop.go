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
)

// Drop is one thing that an import left out, shortened or could not make sense of.
type Drop struct {
	Place  Place
	What   What
	Reason Reason
	Detail string
	Count  int // characters lost, where Reason is ReasonCut
}
