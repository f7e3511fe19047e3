// Package district holds the screens of a district's desk: answering, sending the reply, and what the coordinator
// sees of the round.
//
// It promises that what was typed is on the disk within 300 ms of the last key, and before another screen or the end of
// the program; that it says "saved" only when that is true; and that it says so when something could
// not be kept. It reaches the desk through the interface Desk alone.
package district

import (
	"context"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/data/assessment"
)

// Desk is what the screens need of a district's desk.
type Desk interface {
	shared.Receiver
	shared.Undoer
	shared.Conflicted
	Planner
	Surveyor
	Sender
	Scoper
	Delegator
	Answerer
	Info() desk.Info
	Scopes(ctx context.Context, district assessment.DistrictKey) ([]assessment.Scope, error)
	Paper(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (*desk.Paper, error)
	Answer(ctx context.Context, key assessment.AnswerKey, edit desk.Edit) (assessment.Answer, error)
	ReplyRemark(ctx context.Context, key assessment.AnswerKey, reply string) error
	Export(ctx context.Context, round assessment.RoundID, districts []assessment.DistrictKey, dir string, progress func(desk.Progress)) ([]desk.ExportedFile, error)
}
