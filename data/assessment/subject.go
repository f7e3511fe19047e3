package assessment

// Kind tells what a register belongs to.
type Kind string

// The kinds of things that are versioned and exchanged.
const (
	KindAnswer  Kind = "answer"  // item: requirement id
	KindRemark  Kind = "remark"  // item: requirement id; the office asks, the district replies
	KindMeasure Kind = "measure" // item: random id that the district gave the measure
	KindSignOff Kind = "signoff" // item: SignOffItem, one a district and round
)

// Evidence and what the office makes of it.
const (
	KindAttachment Kind = "attachment" // item: random id that the district gave the attachment
	KindReview     Kind = "review"     // item: requirement id; the office's alone
)

// The fields of attachments and reviews: each is one unit.
const (
	FieldAttachment Field = "attachment" // AttachmentNote
	FieldMark       Field = "mark"       // Mark
	FieldProposal   Field = "proposal"   // Proposal
)

// The fields of a remark.
const (
	FieldQuestion Field = "question" // the office's words
	FieldReply    Field = "reply"    // the district's words
	FieldSettled  Field = "settled"  // "1" once the office needs nothing more
)

// The fields of a measure.
const (
	FieldMeasureTitle       Field = "title"
	FieldMeasureRequirement Field = "requirement"
	FieldMeasureResponsible Field = "measure_responsible"
	FieldMeasureDue         Field = "measure_due"
	FieldMeasureOnce        Field = "once"   // one-off cost, whole euros
	FieldMeasureYearly      Field = "yearly" // yearly cost, whole euros
	FieldMeasureDays        Field = "days"   // person-days
	FieldMeasureState       Field = "state"  // planned, running, done, dropped
)

// FieldSignOff is the one field of a sign-off: the statement as one unit, as SignOff.Encode writes it.
const FieldSignOff Field = "signoff"

// SignOffItem is the one item of KindSignOff.
const SignOffItem = "reply"

// SignOffSubject names the register of a district's sign-off.
func SignOffSubject(round RoundID, district DistrictKey) Subject {
	return Subject{Round: round, District: district, Scope: WholeScope, Kind: KindSignOff, Item: SignOffItem, Field: FieldSignOff}
}

// Fields lists the fields that things of a kind have, nil for an unknown kind.
func Fields(k Kind) []Field {
	switch k {
	case KindAnswer:
		return AnswerFields()
	case KindRemark:
		return []Field{FieldQuestion, FieldReply, FieldSettled}
	case KindAcceptance:
		return []Field{FieldAcceptance}
	case KindMeasure:
		return []Field{
			FieldMeasureTitle, FieldMeasureRequirement, FieldMeasureResponsible, FieldMeasureDue,
			FieldMeasureOnce, FieldMeasureYearly, FieldMeasureDays, FieldMeasureState,
		}
	case KindAttachment:
		return []Field{FieldAttachment}
	case KindReview:
		return []Field{FieldMark, FieldProposal}
	case KindSignOff:
		return []Field{FieldSignOff}
	}
	return nil
}

// Subject names one register: one field of one thing.
type Subject struct {
	Round    RoundID
	District DistrictKey
	Scope    ScopeID
	Kind     Kind
	Item     string
	Field    Field
}

// Owner tells which desk alone may write a field: answers, measures and attachments belong to the district, the
// question of a remark and reviews to the office. A file from the other side never writes it. Unknown fields have no owner.
func Owner(k Kind, f Field) (Role, bool) {
	known := false
	for _, g := range Fields(k) {
		known = known || g == f
	}
	if !known {
		return "", false
	}
	if k == KindRemark && f != FieldReply || k == KindReview {
		return RoleOffice, true
	}
	return RoleDistrict, true
}

// AnswerSubject names the register of one field of an answer.
func AnswerSubject(k AnswerKey, f Field) Subject {
	return Subject{Round: k.Round, District: k.District, Scope: k.Scope, Kind: KindAnswer, Item: string(k.Requirement), Field: f}
}
